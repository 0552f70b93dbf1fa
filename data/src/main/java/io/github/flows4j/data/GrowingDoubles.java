package io.github.flows4j.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of doubles of unknown length, in chunks: growing copies nothing until the end. The first
 * chunks are small, for tables of many columns and few rows.
 */
final class GrowingDoubles {
  private static final int FIRST = 64;
  private static final int LARGEST = 1 << 16;

  private final List<double[]> full = new ArrayList<>();
  private double[] chunk = new double[FIRST];
  private int used;
  private long before;

  void add(double value) {
    if (used == chunk.length) {
      full.add(chunk);
      before += used;
      chunk = new double[Math.min(2 * used, LARGEST)];
      used = 0;
    }
    chunk[used++] = value;
  }

  long size() {
    return before + used;
  }

  /** All values; at most what an array holds. */
  double[] toArray() {
    double[] all = new double[Math.toIntExact(size())];
    int at = 0;
    for (double[] part : full) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    System.arraycopy(chunk, 0, all, at, used);
    return all;
  }
}

package io.github.flows4j.data;

import java.util.ArrayList;
import java.util.List;

/** A list of doubles of unknown length, in chunks: growing copies nothing until the end. */
final class GrowingDoubles {
  private static final int CHUNK = 1 << 16;

  private final List<double[]> full = new ArrayList<>();
  private double[] chunk = new double[CHUNK];
  private int used;

  void add(double value) {
    if (used == CHUNK) {
      full.add(chunk);
      chunk = new double[CHUNK];
      used = 0;
    }
    chunk[used++] = value;
  }

  long size() {
    return (long) full.size() * CHUNK + used;
  }

  /** All values; at most what an array holds. */
  double[] toArray() {
    double[] all = new double[Math.toIntExact(size())];
    int at = 0;
    for (double[] part : full) {
      System.arraycopy(part, 0, all, at, CHUNK);
      at += CHUNK;
    }
    System.arraycopy(chunk, 0, all, at, used);
    return all;
  }
}

package io.github.flows4j.data;

import java.util.ArrayList;
import java.util.List;

/**
 * A list of ints of unknown length, in chunks: growing copies nothing until the end. The first
 * chunks are small, for tables of many columns and few rows.
 */
final class GrowingInts {
  private static final int FIRST = 64;
  private static final int LARGEST = 1 << 16;

  private final List<int[]> full = new ArrayList<>();
  private int[] chunk = new int[FIRST];
  private int used;
  private long before;

  void add(int value) {
    if (used == chunk.length) {
      full.add(chunk);
      before += used;
      chunk = new int[Math.min(2 * used, LARGEST)];
      used = 0;
    }
    chunk[used++] = value;
  }

  long size() {
    return before + used;
  }

  /** All values; at most what an array holds. */
  int[] toArray() {
    int[] all = new int[Math.toIntExact(size())];
    int at = 0;
    for (int[] part : full) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    System.arraycopy(chunk, 0, all, at, used);
    return all;
  }
}

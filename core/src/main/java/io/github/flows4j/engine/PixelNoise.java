package io.github.flows4j.engine;

import java.util.SplittableRandom;

/** What is done to images each time they are seen. */
public final class PixelNoise {
  private PixelNoise() {}

  /**
   * Adds uniform noise from (0, 1), both ends excluded: a multiple of 2^-33, so that it leaves
   * whole numbers of up to 20 bits on their level.
   */
  public static void add(double[] values, int from, int count, SplittableRandom random) {
    int end = from + count;
    for (int i = from; i < end; i += 2) {
      long bits = random.nextLong();
      values[i] += ((bits >>> 32) + 0.5) * 0x1p-32;
      if (i + 1 < end) values[i + 1] += ((bits & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }
  }

  /** Mirrors an image left to right. */
  public static void mirror(double[] values, int from, int count, int width) {
    for (int row = from; row < from + count; row += width)
      for (int i = row, j = row + width - 1; i < j; i++, j--) {
        double left = values[i];
        values[i] = values[j];
        values[j] = left;
      }
  }
}

package io.github.flows4j.engine.f32.net;

import java.util.Arrays;

/** Copies between padded rows and rows without padding. */
public final class Rowwise {
  private Rowwise() {}

  /** Drops the padding: rows of {@code width} out of rows {@code stride} apart. */
  public static void compact(int rows, int width, float[] padded, int stride, float[] compact) {
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < width; j++) compact[r * width + j] = padded[r * stride + j];
  }

  /** Adds padding: rows of {@code width} become rows {@code stride} apart, padding zeroed. */
  public static void pad(int rows, int width, float[] compact, float[] padded, int stride) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(compact, r * width, padded, r * stride, width);
      Arrays.fill(padded, r * stride + width, (r + 1) * stride, 0);
    }
  }
}

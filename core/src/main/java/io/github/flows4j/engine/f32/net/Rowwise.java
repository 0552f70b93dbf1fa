package io.github.flows4j.engine.f32.net;

/** Copies between padded rows and rows without padding. */
final class Rowwise {
  private Rowwise() {}

  /** Drops the padding: rows of {@code width} out of rows {@code stride} apart. */
  static void compact(int rows, int width, float[] padded, int stride, float[] compact) {
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < width; j++) compact[r * width + j] = padded[r * stride + j];
  }
}

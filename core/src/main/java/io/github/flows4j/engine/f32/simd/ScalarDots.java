package io.github.flows4j.engine.f32.simd;

import java.util.Arrays;

/** Dot products of rows, four sums at a time. */
final class ScalarDots {
  private ScalarDots() {}

  /** See {@link Kernels#dots}. */
  static void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      float[] b,
      int bAt,
      int bRow,
      float[] bias,
      int biasAt,
      float[] c,
      int cAt,
      int cRow) {
    for (int i = 0; i < m; i++) {
      int at = cAt + i * cRow;
      Arrays.fill(c, at + n, at + ScalarKernels.LANES, 0);
      for (int j = 0; j < n; j++)
        c[at + j] = bias[biasAt + j] + dot(k, a, aAt + i * aRow, b, bAt + j * bRow);
    }
  }

  private static float dot(int k, float[] a, int aAt, float[] b, int bAt) {
    float s0 = 0.0f;
    float s1 = 0.0f;
    float s2 = 0.0f;
    float s3 = 0.0f;
    for (int r = 0; r < k; r += 4) {
      s0 += a[aAt + r] * b[bAt + r];
      s1 += a[aAt + r + 1] * b[bAt + r + 1];
      s2 += a[aAt + r + 2] * b[bAt + r + 2];
      s3 += a[aAt + r + 3] * b[bAt + r + 3];
    }
    return (s0 + s1) + (s2 + s3);
  }
}

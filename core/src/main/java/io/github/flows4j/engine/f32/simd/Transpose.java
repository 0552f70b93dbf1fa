package io.github.flows4j.engine.f32.simd;

/**
 * Matrix transposition in small square blocks, so that the cache lines of both sides stay at hand.
 */
final class Transpose {
  private static final int BLOCK = 16;

  private Transpose() {}

  /** B = A', see {@link Kernels#transpose}. */
  static void transpose(int m, int n, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow) {
    for (int i = 0; i < m; i += BLOCK) {
      int rows = Math.min(BLOCK, m - i);
      int from = aAt + i * aRow;
      int to = bAt + i;
      int j = 0;
      for (; j + 8 <= n; j += 8) {
        columns8(rows, a, from + j, aRow, b, to + j * bRow, bRow);
      }
      for (; j < n; j++) {
        column(rows, a, from + j, aRow, b, to + j * bRow);
      }
    }
  }

  /** Eight columns of A to eight rows of B; written out, because then few index checks are left. */
  private static void columns8(int m, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow) {
    int b1 = bAt + bRow;
    int b2 = b1 + bRow;
    int b3 = b2 + bRow;
    int b4 = b3 + bRow;
    int b5 = b4 + bRow;
    int b6 = b5 + bRow;
    int b7 = b6 + bRow;
    int p = aAt;
    for (int i = 0; i < m; i++) {
      b[bAt + i] = a[p];
      b[b1 + i] = a[p + 1];
      b[b2 + i] = a[p + 2];
      b[b3 + i] = a[p + 3];
      b[b4 + i] = a[p + 4];
      b[b5 + i] = a[p + 5];
      b[b6 + i] = a[p + 6];
      b[b7 + i] = a[p + 7];
      p += aRow;
    }
  }

  private static void column(int m, float[] a, int aAt, int aRow, float[] b, int bAt) {
    int p = aAt;
    for (int i = 0; i < m; i++) {
      b[bAt + i] = a[p];
      p += aRow;
    }
  }
}

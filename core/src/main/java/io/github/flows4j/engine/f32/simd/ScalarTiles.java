package io.github.flows4j.engine.f32.simd;

/**
 * Register tiles in plain, unvectorised arithmetic, for products too narrow or of too few rows for
 * {@link ScalarGemm}'s wide loops. Arguments as there.
 */
final class ScalarTiles {
  private ScalarTiles() {}

  static void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] start,
      int startAt,
      int startRow,
      boolean relu,
      float[] gate,
      int gateAt,
      int gateRow,
      float[] c,
      int cAt,
      int cRow) {
    int i = 0;
    for (; i + 4 <= m; i += 4) {
      for (int j = 0; j < n; j += 4) {
        rows4(
            k,
            a,
            aAt + i * aRow,
            aRow,
            aStep,
            b,
            bAt + j,
            bRow,
            start,
            startAt + i * startRow + j,
            startRow,
            c,
            cAt + i * cRow + j,
            cRow);
      }
    }
    for (; i < m; i++) {
      for (int j = 0; j < n; j += 8) {
        rows1(
            k,
            a,
            aAt + i * aRow,
            aStep,
            b,
            bAt + j,
            bRow,
            start,
            startAt + i * startRow + j,
            c,
            cAt + i * cRow + j);
      }
    }
    if (gate != null) {
      for (int row = 0; row < m; row++) {
        gate(n, gate, gateAt + row * gateRow, c, cAt + row * cRow);
      }
    } else if (relu) {
      for (int row = 0; row < m; row++) {
        relu(n, c, cAt + row * cRow);
      }
    }
  }

  private static void gate(int n, float[] gate, int gateAt, float[] c, int cAt) {
    for (int j = 0; j < n; j++) {
      if (!(gate[gateAt + j] > 0.0f)) {
        c[cAt + j] = 0.0f;
      }
    }
  }

  private static void relu(int n, float[] c, int cAt) {
    for (int j = 0; j < n; j++) {
      c[cAt + j] = Math.max(c[cAt + j], 0.0f);
    }
  }

  private static void rows4(
      int k,
      float[] a,
      int aAt,
      int aRow,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] start,
      int startAt,
      int startRow,
      float[] c,
      int cAt,
      int cRow) {
    float c00 = 0.0f;
    float c01 = 0.0f;
    float c02 = 0.0f;
    float c03 = 0.0f;
    float c10 = 0.0f;
    float c11 = 0.0f;
    float c12 = 0.0f;
    float c13 = 0.0f;
    float c20 = 0.0f;
    float c21 = 0.0f;
    float c22 = 0.0f;
    float c23 = 0.0f;
    float c30 = 0.0f;
    float c31 = 0.0f;
    float c32 = 0.0f;
    float c33 = 0.0f;
    if (start != null) {
      int s = startAt;
      c00 = start[s];
      c01 = start[s + 1];
      c02 = start[s + 2];
      c03 = start[s + 3];
      s += startRow;
      c10 = start[s];
      c11 = start[s + 1];
      c12 = start[s + 2];
      c13 = start[s + 3];
      s += startRow;
      c20 = start[s];
      c21 = start[s + 1];
      c22 = start[s + 2];
      c23 = start[s + 3];
      s += startRow;
      c30 = start[s];
      c31 = start[s + 1];
      c32 = start[s + 2];
      c33 = start[s + 3];
    }
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      float b0 = b[q];
      float b1 = b[q + 1];
      float b2 = b[q + 2];
      float b3 = b[q + 3];
      float x = a[p];
      c00 += x * b0;
      c01 += x * b1;
      c02 += x * b2;
      c03 += x * b3;
      p += aRow;
      x = a[p];
      c10 += x * b0;
      c11 += x * b1;
      c12 += x * b2;
      c13 += x * b3;
      p += aRow;
      x = a[p];
      c20 += x * b0;
      c21 += x * b1;
      c22 += x * b2;
      c23 += x * b3;
      p += aRow;
      x = a[p];
      c30 += x * b0;
      c31 += x * b1;
      c32 += x * b2;
      c33 += x * b3;
    }
    int t = cAt;
    c[t] = c00;
    c[t + 1] = c01;
    c[t + 2] = c02;
    c[t + 3] = c03;
    t += cRow;
    c[t] = c10;
    c[t + 1] = c11;
    c[t + 2] = c12;
    c[t + 3] = c13;
    t += cRow;
    c[t] = c20;
    c[t + 1] = c21;
    c[t + 2] = c22;
    c[t + 3] = c23;
    t += cRow;
    c[t] = c30;
    c[t + 1] = c31;
    c[t + 2] = c32;
    c[t + 3] = c33;
  }

  private static void rows1(
      int k,
      float[] a,
      int aAt,
      int aStep,
      float[] b,
      int bAt,
      int bRow,
      float[] start,
      int startAt,
      float[] c,
      int cAt) {
    float c00 = 0.0f;
    float c01 = 0.0f;
    float c02 = 0.0f;
    float c03 = 0.0f;
    float c04 = 0.0f;
    float c05 = 0.0f;
    float c06 = 0.0f;
    float c07 = 0.0f;
    if (start != null) {
      int s = startAt;
      c00 = start[s];
      c01 = start[s + 1];
      c02 = start[s + 2];
      c03 = start[s + 3];
      c04 = start[s + 4];
      c05 = start[s + 5];
      c06 = start[s + 6];
      c07 = start[s + 7];
    }
    for (int r = 0; r < k; r++) {
      int p = aAt + r * aStep;
      int q = bAt + r * bRow;
      float b0 = b[q];
      float b1 = b[q + 1];
      float b2 = b[q + 2];
      float b3 = b[q + 3];
      float b4 = b[q + 4];
      float b5 = b[q + 5];
      float b6 = b[q + 6];
      float b7 = b[q + 7];
      float x = a[p];
      c00 += x * b0;
      c01 += x * b1;
      c02 += x * b2;
      c03 += x * b3;
      c04 += x * b4;
      c05 += x * b5;
      c06 += x * b6;
      c07 += x * b7;
    }
    int t = cAt;
    c[t] = c00;
    c[t + 1] = c01;
    c[t + 2] = c02;
    c[t + 3] = c03;
    c[t + 4] = c04;
    c[t + 5] = c05;
    c[t + 6] = c06;
    c[t + 7] = c07;
  }
}

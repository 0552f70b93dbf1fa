package io.github.flows4j.engine.f32.simd;

/**
 * The one matrix product behind every product of {@link ScalarKernels}: C = finish(start + A B).
 *
 * <p>The JIT turns a loop over floats into vector instructions only if it can tell that what is
 * stored is not loaded again in a later turn. It can when every array in the loop is read and
 * written at the same index; on JDK 17 to 25 it cannot for offsets into one large array, and on 17
 * not for two stores. So wide products copy a block of B, row by row, into arrays of their own, and
 * add four of these rows at a time to a row of sums. Narrow ones, and those of so few rows that the
 * copy does not pay, use {@link ScalarTiles}.
 *
 * <p>Arguments:
 *
 * <ul>
 *   <li>{@code a}: the element of row i and depth r is {@code a[aAt + i * aRow + r * aStep]}; steps
 *       (row, 1) read A as it lies, steps (1, row) read it transposed.
 *   <li>{@code start}: what the sums begin with, rows {@code startRow} apart: a bias (0 apart), C,
 *       or null for zeros.
 *   <li>{@code relu}: results below 0 become 0. NaN stays NaN.
 *   <li>{@code gate}: if not null, results become 0 where it is not positive, and {@code relu} is
 *       ignored.
 * </ul>
 *
 * <p>Both ways add up in the order of the depth: an element of C does not depend on how many rows
 * are computed with it.
 */
final class ScalarGemm {
  /** Below it the scalar start and end of a vectorised loop cost more than its middle saves. */
  private static final int LEAST_COLUMNS = 32;

  /** Below it copying B costs more than the faster loop saves. */
  private static final int LEAST_ROWS = 4;

  private ScalarGemm() {}

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
    assert n % ScalarKernels.LANES == 0 : "columns must be padded to 8, were " + n;
    if (n < LEAST_COLUMNS || m < LEAST_ROWS || k == 0) {
      ScalarTiles.multiply(
          m, n, k, a, aAt, aRow, aStep, b, bAt, bRow, start, startAt, startRow, relu, gate, gateAt,
          gateRow, c, cAt, cRow);
      return;
    }
    ScalarScratch scratch = ScalarScratch.take();
    for (int j = 0; j < n; j += ScalarScratch.COLUMNS) {
      int columns = Math.min(ScalarScratch.COLUMNS, n - j);
      for (int r = 0; r < k; r += ScalarScratch.ROWS) {
        int depth = Math.min(ScalarScratch.ROWS, k - r);
        for (int q = 0; q < depth; q++) {
          System.arraycopy(b, bAt + (r + q) * bRow + j, scratch.rows[q], 0, columns);
        }
        boolean last = r + depth == k;
        for (int i = 0; i < m; i++) {
          float[] sums = scratch.sums;
          int to = cAt + i * cRow + j;
          if (r > 0) {
            System.arraycopy(c, to, sums, 0, columns);
          } else if (start != null) {
            System.arraycopy(start, startAt + i * startRow + j, sums, 0, columns);
          } else {
            clear(columns, sums);
          }
          addRows(columns, depth, a, aAt + i * aRow + r * aStep, aStep, scratch.rows, sums);
          if (last && gate != null) {
            gate(columns, sums, gate, gateAt + i * gateRow + j);
          } else if (last && relu) {
            relu(columns, sums);
          }
          System.arraycopy(sums, 0, c, to, columns);
        }
      }
    }
    scratch.giveBack();
  }

  /** sums[j] += a[at + r * step] * rows[r][j] for r = 0, 1, ... depth - 1 in this order. */
  private static void addRows(
      int n, int depth, float[] a, int at, int step, float[][] rows, float[] sums) {
    int p = at;
    int r = 0;
    for (; r + 4 <= depth; r += 4) {
      addFour(
          n,
          a[p],
          a[p + step],
          a[p + 2 * step],
          a[p + 3 * step],
          rows[r],
          rows[r + 1],
          rows[r + 2],
          rows[r + 3],
          sums);
      p += 4 * step;
    }
    for (; r < depth; r++) {
      addOne(n, a[p], rows[r], sums);
      p += step;
    }
  }

  private static void addFour(
      int n,
      float x0,
      float x1,
      float x2,
      float x3,
      float[] b0,
      float[] b1,
      float[] b2,
      float[] b3,
      float[] sums) {
    for (int j = 0; j < n; j++) {
      sums[j] = sums[j] + x0 * b0[j] + x1 * b1[j] + x2 * b2[j] + x3 * b3[j];
    }
  }

  private static void addOne(int n, float x, float[] b, float[] sums) {
    for (int j = 0; j < n; j++) {
      sums[j] = sums[j] + x * b[j];
    }
  }

  private static void clear(int n, float[] sums) {
    for (int j = 0; j < n; j++) {
      sums[j] = 0.0f;
    }
  }

  private static void relu(int n, float[] sums) {
    for (int j = 0; j < n; j++) {
      sums[j] = Math.max(sums[j], 0.0f);
    }
  }

  private static void gate(int n, float[] sums, float[] gate, int gateAt) {
    for (int j = 0; j < n; j++) {
      if (!(gate[gateAt + j] > 0.0f)) {
        sums[j] = 0.0f;
      }
    }
  }
}

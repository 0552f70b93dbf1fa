package io.github.flows4j.engine.f32.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix transposition in square blocks of whole vectors. A block of L x L is transposed in log L
 * stages: that of distance d swaps, in every pair of rows d apart, the elements whose lane and row
 * differ in the bit d. Two stages are done at once on four rows in registers; what fills no block
 * is moved one by one.
 *
 * <p>JDK 17 makes shuffles and masks out of their arrays each time, and checks a shuffle again
 * after every store. So a call takes a whole strip of blocks, and rows are stored together.
 */
final class VectorTranspose {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  // One constant for each distance: a shuffle out of an array is no constant to the JIT.
  private static final VectorShuffle<Float> SWAP_8 = swap(8);
  private static final VectorShuffle<Float> SWAP_4 = swap(4);
  private static final VectorShuffle<Float> SWAP_2 = swap(2);
  private static final VectorShuffle<Float> SWAP_1 = swap(1);
  private static final VectorMask<Float> UPPER_8 = upper(8);
  private static final VectorMask<Float> UPPER_4 = upper(4);
  private static final VectorMask<Float> UPPER_2 = upper(2);
  private static final VectorMask<Float> UPPER_1 = upper(1);

  private VectorTranspose() {}

  private static VectorShuffle<Float> swap(int distance) {
    return VectorShuffle.fromOp(S, lane -> (lane ^ distance) % L);
  }

  private static VectorMask<Float> upper(int distance) {
    boolean[] lanes = new boolean[L];
    for (int lane = 0; lane < L; lane++) lanes[lane] = (lane & distance) != 0;
    return VectorMask.fromArray(S, lanes, 0);
  }

  /** B = A', see {@link Kernels#transpose}. */
  static void transpose(int m, int n, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow) {
    boolean known = L == 2 || L == 4 || L == 8 || L == 16;
    int wholeM = known ? m / L * L : 0;
    int wholeN = known ? n / L * L : 0;
    for (int i = 0; i < wholeM; i += L) strip(wholeN, a, aAt + i * aRow, aRow, b, bAt + i, bRow);
    if (wholeN < n)
      Transpose.transpose(wholeM, n - wholeN, a, aAt + wholeN, aRow, b, bAt + wholeN * bRow, bRow);
    if (wholeM < m)
      Transpose.transpose(m - wholeM, n, a, aAt + wholeM * aRow, aRow, b, bAt + wholeM, bRow);
  }

  /** L rows of n elements, a multiple of L, to L columns. */
  private static void strip(int n, float[] a, int aAt, int aRow, float[] b, int bAt, int bRow) {
    switch (L) {
      case 16 -> {
        distances8And4(n, a, aAt, aRow, L, b, bAt, bRow);
        distances2And1(n, b, bAt, bRow, L * bRow, b, bAt, bRow);
      }
      case 8 -> {
        distances4And2(n, a, aAt, aRow, L, b, bAt, bRow);
        distance1(n, b, bAt, bRow, L * bRow, b, bAt, bRow);
      }
      case 4 -> distances2And1(n, a, aAt, aRow, L, b, bAt, bRow);
      default -> distance1(n, a, aAt, aRow, L, b, bAt, bRow);
    }
  }

  /**
   * Distances 8 and 4: rows i, i + 4, i + 8 and i + 12 of X to those of Y, in every block. Blocks
   * of X are {@code xStep} apart, blocks of Y lie below each other.
   */
  private static void distances8And4(
      int n, float[] x, int xAt, int xRow, int xStep, float[] y, int yAt, int yRow) {
    for (int j = 0; j < n; j += L)
      for (int i = 0; i < 4; i++) {
        int p = xAt + i * xRow + j / L * xStep;
        FloatVector r0 = FloatVector.fromArray(S, x, p);
        FloatVector r1 = FloatVector.fromArray(S, x, p + 4 * xRow);
        FloatVector r2 = FloatVector.fromArray(S, x, p + 8 * xRow);
        FloatVector r3 = FloatVector.fromArray(S, x, p + 12 * xRow);
        FloatVector s0 = r0.blend(r2.rearrange(SWAP_8), UPPER_8);
        FloatVector s1 = r1.blend(r3.rearrange(SWAP_8), UPPER_8);
        FloatVector s2 = r0.rearrange(SWAP_8).blend(r2, UPPER_8);
        FloatVector s3 = r1.rearrange(SWAP_8).blend(r3, UPPER_8);
        int q = yAt + (i + j) * yRow;
        r0 = s0.blend(s1.rearrange(SWAP_4), UPPER_4);
        r1 = s0.rearrange(SWAP_4).blend(s1, UPPER_4);
        r2 = s2.blend(s3.rearrange(SWAP_4), UPPER_4);
        r3 = s2.rearrange(SWAP_4).blend(s3, UPPER_4);
        r0.intoArray(y, q);
        r1.intoArray(y, q + 4 * yRow);
        r2.intoArray(y, q + 8 * yRow);
        r3.intoArray(y, q + 12 * yRow);
      }
  }

  /** Distances 4 and 2: rows i, i + 2, i + 4 and i + 6 of X to those of Y. */
  private static void distances4And2(
      int n, float[] x, int xAt, int xRow, int xStep, float[] y, int yAt, int yRow) {
    for (int j = 0; j < n; j += L)
      for (int i = 0; i < 2; i++) {
        int p = xAt + i * xRow + j / L * xStep;
        FloatVector r0 = FloatVector.fromArray(S, x, p);
        FloatVector r1 = FloatVector.fromArray(S, x, p + 2 * xRow);
        FloatVector r2 = FloatVector.fromArray(S, x, p + 4 * xRow);
        FloatVector r3 = FloatVector.fromArray(S, x, p + 6 * xRow);
        FloatVector s0 = r0.blend(r2.rearrange(SWAP_4), UPPER_4);
        FloatVector s1 = r1.blend(r3.rearrange(SWAP_4), UPPER_4);
        FloatVector s2 = r0.rearrange(SWAP_4).blend(r2, UPPER_4);
        FloatVector s3 = r1.rearrange(SWAP_4).blend(r3, UPPER_4);
        int q = yAt + (i + j) * yRow;
        r0 = s0.blend(s1.rearrange(SWAP_2), UPPER_2);
        r1 = s0.rearrange(SWAP_2).blend(s1, UPPER_2);
        r2 = s2.blend(s3.rearrange(SWAP_2), UPPER_2);
        r3 = s2.rearrange(SWAP_2).blend(s3, UPPER_2);
        r0.intoArray(y, q);
        r1.intoArray(y, q + 2 * yRow);
        r2.intoArray(y, q + 4 * yRow);
        r3.intoArray(y, q + 6 * yRow);
      }
  }

  /** Distances 2 and 1: rows i, i + 1, i + 2 and i + 3 of X to those of Y. */
  private static void distances2And1(
      int n, float[] x, int xAt, int xRow, int xStep, float[] y, int yAt, int yRow) {
    for (int j = 0; j < n; j += L)
      for (int i = 0; i < L; i += 4) {
        int p = xAt + i * xRow + j / L * xStep;
        FloatVector r0 = FloatVector.fromArray(S, x, p);
        FloatVector r1 = FloatVector.fromArray(S, x, p + 1 * xRow);
        FloatVector r2 = FloatVector.fromArray(S, x, p + 2 * xRow);
        FloatVector r3 = FloatVector.fromArray(S, x, p + 3 * xRow);
        FloatVector s0 = r0.blend(r2.rearrange(SWAP_2), UPPER_2);
        FloatVector s1 = r1.blend(r3.rearrange(SWAP_2), UPPER_2);
        FloatVector s2 = r0.rearrange(SWAP_2).blend(r2, UPPER_2);
        FloatVector s3 = r1.rearrange(SWAP_2).blend(r3, UPPER_2);
        int q = yAt + (i + j) * yRow;
        r0 = s0.blend(s1.rearrange(SWAP_1), UPPER_1);
        r1 = s0.rearrange(SWAP_1).blend(s1, UPPER_1);
        r2 = s2.blend(s3.rearrange(SWAP_1), UPPER_1);
        r3 = s2.rearrange(SWAP_1).blend(s3, UPPER_1);
        r0.intoArray(y, q);
        r1.intoArray(y, q + 1 * yRow);
        r2.intoArray(y, q + 2 * yRow);
        r3.intoArray(y, q + 3 * yRow);
      }
  }

  /** Distance 1: rows i and i + 1 of X to those of Y. */
  private static void distance1(
      int n, float[] x, int xAt, int xRow, int xStep, float[] y, int yAt, int yRow) {
    for (int j = 0; j < n; j += L) {
      for (int i = 0; i < L; i += 2) {
        int p = xAt + i * xRow + j / L * xStep;
        FloatVector r0 = FloatVector.fromArray(S, x, p);
        FloatVector r1 = FloatVector.fromArray(S, x, p + xRow);
        FloatVector s0 = r0.blend(r1.rearrange(SWAP_1), UPPER_1);
        FloatVector s1 = r0.rearrange(SWAP_1).blend(r1, UPPER_1);
        int q = yAt + (i + j) * yRow;
        s0.intoArray(y, q);
        s1.intoArray(y, q + yRow);
      }
    }
  }
}

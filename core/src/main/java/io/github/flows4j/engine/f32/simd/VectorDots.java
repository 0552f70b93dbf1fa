package io.github.flows4j.engine.f32.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Dot products of rows, lanes over the depth. The lanes of a sum are put down in the row of C that
 * the result goes to, and added there in a fixed order: the Vector API's own reduction adds in an
 * order of its choice.
 */
final class VectorDots {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private VectorDots() {}

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
      int row = aAt + i * aRow;
      int at = cAt + i * cRow;
      float s0 = dot(k, a, row, b, bAt, c, at);
      float s1 = n > 1 ? dot(k, a, row, b, bAt + bRow, c, at) : 0.0f;
      float s2 = n > 2 ? dot(k, a, row, b, bAt + 2 * bRow, c, at) : 0.0f;
      float s3 = n > 3 ? dot(k, a, row, b, bAt + 3 * bRow, c, at) : 0.0f;
      FloatVector.zero(S).intoArray(c, at);
      c[at] = s0 + bias[biasAt];
      if (n > 1) c[at + 1] = s1 + bias[biasAt + 1];
      if (n > 2) c[at + 2] = s2 + bias[biasAt + 2];
      if (n > 3) c[at + 3] = s3 + bias[biasAt + 3];
    }
  }

  private static float dot(
      int k, float[] a, int aAt, float[] b, int bAt, float[] lanes, int lanesAt) {
    FloatVector sum = FloatVector.zero(S);
    for (int r = 0; r < k; r += L)
      sum = FloatVector.fromArray(S, a, aAt + r).fma(FloatVector.fromArray(S, b, bAt + r), sum);
    sum.intoArray(lanes, lanesAt);
    float even = 0.0f;
    float odd = 0.0f;
    for (int i = 0; i < L; i += 2) {
      even += lanes[lanesAt + i];
      odd += lanes[lanesAt + i + 1];
    }
    return even + odd;
  }
}

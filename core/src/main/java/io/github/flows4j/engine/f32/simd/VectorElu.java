package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential linear units on vectors, forward and backward, and what networks of them do by
 * elements. The last few elements are done one by one with the same rounding as the lanes of a
 * vector.
 */
final class VectorElu {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** Many short calls are compiled sooner than one long loop; see {@link VectorElementwise}. */
  private static final int BLOCK = 256;

  private VectorElu() {}

  /** See {@link Kernels#elu}; sign is -1 for mirrored units. */
  static void forward(
      int n, float sign, float[] u, int uAt, float[] h, int hAt, float[] d, int dAt) {
    for (int i = 0; i < n; i += BLOCK) {
      int count = Math.min(BLOCK, n - i);
      negativePart(count, sign, u, uAt + i, d, dAt + i);
      VectorMath.exp(count, d, dAt + i, d, dAt + i);
      values(count, sign, u, uAt + i, h, hAt + i, d, dAt + i);
    }
  }

  private static void negativePart(int n, float sign, float[] u, int uAt, float[] d, int dAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector.fromArray(S, u, uAt + i).mul(sign).min(0.0f).intoArray(d, dAt + i);
    }
    for (; i < n; i++) {
      d[dAt + i] = Math.min(sign * u[uAt + i], 0.0f);
    }
  }

  /** max(s u, 0) + (d - 1): one of the two is 0. */
  private static void values(
      int n, float sign, float[] u, int uAt, float[] h, int hAt, float[] d, int dAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector.fromArray(S, u, uAt + i)
          .mul(sign)
          .max(0.0f)
          .add(FloatVector.fromArray(S, d, dAt + i).sub(1.0f))
          .mul(sign)
          .intoArray(h, hAt + i);
    }
    for (; i < n; i++) {
      h[hAt + i] = sign * (Math.max(sign * u[uAt + i], 0.0f) + (d[dAt + i] - 1.0f));
    }
  }

  /** See {@link Kernels#eluBackward}. */
  static void backward(
      int n,
      float sign,
      float[] d,
      int dAt,
      float[] v,
      int vAt,
      float[] gradH,
      int gradHAt,
      float[] gradT,
      int gradTAt) {
    for (int i = 0; i < n; i += BLOCK) {
      backwardBlock(
          Math.min(BLOCK, n - i),
          sign,
          d,
          dAt + i,
          v,
          vAt + i,
          gradH,
          gradHAt + i,
          gradT,
          gradTAt + i);
    }
  }

  private static void backwardBlock(
      int n,
      float sign,
      float[] d,
      int dAt,
      float[] v,
      int vAt,
      float[] gradH,
      int gradHAt,
      float[] gradT,
      int gradTAt) {
    FloatVector zero = FloatVector.zero(S);
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector slope = FloatVector.fromArray(S, d, dAt + i);
      FloatVector t = FloatVector.fromArray(S, gradT, gradTAt + i);
      FloatVector bend = t.mul(FloatVector.fromArray(S, v, vAt + i)).mul(sign);
      // where the slope is 1 the unit is linear: its slope has no slope
      bend = zero.blend(bend, slope.compare(LT, 1.0f));
      FloatVector.fromArray(S, gradH, gradHAt + i)
          .add(bend)
          .mul(slope)
          .intoArray(gradH, gradHAt + i);
      t.mul(slope).intoArray(gradT, gradTAt + i);
    }
    for (; i < n; i++) {
      float slope = d[dAt + i];
      float t = gradT[gradTAt + i];
      float bend = slope < 1.0f ? t * v[vAt + i] * sign : 0.0f;
      gradH[gradHAt + i] = slope * (gradH[gradHAt + i] + bend);
      gradT[gradTAt + i] = slope * t;
    }
  }

  /** See {@link Kernels#multiply}. */
  static void multiply(int n, float[] x, int xAt, float[] y, int yAt, float[] z, int zAt) {
    for (int i = 0; i < n; i += BLOCK) {
      multiplyBlock(Math.min(BLOCK, n - i), x, xAt + i, y, yAt + i, z, zAt + i);
    }
  }

  private static void multiplyBlock(
      int n, float[] x, int xAt, float[] y, int yAt, float[] z, int zAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector.fromArray(S, x, xAt + i)
          .mul(FloatVector.fromArray(S, y, yAt + i))
          .intoArray(z, zAt + i);
    }
    for (; i < n; i++) {
      z[zAt + i] = x[xAt + i] * y[yAt + i];
    }
  }

  /** See {@link Kernels#addSigned}. */
  static void addSigned(int n, float[] x, int xAt, float[] s, int sAt, float[] y, int yAt) {
    for (int i = 0; i < n; i += BLOCK) {
      addSignedBlock(Math.min(BLOCK, n - i), x, xAt + i, s, sAt + i, y, yAt + i);
    }
  }

  private static void addSignedBlock(
      int n, float[] x, int xAt, float[] s, int sAt, float[] y, int yAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector of = FloatVector.fromArray(S, s, sAt + i);
      FloatVector v = FloatVector.fromArray(S, x, xAt + i);
      FloatVector sum = FloatVector.fromArray(S, y, yAt + i);
      FloatVector added = sum.blend(sum.add(v), of.compare(GT, 0.0f));
      added.blend(sum.sub(v), of.compare(LT, 0.0f)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] += x[xAt + i] * Math.signum(s[sAt + i]);
    }
  }
}

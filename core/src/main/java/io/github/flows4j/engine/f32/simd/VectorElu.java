package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential linear units on vectors, forward and backward, and what networks of them do with
 * signs. Matrices of units are gone through as one run of numbers, with the column beside it.
 */
final class VectorElu {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** Many short calls are compiled sooner than one long loop; see {@link VectorElementwise}. */
  private static final int BLOCK = 256;

  private VectorElu() {}

  /** See {@link Kernels#elu}. */
  static void forward(
      int m,
      int n,
      float[] sign,
      float[] h,
      int hAt,
      float[] v,
      int vAt,
      int vRow,
      float[] t,
      int tAt) {
    assert n % L == 0 : "columns must be padded to " + L + ", were " + n;
    int count = m * n;
    for (int i = 0; i < count; i += BLOCK) {
      int length = Math.min(BLOCK, count - i);
      int column = i % n;
      negativePart(length, n, column, sign, h, hAt + i, t, tAt + i);
      VectorMath.exp(length, t, tAt + i, t, tAt + i);
      if (v == null) values(length, n, column, sign, h, hAt + i, t, tAt + i);
      else if (vRow == 0) valuesAndColumns(length, n, column, sign, h, hAt + i, v, vAt, t, tAt + i);
      else valuesAndTangents(length, n, column, sign, h, hAt + i, v, vAt + i, t, tAt + i);
    }
  }

  private static void negativePart(
      int length, int n, int column, float[] sign, float[] u, int uAt, float[] d, int dAt) {
    int j = column;
    for (int i = 0; i < length; i += L) {
      FloatVector.fromArray(S, u, uAt + i)
          .mul(FloatVector.fromArray(S, sign, j))
          .min(0.0f)
          .intoArray(d, dAt + i);
      j += L;
      if (j == n) j = 0;
    }
  }

  /** max(s u, 0) + (d - 1): one of the two is 0. */
  private static void values(
      int length, int n, int column, float[] sign, float[] h, int hAt, float[] d, int dAt) {
    int j = column;
    for (int i = 0; i < length; i += L) {
      FloatVector s = FloatVector.fromArray(S, sign, j);
      FloatVector.fromArray(S, h, hAt + i)
          .mul(s)
          .max(0.0f)
          .add(FloatVector.fromArray(S, d, dAt + i).sub(1.0f))
          .mul(s)
          .intoArray(h, hAt + i);
      j += L;
      if (j == n) j = 0;
    }
  }

  /** The same, and t = d v for a v of each column. */
  private static void valuesAndColumns(
      int length,
      int n,
      int column,
      float[] sign,
      float[] h,
      int hAt,
      float[] v,
      int vAt,
      float[] t,
      int tAt) {
    int j = column;
    for (int i = 0; i < length; i += L) {
      FloatVector s = FloatVector.fromArray(S, sign, j);
      FloatVector d = FloatVector.fromArray(S, t, tAt + i);
      FloatVector u = FloatVector.fromArray(S, h, hAt + i);
      u.mul(s).max(0.0f).add(d.sub(1.0f)).mul(s).intoArray(h, hAt + i);
      d.mul(FloatVector.fromArray(S, v, vAt + j)).intoArray(t, tAt + i);
      j += L;
      if (j == n) j = 0;
    }
  }

  /** The same, and t = d v for a v of each number. */
  private static void valuesAndTangents(
      int length,
      int n,
      int column,
      float[] sign,
      float[] h,
      int hAt,
      float[] v,
      int vAt,
      float[] t,
      int tAt) {
    int j = column;
    for (int i = 0; i < length; i += L) {
      FloatVector s = FloatVector.fromArray(S, sign, j);
      FloatVector d = FloatVector.fromArray(S, t, tAt + i);
      FloatVector u = FloatVector.fromArray(S, h, hAt + i);
      u.mul(s).max(0.0f).add(d.sub(1.0f)).mul(s).intoArray(h, hAt + i);
      d.mul(FloatVector.fromArray(S, v, vAt + i)).intoArray(t, tAt + i);
      j += L;
      if (j == n) j = 0;
    }
  }

  /** See {@link Kernels#eluBackward}. */
  static void backward(
      int m,
      int n,
      float[] sign,
      float[] h,
      int hAt,
      float[] t,
      int tAt,
      float[] gradH,
      int gradHAt,
      float[] gradT,
      int gradTAt) {
    assert n % L == 0 : "columns must be padded to " + L + ", were " + n;
    int count = m * n;
    for (int i = 0; i < count; i += BLOCK) {
      int length = Math.min(BLOCK, count - i);
      int column = i % n;
      if (t == null) backwardValues(length, n, column, sign, h, hAt + i, gradH, gradHAt + i);
      else
        backwardTangents(
            length,
            n,
            column,
            sign,
            h,
            hAt + i,
            t,
            tAt + i,
            gradH,
            gradHAt + i,
            gradT,
            gradTAt + i);
    }
  }

  private static void backwardValues(
      int length, int n, int column, float[] sign, float[] h, int hAt, float[] gradH, int gradHAt) {
    int j = column;
    for (int i = 0; i < length; i += L) {
      FloatVector.fromArray(S, h, hAt + i)
          .mul(FloatVector.fromArray(S, sign, j))
          .min(0.0f)
          .add(1.0f)
          .mul(FloatVector.fromArray(S, gradH, gradHAt + i))
          .intoArray(gradH, gradHAt + i);
      j += L;
      if (j == n) j = 0;
    }
  }

  private static void backwardTangents(
      int length,
      int n,
      int column,
      float[] sign,
      float[] h,
      int hAt,
      float[] t,
      int tAt,
      float[] gradH,
      int gradHAt,
      float[] gradT,
      int gradTAt) {
    FloatVector zero = FloatVector.zero(S);
    int j = column;
    for (int i = 0; i < length; i += L) {
      FloatVector s = FloatVector.fromArray(S, sign, j);
      FloatVector below = FloatVector.fromArray(S, h, hAt + i).mul(s).min(0.0f);
      FloatVector slope = below.add(1.0f);
      FloatVector grad = FloatVector.fromArray(S, gradT, gradTAt + i);
      FloatVector bend = FloatVector.fromArray(S, t, tAt + i).mul(s).mul(grad);
      // where it is not below 0 the unit is linear: its slope has no slope
      bend = zero.blend(bend, below.compare(LT, 0.0f));
      FloatVector.fromArray(S, gradH, gradHAt + i).fma(slope, bend).intoArray(gradH, gradHAt + i);
      grad.mul(slope).intoArray(gradT, gradTAt + i);
      j += L;
      if (j == n) j = 0;
    }
  }

  /** See {@link Kernels#magnitudes}. */
  static void magnitudes(int n, float[] x, int xAt, float[] y, int yAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector.fromArray(S, x, xAt + i).abs().intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] = Math.abs(x[xAt + i]);
    }
  }

  /** See {@link Kernels#takeSigns}. */
  static void takeSigns(int n, float[] x, int xAt, float[] y, int yAt) {
    FloatVector zero = FloatVector.zero(S);
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector of = FloatVector.fromArray(S, x, xAt + i);
      FloatVector v = FloatVector.fromArray(S, y, yAt + i);
      FloatVector signed = zero.blend(v, of.compare(GT, 0.0f));
      signed.blend(v.neg(), of.compare(LT, 0.0f)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] *= Math.signum(x[xAt + i]);
    }
  }
}

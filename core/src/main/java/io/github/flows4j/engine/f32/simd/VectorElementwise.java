package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Additions and the optimizer's update on vectors. The last few elements are done one by one with
 * the same rounding as the lanes of a vector: a result does not depend on where in the array an
 * element lies.
 */
@SuppressWarnings("cast") // the casts are redundant in the double-precision copy of this class
final class VectorElementwise {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /**
   * Long arrays are cut into blocks: the JVM counts calls as well as turns of a loop, and hands a
   * method that is called often to C2 after a fraction of the turns that one long loop takes. Until
   * then each vector operation costs an object.
   */
  private static final int BLOCK = 256;

  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;

  /**
   * How many vectors of doubles a vector widens to: two, and one in the double-precision copy of
   * this class.
   */
  private static final int PARTS = L / D.length();

  /** Longer than {@link #BLOCK}, because each block ends in an addition lane by lane. */
  private static final int SUM_BLOCK = 2048;

  private VectorElementwise() {}

  static void add(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i += BLOCK) {
      addBlock(Math.min(BLOCK, n - i), x, xAt + i, y, yAt + i);
    }
  }

  private static void addBlock(int n, float[] x, int xAt, float[] y, int yAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector.fromArray(S, y, yAt + i)
          .add(FloatVector.fromArray(S, x, xAt + i))
          .intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] += x[xAt + i];
    }
  }

  /** C = 0 where the gate is not positive. */
  static void gate(
      int m, int n, float[] gate, int gateAt, int gateRow, float[] c, int cAt, int cRow) {
    FloatVector zero = FloatVector.zero(S);
    for (int i = 0; i < m; i++) {
      int g = gateAt + i * gateRow;
      int t = cAt + i * cRow;
      for (int j = 0; j < n; j += L) {
        VectorMask<Float> open = FloatVector.fromArray(S, gate, g + j).compare(GT, zero);
        zero.blend(FloatVector.fromArray(S, c, t + j), open).intoArray(c, t + j);
      }
    }
  }

  static void addColumnSums(int m, int n, float[] a, int aAt, int aRow, float[] sum, int sumAt) {
    assert n % L == 0 : "columns must be padded to " + L + ", were " + n;
    int j = 0;
    for (; j + 4 * L <= n; j += 4 * L) {
      FloatVector s0 = FloatVector.fromArray(S, sum, sumAt + j);
      FloatVector s1 = FloatVector.fromArray(S, sum, sumAt + j + L);
      FloatVector s2 = FloatVector.fromArray(S, sum, sumAt + j + 2 * L);
      FloatVector s3 = FloatVector.fromArray(S, sum, sumAt + j + 3 * L);
      for (int i = 0; i < m; i++) {
        int p = aAt + j + i * aRow;
        s0 = s0.add(FloatVector.fromArray(S, a, p));
        s1 = s1.add(FloatVector.fromArray(S, a, p + L));
        s2 = s2.add(FloatVector.fromArray(S, a, p + 2 * L));
        s3 = s3.add(FloatVector.fromArray(S, a, p + 3 * L));
      }
      s0.intoArray(sum, sumAt + j);
      s1.intoArray(sum, sumAt + j + L);
      s2.intoArray(sum, sumAt + j + 2 * L);
      s3.intoArray(sum, sumAt + j + 3 * L);
    }
    for (; j < n; j += L) {
      FloatVector s = FloatVector.fromArray(S, sum, sumAt + j);
      for (int i = 0; i < m; i++) {
        s = s.add(FloatVector.fromArray(S, a, aAt + j + i * aRow));
      }
      s.intoArray(sum, sumAt + j);
    }
  }

  static double sumOfSquares(int n, float[] x, int xAt) {
    double sum = 0;
    for (int i = 0; i < n; i += SUM_BLOCK) {
      sum += sumOfSquaresBlock(Math.min(SUM_BLOCK, n - i), x, xAt + i);
    }
    return sum;
  }

  private static double sumOfSquaresBlock(int n, float[] x, int xAt) {
    DoubleVector s0 = DoubleVector.zero(D);
    DoubleVector s1 = DoubleVector.zero(D);
    DoubleVector s2 = DoubleVector.zero(D);
    DoubleVector s3 = DoubleVector.zero(D);
    int i = 0;
    for (; i + 2 * L <= n; i += 2 * L) {
      FloatVector v = FloatVector.fromArray(S, x, xAt + i);
      FloatVector w = FloatVector.fromArray(S, x, xAt + i + L);
      DoubleVector v0 = (DoubleVector) v.castShape(D, 0);
      DoubleVector w0 = (DoubleVector) w.castShape(D, 0);
      s0 = v0.fma(v0, s0);
      s1 = w0.fma(w0, s1);
      if (PARTS == 2) {
        DoubleVector v1 = (DoubleVector) v.castShape(D, 1);
        DoubleVector w1 = (DoubleVector) w.castShape(D, 1);
        s2 = v1.fma(v1, s2);
        s3 = w1.fma(w1, s3);
      }
    }
    DoubleVector all = s0.add(s1).add(s2.add(s3));
    double sum = 0;
    for (int lane = 0; lane < D.length(); lane++) {
      sum += all.lane(lane); // reduceLanes leaves the order open
    }
    for (; i < n; i++) {
      sum += (double) x[xAt + i] * x[xAt + i];
    }
    return sum;
  }

  static void adam(
      int n,
      int at,
      float[] w,
      float[] m,
      float[] v,
      float[] gradient,
      float gradientScale,
      double beta1,
      double beta2,
      float epsilon,
      float decay,
      float stepSize,
      float inverseRootBias2) {
    for (int i = 0; i < n; i += BLOCK) {
      adamBlock(
          Math.min(BLOCK, n - i),
          at + i,
          w,
          m,
          v,
          gradient,
          gradientScale,
          beta1,
          beta2,
          epsilon,
          decay,
          stepSize,
          inverseRootBias2);
    }
  }

  private static void adamBlock(
      int n,
      int at,
      float[] w,
      float[] m,
      float[] v,
      float[] gradient,
      float gradientScale,
      double beta1,
      double beta2,
      float epsilon,
      float decay,
      float stepSize,
      float inverseRootBias2) {
    float keep1 = (float) beta1;
    float keep2 = (float) beta2;
    float rest1 = (float) (1 - beta1);
    float rest2 = (float) (1 - beta2);
    int end = at + n;
    int i = at;
    for (; i + L <= end; i += L) {
      FloatVector g = FloatVector.fromArray(S, gradient, i).mul(gradientScale);
      FloatVector first = FloatVector.fromArray(S, m, i).mul(keep1).add(g.mul(rest1));
      FloatVector second = FloatVector.fromArray(S, v, i).mul(keep2).add(g.mul(rest2).mul(g));
      first.intoArray(m, i);
      second.intoArray(v, i);
      FloatVector step = first.mul(stepSize).div(second.sqrt().mul(inverseRootBias2).add(epsilon));
      FloatVector.fromArray(S, w, i).mul(decay).sub(step).intoArray(w, i);
    }
    for (; i < end; i++) {
      float g = gradient[i] * gradientScale;
      float first = m[i] * keep1 + g * rest1;
      float second = v[i] * keep2 + g * rest2 * g;
      m[i] = first;
      v[i] = second;
      float step = first * stepSize / ((float) Math.sqrt(second) * inverseRootBias2 + epsilon);
      w[i] = w[i] * decay - step;
    }
  }
}

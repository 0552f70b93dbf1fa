package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential, logarithm and hyperbolic tangent over arrays, single precision. The double-precision
 * engine has its own.
 *
 * <p>Polynomials of our own, not the Vector API's EXP and TANH: those give other bits before they
 * are compiled than after. The scalar forms beside them do the tail and round exactly as a lane
 * does.
 */
final class VectorMath {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** Many short calls are compiled sooner than one long loop; see VectorElementwise. */
  private static final int BLOCK = 256;

  private static final float LOG2_E = 1.44269504f;

  /** 1.5 * 2^23: adding it rounds to an integer, which is then in the low bits. */
  private static final float ROUND = 12582912.0f;

  /**
   * ln 2 in two parts (Cephes, expf): the first has trailing zeros, so that n times it is exact.
   */
  private static final float LN2_HIGH = 0.693359375f;

  private static final float LN2_LOW = -2.12194440e-4f;

  /** Cephes, expf: (e^r - 1 - r) / r^2 for |r| at most ln(2) / 2. */
  private static final float E0 = 1.9875691500e-4f;

  private static final float E1 = 1.3981999507e-3f;
  private static final float E2 = 8.3334519073e-3f;
  private static final float E3 = 4.1665795894e-2f;
  private static final float E4 = 1.6666665459e-1f;
  private static final float E5 = 5.0000001201e-1f;

  /** The first argument whose exponential is infinite: ln(2^128 - 2^103), rounded up. */
  private static final float EXP_OVERFLOW = 88.72284f;

  /** The last argument whose exponential is normal: ln(2^-126), rounded up. */
  private static final float EXP_UNDERFLOW = -87.33654f;

  /**
   * Beyond it tanh rounds to 1, and so does the rational below (Eigen, generic_fast_tanh_float).
   */
  private static final float TANH_BOUND = 7.90531110763549805f;

  /** Below it tanh(x) = x to within a relative 6e-8. */
  private static final float TANH_TINY = 4.0e-4f;

  private static final float P1 = 4.89352455891786e-03f;
  private static final float P3 = 6.37261928875436e-04f;
  private static final float P5 = 1.48572235717979e-05f;
  private static final float P7 = 5.12229709037114e-08f;
  private static final float P9 = -8.60467152213735e-11f;
  private static final float P11 = 2.00018790482477e-13f;
  private static final float P13 = -2.76076847742355e-16f;
  private static final float Q0 = 4.89352518554385e-03f;
  private static final float Q2 = 2.26843463243900e-03f;
  private static final float Q4 = 1.18534705686654e-04f;
  private static final float Q6 = 1.19825839466702e-06f;

  /** The bits of sqrt(0.5): what divides x into a number in [sqrt(0.5), sqrt(2)) and 2^k. */
  private static final int ROOT_HALF = 0x3f3504f3;

  /** The bits of {@link #ROUND}: a small integer added to them is added to its value. */
  private static final int ROUND_BITS = 0x4b400000;

  /** Cephes, logf: (log(1 + f) - f + f^2 / 2) / f^3 for 1 + f in [sqrt(0.5), sqrt(2)). */
  private static final float G0 = 7.0376836292e-2f;

  private static final float G1 = -1.1514610310e-1f;
  private static final float G2 = 1.1676998740e-1f;
  private static final float G3 = -1.2420140846e-1f;
  private static final float G4 = 1.4249322787e-1f;
  private static final float G5 = -1.6668057665e-1f;
  private static final float G6 = 2.0000714765e-1f;
  private static final float G7 = -2.4999993993e-1f;
  private static final float G8 = 3.3333331174e-1f;

  private VectorMath() {}

  /** See {@link Kernels#exp}. */
  static void exp(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i += BLOCK) {
      expBlock(Math.min(BLOCK, n - i), x, xAt + i, y, yAt + i);
    }
  }

  private static void expBlock(int n, float[] x, int xAt, float[] y, int yAt) {
    // broadcast before the loop: until C2 has compiled it, each operation in it costs an object
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector round = FloatVector.broadcast(S, ROUND);
    FloatVector minusHigh = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector minusLow = FloatVector.broadcast(S, -LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(S, E0);
    FloatVector e1 = FloatVector.broadcast(S, E1);
    FloatVector e2 = FloatVector.broadcast(S, E2);
    FloatVector e3 = FloatVector.broadcast(S, E3);
    FloatVector e4 = FloatVector.broadcast(S, E4);
    FloatVector e5 = FloatVector.broadcast(S, E5);
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xAt + i);
      FloatVector t = v.fma(log2e, round);
      FloatVector k = t.sub(round);
      FloatVector r = k.fma(minusHigh, v);
      r = k.fma(minusLow, r);
      FloatVector p = r.fma(e0, e1);
      p = p.fma(r, e2);
      p = p.fma(r, e3);
      p = p.fma(r, e4);
      p = p.fma(r, e5);
      p = p.fma(r.mul(r), r).add(1.0f);
      // p is in [0.7, 1.42] and k in [-126, 128]: adding k to the exponent stays within the normal
      // numbers
      FloatVector e =
          p.reinterpretAsInts().add(t.reinterpretAsInts().lanewise(LSHL, 23)).reinterpretAsFloats();
      e = e.blend(0.0f, v.compare(LT, EXP_UNDERFLOW));
      e = e.blend(Float.POSITIVE_INFINITY, v.compare(GE, EXP_OVERFLOW));
      e.blend(v, v.compare(NE, v)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] = exp(x[xAt + i]);
    }
  }

  private static float exp(float v) {
    if (Float.isNaN(v)) {
      return v;
    }
    if (v < EXP_UNDERFLOW) {
      return 0.0f;
    }
    if (v >= EXP_OVERFLOW) {
      return Float.POSITIVE_INFINITY;
    }
    float t = Math.fma(v, LOG2_E, ROUND);
    float k = t - ROUND;
    float r = Math.fma(k, -LN2_HIGH, v);
    r = Math.fma(k, -LN2_LOW, r);
    float p = Math.fma(r, E0, E1);
    p = Math.fma(p, r, E2);
    p = Math.fma(p, r, E3);
    p = Math.fma(p, r, E4);
    p = Math.fma(p, r, E5);
    p = Math.fma(p, r * r, r) + 1.0f;
    return Float.intBitsToFloat(Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(t) << 23));
  }

  /**
   * y = exp(x / (1 + |c x|)) for rows of n elements, a multiple of the vector's length, those of y
   * without a gap; c positive, 1 / c at most 80, so that nothing leaves the normal numbers. One
   * pass, because the division then costs nothing beside the polynomial.
   */
  static void expClipped(
      int rows, int n, float c, float[] x, int xAt, int xRow, float[] y, int yAt) {
    FloatVector one = FloatVector.broadcast(S, 1.0f);
    FloatVector slope = FloatVector.broadcast(S, c);
    FloatVector log2e = FloatVector.broadcast(S, LOG2_E);
    FloatVector round = FloatVector.broadcast(S, ROUND);
    FloatVector minusHigh = FloatVector.broadcast(S, -LN2_HIGH);
    FloatVector minusLow = FloatVector.broadcast(S, -LN2_LOW);
    FloatVector e0 = FloatVector.broadcast(S, E0);
    FloatVector e1 = FloatVector.broadcast(S, E1);
    FloatVector e2 = FloatVector.broadcast(S, E2);
    FloatVector e3 = FloatVector.broadcast(S, E3);
    FloatVector e4 = FloatVector.broadcast(S, E4);
    FloatVector e5 = FloatVector.broadcast(S, E5);
    for (int row = 0; row < rows; row++) {
      int from = xAt + row * xRow;
      int to = yAt + row * n;
      for (int i = 0; i < n; i += L) {
        FloatVector a = FloatVector.fromArray(S, x, from + i);
        FloatVector v = a.div(a.abs().fma(slope, one));
        FloatVector t = v.fma(log2e, round);
        FloatVector k = t.sub(round);
        FloatVector r = k.fma(minusHigh, v);
        r = k.fma(minusLow, r);
        FloatVector p = r.fma(e0, e1);
        p = p.fma(r, e2);
        p = p.fma(r, e3);
        p = p.fma(r, e4);
        p = p.fma(r, e5);
        p = p.fma(r.mul(r), r).add(one);
        FloatVector e =
            p.reinterpretAsInts()
                .add(t.reinterpretAsInts().lanewise(LSHL, 23))
                .reinterpretAsFloats();
        e.blend(v, v.compare(NE, v)).intoArray(y, to + i);
      }
    }
  }

  /** See {@link Kernels#log}. */
  static void log(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i += BLOCK) {
      logBlock(Math.min(BLOCK, n - i), x, xAt + i, y, yAt + i);
    }
  }

  private static void logBlock(int n, float[] x, int xAt, float[] y, int yAt) {
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xAt + i);
      IntVector bits = v.reinterpretAsInts();
      IntVector e = bits.sub(ROOT_HALF).lanewise(ASHR, 23);
      FloatVector k = e.add(ROUND_BITS).reinterpretAsFloats().sub(ROUND);
      FloatVector f = bits.sub(e.lanewise(LSHL, 23)).reinterpretAsFloats().sub(1.0f);
      FloatVector z = f.mul(f);
      FloatVector p = f.fma(FloatVector.broadcast(S, G0), FloatVector.broadcast(S, G1));
      p = p.fma(f, FloatVector.broadcast(S, G2));
      p = p.fma(f, FloatVector.broadcast(S, G3));
      p = p.fma(f, FloatVector.broadcast(S, G4));
      p = p.fma(f, FloatVector.broadcast(S, G5));
      p = p.fma(f, FloatVector.broadcast(S, G6));
      p = p.fma(f, FloatVector.broadcast(S, G7));
      p = p.fma(f, FloatVector.broadcast(S, G8));
      p = k.fma(FloatVector.broadcast(S, LN2_LOW), p.mul(f).mul(z));
      p = z.fma(FloatVector.broadcast(S, -0.5f), p).add(f);
      p = k.fma(FloatVector.broadcast(S, LN2_HIGH), p);
      p = p.blend(Float.NEGATIVE_INFINITY, v.compare(LT, Float.MIN_NORMAL));
      p = p.blend(Float.NaN, v.compare(LT, 0.0f));
      v.blend(p, v.compare(LT, Float.POSITIVE_INFINITY)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] = log(x[xAt + i]);
    }
  }

  private static float log(float v) {
    if (!(v < Float.POSITIVE_INFINITY)) {
      return v;
    }
    if (v < Float.MIN_NORMAL) {
      return v < 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
    }
    int bits = Float.floatToRawIntBits(v);
    int e = (bits - ROOT_HALF) >> 23;
    float k = e;
    float f = Float.intBitsToFloat(bits - (e << 23)) - 1.0f;
    float z = f * f;
    float p = Math.fma(f, G0, G1);
    p = Math.fma(p, f, G2);
    p = Math.fma(p, f, G3);
    p = Math.fma(p, f, G4);
    p = Math.fma(p, f, G5);
    p = Math.fma(p, f, G6);
    p = Math.fma(p, f, G7);
    p = Math.fma(p, f, G8);
    p = Math.fma(k, LN2_LOW, p * f * z);
    p = Math.fma(z, -0.5f, p) + f;
    return Math.fma(k, LN2_HIGH, p);
  }

  /** See {@link Kernels#tanh}. */
  static void tanh(int n, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < n; i += BLOCK) {
      tanhBlock(Math.min(BLOCK, n - i), x, xAt + i, y, yAt + i);
    }
  }

  private static void tanhBlock(int n, float[] x, int xAt, float[] y, int yAt) {
    // broadcast before the loop: until C2 has compiled it, each operation in it costs an object
    FloatVector p13 = FloatVector.broadcast(S, P13);
    FloatVector p11 = FloatVector.broadcast(S, P11);
    FloatVector p9 = FloatVector.broadcast(S, P9);
    FloatVector p7 = FloatVector.broadcast(S, P7);
    FloatVector p5 = FloatVector.broadcast(S, P5);
    FloatVector p3 = FloatVector.broadcast(S, P3);
    FloatVector p1 = FloatVector.broadcast(S, P1);
    FloatVector q6 = FloatVector.broadcast(S, Q6);
    FloatVector q4 = FloatVector.broadcast(S, Q4);
    FloatVector q2 = FloatVector.broadcast(S, Q2);
    FloatVector q0 = FloatVector.broadcast(S, Q0);
    int i = 0;
    for (; i + L <= n; i += L) {
      FloatVector v = FloatVector.fromArray(S, x, xAt + i);
      FloatVector z = v.min(TANH_BOUND).max(-TANH_BOUND);
      FloatVector s = z.mul(z);
      FloatVector p = s.fma(p13, p11);
      p = p.fma(s, p9);
      p = p.fma(s, p7);
      p = p.fma(s, p5);
      p = p.fma(s, p3);
      p = p.fma(s, p1);
      FloatVector q = s.fma(q6, q4);
      q = q.fma(s, q2);
      q = q.fma(s, q0);
      p.mul(z).div(q).blend(v, v.abs().compare(LT, TANH_TINY)).intoArray(y, yAt + i);
    }
    for (; i < n; i++) {
      y[yAt + i] = tanh(x[xAt + i]);
    }
  }

  private static float tanh(float v) {
    if (Math.abs(v) < TANH_TINY) {
      return v;
    }
    float z = Math.max(Math.min(v, TANH_BOUND), -TANH_BOUND);
    float s = z * z;
    float p = Math.fma(s, P13, P11);
    p = Math.fma(p, s, P9);
    p = Math.fma(p, s, P7);
    p = Math.fma(p, s, P5);
    p = Math.fma(p, s, P3);
    p = Math.fma(p, s, P1);
    float q = Math.fma(s, Q6, Q4);
    q = Math.fma(q, s, Q2);
    q = Math.fma(q, s, Q0);
    return p * z / q;
  }
}

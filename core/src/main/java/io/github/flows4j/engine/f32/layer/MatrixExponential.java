package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f64.simd.KernelProvider;
import io.github.flows4j.engine.f64.simd.Kernels;

/**
 * exp(X) and, if asked, its derivative in a direction E, in double precision: X is halved until its
 * norm is below {@link #SMALL}, a Taylor polynomial of degree 16 taken in groups of 4 (Paterson and
 * Stockmeyer), the result squared as often (Higham, "Functions of Matrices", 2008, section 10.3).
 *
 * <p>The derivative runs along: every matrix is a pair, a value and its derivative behind it, and
 * the derivative of a product A B is A dB + dA B. This is the exponential of the block matrix [X E;
 * 0 X] (equation 10.43 there) without the blocks that are equal or 0.
 *
 * <p>Squaring doubles an error, so both engines do this in double precision, on the kernels of the
 * double engine. Rows of matrices are {@link #stride} apart, padded with zeros.
 */
final class MatrixExponential {
  /** The largest norm at which the terms of degree above 16, 0.6^17 / 17!, are below 1e-18. */
  private static final double SMALL = 0.6;

  private static final double[] INVERSE_FACTORIALS = new double[17];

  static {
    double inverse = 1;
    for (int k = 0; k < INVERSE_FACTORIALS.length; k++) {
      INVERSE_FACTORIALS[k] = inverse;
      inverse /= k + 1;
    }
  }

  private final Kernels kernels = KernelProvider.kernels();
  private final int n;
  private final int stride;
  private final int[] powers = new int[4];
  private final int result;
  private final int scratch;

  /** For n x n matrices, with room for the derivative. */
  MatrixExponential(int n, BufferPlan plan) {
    this.n = n;
    stride = kernels.pad(n);
    int pair = Math.multiplyExact(2, size());
    for (int p = 0; p < powers.length; p++) powers[p] = plan.doubles(pair);
    result = plan.doubles(pair);
    scratch = plan.doubles(pair);
  }

  /** Distance between a matrix's rows. */
  int stride() {
    return stride;
  }

  /** Numbers of a matrix, which is where the derivative begins. */
  int size() {
    return Math.multiplyExact(n, stride);
  }

  /** Where X is to be written, and E behind it; their padding stays 0. */
  double[] argument(Pass pass) {
    return pass.doubles(powers[0]);
  }

  /**
   * exp(X), and its derivative behind it if asked. The arrays of the argument and the result may be
   * used until the next call.
   */
  double[] compute(Pass pass, boolean derivative) {
    int length = derivative ? 2 * size() : size();
    double[] x = argument(pass);
    int squarings = squarings(x);
    double scale = Math.scalb(1.0, -squarings);
    for (int i = 0; i < length; i++) x[i] *= scale;
    for (int p = 1; p < powers.length; p++)
      multiply(pass.doubles(powers[p - 1]), x, pass.doubles(powers[p]), derivative);
    double[] power4 = pass.doubles(powers[3]);
    double[] sum = pass.doubles(result);
    double[] next = pass.doubles(scratch);
    for (int i = 0; i < length; i++) sum[i] = INVERSE_FACTORIALS[16] * power4[i];
    addTerms(pass, 12, sum, length);
    for (int first = 8; first >= 0; first -= 4) {
      multiply(sum, power4, next, derivative);
      double[] swap = sum;
      sum = next;
      next = swap;
      addTerms(pass, first, sum, length);
    }
    for (int s = 0; s < squarings; s++) {
      multiply(sum, sum, next, derivative);
      double[] swap = sum;
      sum = next;
      next = swap;
    }
    return sum;
  }

  /** Adds X^0 to X^3 with the coefficients of {@code first} and on. */
  private void addTerms(Pass pass, int first, double[] sum, int length) {
    for (int i = 0; i < n; i++) sum[i * stride + i] += INVERSE_FACTORIALS[first];
    for (int p = 0; p < 3; p++) {
      double[] power = pass.doubles(powers[p]);
      double c = INVERSE_FACTORIALS[first + p + 1];
      for (int i = 0; i < length; i++) sum[i] += c * power[i];
    }
  }

  /**
   * How often X has to be halved, by the largest sum of a row; never for one that is not finite.
   */
  private int squarings(double[] x) {
    double norm = 0;
    for (int i = 0; i < n; i++) {
      double row = 0;
      for (int j = 0; j < n; j++) row += Math.abs(x[i * stride + j]);
      norm = Math.max(norm, row);
    }
    if (!(norm > SMALL && norm < Double.POSITIVE_INFINITY)) return 0;
    return Math.getExponent(norm / SMALL) + 1;
  }

  private void multiply(double[] a, double[] b, double[] c, boolean derivative) {
    int second = size();
    kernels.product(n, stride, n, a, 0, stride, b, 0, stride, c, 0, stride);
    if (!derivative) return;
    kernels.product(n, stride, n, a, 0, stride, b, second, stride, c, second, stride);
    kernels.addProduct(n, stride, n, a, second, stride, b, 0, stride, c, second, stride);
  }
}

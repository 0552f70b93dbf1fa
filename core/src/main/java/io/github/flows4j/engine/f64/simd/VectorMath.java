package io.github.flows4j.engine.f64.simd;

/**
 * Exponential, logarithm and hyperbolic tangent over arrays, double precision: plain loops. Double
 * precision is there to check single precision, not to be fast.
 */
final class VectorMath {
  private VectorMath() {}

  /** y = exp(x) for n elements; 0 below the smallest normal number; y may be x. */
  static void exp(int n, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      double e = Math.exp(x[xAt + i]);
      y[yAt + i] = e < Double.MIN_NORMAL ? 0.0 : e;
    }
  }

  /** y = exp(x / (1 + |c x|)) for rows of n elements, those of y without a gap. */
  static void expClipped(
      int rows, int n, double c, double[] x, int xAt, int xRow, double[] y, int yAt) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < n; i++) {
        double v = x[xAt + row * xRow + i];
        y[yAt + row * n + i] = Math.exp(v / (1 + Math.abs(c * v)));
      }
    }
  }

  /** y = log(x) for n elements; minus infinity below the smallest normal number; y may be x. */
  static void log(int n, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      double v = x[xAt + i];
      y[yAt + i] = v >= 0 && v < Double.MIN_NORMAL ? Double.NEGATIVE_INFINITY : Math.log(v);
    }
  }

  /** y = tanh(x) for n elements; y may be x. */
  static void tanh(int n, double[] x, int xAt, double[] y, int yAt) {
    for (int i = 0; i < n; i++) {
      y[yAt + i] = Math.tanh(x[xAt + i]);
    }
  }
}

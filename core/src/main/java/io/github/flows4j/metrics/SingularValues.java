package io.github.flows4j.metrics;

import java.util.Arrays;

/** Singular values of small matrices by one-sided Jacobi rotations (Hestenes). */
final class SingularValues {
  /** Ten suffice in practice; the bound only keeps a fault from looping. */
  private static final int MAX_SWEEPS = 60;

  private static final double TOLERANCE = 1e-15;

  private SingularValues() {}

  /**
   * The singular values in descending order.
   *
   * @param matrix [n, n], row-major, all finite
   */
  static double[] of(double[] matrix, int n) {
    double largest = 0;
    for (double value : matrix) largest = Math.max(largest, Math.abs(value));
    double[] values = new double[n];
    if (largest == 0) return values;
    // The transpose has the same singular values, so that rows may be turned instead of columns.
    double[][] rows = new double[n][n];
    // Scaled to at most 1, so that squares can't overflow.
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) rows[i][j] = matrix[i * n + j] / largest;
    boolean turned = true;
    for (int sweep = 0; turned && sweep < MAX_SWEEPS; sweep++) {
      turned = false;
      for (int p = 0; p < n; p++)
        for (int q = p + 1; q < n; q++) turned |= makeOrthogonal(rows[p], rows[q]);
    }
    for (int i = 0; i < n; i++) values[i] = -largest * Math.sqrt(dot(rows[i], rows[i]));
    Arrays.sort(values);
    for (int i = 0; i < n; i++) values[i] = -values[i];
    return values;
  }

  /** Turns two rows in their plane until they are orthogonal; false if they were. */
  private static boolean makeOrthogonal(double[] a, double[] b) {
    double aa = dot(a, a);
    double bb = dot(b, b);
    double ab = dot(a, b);
    if (Math.abs(ab) <= TOLERANCE * Math.sqrt(aa) * Math.sqrt(bb)) return false;
    double zeta = (bb - aa) / (2 * ab);
    double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
    double cosine = 1 / Math.hypot(1, tangent);
    double sine = cosine * tangent;
    for (int i = 0; i < a.length; i++) {
      double old = a[i];
      a[i] = cosine * old - sine * b[i];
      b[i] = sine * old + cosine * b[i];
    }
    return true;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }
}

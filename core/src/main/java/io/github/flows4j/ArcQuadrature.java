package io.github.flows4j;

/**
 * The log-density of a point that lies on an arc and carries round normal noise, by quadrature.
 *
 * <p>With the point at distance rho from the arc's centre and d its angle to a place on the arc,
 * the squared distance between them is (rho - radius)^2 + 4 rho radius sin^2(d/2).
 */
final class ArcQuadrature {
  /** Enough for 1e-13 of the integrand below, which spans at most a factor of e^40. */
  private static final int NODES = 48;

  private static final double[] NODE = new double[NODES];
  private static final double[] WEIGHT = new double[NODES];

  static {
    // Gauss-Legendre on [-1, 1]: Newton's method on P_n from Tricomi's starting points.
    for (int i = 0; i < NODES; i++) {
      double x = Math.cos(Math.PI * (i + 0.75) / (NODES + 0.5));
      double slope = 0;
      for (int iteration = 0; iteration < 10; iteration++) {
        double previous = 1;
        double value = x;
        for (int n = 2; n <= NODES; n++) {
          double next = ((2 * n - 1) * x * value - (n - 1) * previous) / n;
          previous = value;
          value = next;
        }
        slope = NODES * (previous - x * value) / (1 - x * x);
        x -= value / slope;
      }
      NODE[i] = x;
      WEIGHT[i] = 2 / ((1 - x * x) * slope * slope);
    }
  }

  private ArcQuadrature() {}

  /**
   * log of the integral over d in [near, far] of exp(-distance(d)^2 / (2 sd^2)), {@code -infinity}
   * if the interval is empty.
   *
   * @param rho distance of the point from the arc's centre, finite and at least 0
   * @param near the smallest angle between point and arc, in [0, pi]
   * @param far the largest, in [0, pi]
   */
  static double logIntegral(double rho, double radius, double sd, double near, double far) {
    if (!(near < far)) return Double.NEGATIVE_INFINITY;
    double kappa = rho * radius / (sd * sd);
    double sinNear = Math.sin(near / 2);
    // The integrand falls from its value at near; where it is e^-40 of that, the rest is nothing.
    // At kappa = 0 the quotient is infinite and the whole interval is taken.
    double end =
        Math.min(far, 2 * Math.asin(Math.sqrt(Math.min(1, sinNear * sinNear + 20 / kappa))));
    double half = (end - near) / 2;
    double sum = 0;
    for (int i = 0; i < NODES; i++) {
      double step = half * (1 + NODE[i]);
      double drop = 2 * kappa * Math.sin(near + step / 2) * Math.sin(step / 2);
      sum += WEIGHT[i] * Math.exp(-drop);
    }
    double miss = rho - radius;
    double nearest = miss * miss + 4 * rho * radius * sinNear * sinNear;
    // half rounds to 0 only where kappa is above 1e15; the first term is then so large that the log
    // of any normal number is below half its unit in the last place.
    return -nearest / (2 * sd * sd) + Math.log(Math.max(half * sum, Double.MIN_NORMAL));
  }

  /** log(exp(a) + exp(b)). */
  static double logSum(double a, double b) {
    double max = Math.max(a, b);
    if (max == Double.NEGATIVE_INFINITY) return max;
    return max + Math.log1p(Math.exp(Math.min(a, b) - max));
  }
}

package io.github.flows4j.spec;

/**
 * A rising map from a column's own range to all real numbers, before it is standardized. Where a
 * column has bounds, samples stay within them, and the density beyond them is 0. Computed in double
 * precision.
 */
public sealed interface Warp {
  /** y of an x; NaN for x beyond a bound, or on it. */
  double forward(double x);

  /** log dy/dx where {@link #forward} is a number. */
  double logSlope(double x);

  /** The x of a y. */
  double inverse(double y);

  /** y = x. */
  record Identity() implements Warp {
    @Override
    public double forward(double x) {
      return x;
    }

    @Override
    public double logSlope(double x) {
      return 0;
    }

    @Override
    public double inverse(double y) {
      return y;
    }
  }

  /**
   * One bound, for columns that spread over orders of magnitude: y = log(x - bound) above a lower
   * one, y = -log(bound - x) below an upper one.
   *
   * @param bound finite
   * @param upper whether it bounds from above
   */
  record Log(double bound, boolean upper) implements Warp {
    /**
     * Checks the bound.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Log {
      finite("bound", bound);
    }

    @Override
    public double forward(double x) {
      double t = upper ? bound - x : x - bound;
      return t > 0 ? sign(upper) * Math.log(t) : Double.NaN;
    }

    @Override
    public double logSlope(double x) {
      return -Math.log(Math.abs(x - bound));
    }

    @Override
    public double inverse(double y) {
      return bound + sign(upper) * Math.exp(sign(upper) * y);
    }
  }

  /**
   * One bound, for columns that keep their shape away from it: with t = |x - bound| / scale, y =
   * +-log(exp(t) - 1), the inverse of softplus, which is t but for a few scales from the bound.
   *
   * @param bound finite
   * @param scale positive and finite
   * @param upper whether it bounds from above
   */
  record SoftLog(double bound, double scale, boolean upper) implements Warp {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    public SoftLog {
      finite("bound", bound);
      Checks.positive("scale", scale);
    }

    @Override
    public double forward(double x) {
      double t = (upper ? bound - x : x - bound) / scale;
      // log(exp(t) - 1) = t + log(1 - exp(-t)), and 1 - exp(-t) > 0 for t > 0
      return t > 0 ? sign(upper) * (t + Math.log(-Math.expm1(-t))) : Double.NaN;
    }

    @Override
    public double logSlope(double x) {
      return -Math.log(scale) - Math.log(-Math.expm1(-Math.abs(x - bound) / scale));
    }

    @Override
    public double inverse(double y) {
      double v = sign(upper) * y;
      // softplus without overflow
      double t = Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
      return bound + sign(upper) * scale * t;
    }
  }

  /**
   * Two bounds: y = log((x - lower) / (upper - x)).
   *
   * @param lower below {@code upper}, both finite
   */
  record Logit(double lower, double upper) implements Warp {
    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    public Logit {
      finite("lower", lower);
      finite("upper", upper);
      if (!(lower < upper))
        throw new IllegalArgumentException(
            "lower must be below upper, were " + lower + " and " + upper);
    }

    @Override
    public double forward(double x) {
      double below = x - lower;
      double above = upper - x;
      return below > 0 && above > 0 ? Math.log(below / above) : Double.NaN;
    }

    @Override
    public double logSlope(double x) {
      return Math.log(upper - lower) - Math.log(x - lower) - Math.log(upper - x);
    }

    @Override
    public double inverse(double y) {
      double small = Math.exp(-Math.abs(y));
      double part = small / (1 + small) * (upper - lower);
      return y < 0 ? lower + part : upper - part;
    }
  }

  /**
   * No bounds, heavy tails: y = asinh((x - center) / scale), linear near the center, a signed
   * logarithm far from it.
   *
   * @param center finite
   * @param scale positive and finite
   */
  record SignedLog(double center, double scale) implements Warp {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the one that is wrong
     */
    public SignedLog {
      finite("center", center);
      Checks.positive("scale", scale);
    }

    @Override
    public double forward(double x) {
      double t = (x - center) / scale;
      double a = Math.abs(t);
      // log(a + sqrt(a^2 + 1)) = log1p(a + a^2 / (1 + sqrt(a^2 + 1))), exact for small a
      double y =
          a > 1e150 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.hypot(1, a)));
      return Math.copySign(y, t);
    }

    @Override
    public double logSlope(double x) {
      return -Math.log(scale) - Math.log(Math.hypot(1, (x - center) / scale));
    }

    @Override
    public double inverse(double y) {
      return center + scale * Math.sinh(y);
    }
  }

  private static int sign(boolean upper) {
    return upper ? -1 : 1;
  }

  private static void finite(String name, double value) {
    if (!Double.isFinite(value))
      throw new IllegalArgumentException(name + " must be finite, was " + value);
  }
}

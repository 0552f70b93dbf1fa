package io.github.flows4j.spec;

/**
 * A rising map from a column's own range to all real numbers, before it is standardized. Where a
 * column has bounds, samples stay within them, and the density beyond them is 0.
 */
public sealed interface Warp {
  /** y = x. */
  record Identity() implements Warp {}

  /**
   * One bound, for columns that spread over orders of magnitude: y = log(x - bound) above a lower
   * one, y = -log(bound - x) below an upper one.
   *
   * @param bound finite
   * @param upper whether it bounds from above
   */
  record Log(double bound, boolean upper) implements Warp {
    public Log {
      finite("bound", bound);
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
    public SoftLog {
      finite("bound", bound);
      Checks.positive("scale", scale);
    }
  }

  /**
   * Two bounds: y = log((x - lower) / (upper - x)).
   *
   * @param lower below {@code upper}, both finite
   */
  record Logit(double lower, double upper) implements Warp {
    public Logit {
      finite("lower", lower);
      finite("upper", upper);
      if (!(lower < upper))
        throw new IllegalArgumentException(
            "lower must be below upper, were " + lower + " and " + upper);
    }
  }

  /**
   * No bounds, heavy tails: y = asinh((x - center) / scale), linear near the center, a signed
   * logarithm far from it.
   *
   * @param scale positive and finite
   */
  record SignedLog(double center, double scale) implements Warp {
    public SignedLog {
      finite("center", center);
      Checks.positive("scale", scale);
    }
  }

  private static void finite(String name, double value) {
    if (!Double.isFinite(value))
      throw new IllegalArgumentException(name + " must be finite, was " + value);
  }
}

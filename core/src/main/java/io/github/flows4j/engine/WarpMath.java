package io.github.flows4j.engine;

import io.github.flows4j.spec.Warp;

/** {@link Warp} computed, in double precision. */
final class WarpMath {
  private WarpMath() {}

  /** y = warp(x); NaN for x beyond a bound, or on it. */
  static double forward(Warp warp, double x) {
    if (warp instanceof Warp.Log log) {
      double t = log.upper() ? log.bound() - x : x - log.bound();
      return t > 0 ? sign(log.upper()) * Math.log(t) : Double.NaN;
    }
    if (warp instanceof Warp.SoftLog soft) {
      double t = (soft.upper() ? soft.bound() - x : x - soft.bound()) / soft.scale();
      // log(exp(t) - 1) = t + log(1 - exp(-t)), 1 - exp(-t) > 0 for t > 0
      return t > 0 ? sign(soft.upper()) * (t + Math.log(-Math.expm1(-t))) : Double.NaN;
    }
    if (warp instanceof Warp.Logit logit) {
      double below = x - logit.lower();
      double above = logit.upper() - x;
      return below > 0 && above > 0 ? Math.log(below / above) : Double.NaN;
    }
    if (warp instanceof Warp.SignedLog signed) return asinh((x - signed.center()) / signed.scale());
    return x;
  }

  /** log dy/dx where {@link #forward} is a number. */
  static double logSlope(Warp warp, double x) {
    if (warp instanceof Warp.Log log) return -Math.log(Math.abs(x - log.bound()));
    if (warp instanceof Warp.SoftLog soft) {
      double t = Math.abs(x - soft.bound()) / soft.scale();
      return -Math.log(soft.scale()) - Math.log(-Math.expm1(-t));
    }
    if (warp instanceof Warp.Logit logit)
      return Math.log(logit.upper() - logit.lower())
          - Math.log(x - logit.lower())
          - Math.log(logit.upper() - x);
    if (warp instanceof Warp.SignedLog signed)
      return -Math.log(signed.scale())
          - Math.log(Math.hypot(1, (x - signed.center()) / signed.scale()));
    return 0;
  }

  /** The x of a y. */
  static double inverse(Warp warp, double y) {
    if (warp instanceof Warp.Log log)
      return log.upper() ? log.bound() - Math.exp(-y) : log.bound() + Math.exp(y);
    if (warp instanceof Warp.SoftLog soft) {
      double v = soft.upper() ? -y : y;
      // softplus without overflow
      double t = Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
      return soft.bound() + sign(soft.upper()) * soft.scale() * t;
    }
    if (warp instanceof Warp.Logit logit) {
      double small = Math.exp(-Math.abs(y));
      double part = small / (1 + small) * (logit.upper() - logit.lower());
      return y < 0 ? logit.lower() + part : logit.upper() - part;
    }
    if (warp instanceof Warp.SignedLog signed)
      return signed.center() + signed.scale() * Math.sinh(y);
    return y;
  }

  private static int sign(boolean upper) {
    return upper ? -1 : 1;
  }

  private static double asinh(double t) {
    double a = Math.abs(t);
    // log(a + sqrt(a^2 + 1)) = log1p(a + a^2 / (1 + sqrt(a^2 + 1))), exact for small a
    double y =
        a > 1e150 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.hypot(1, a)));
    return Math.copySign(y, t);
  }
}

package io.github.flows4j.engine.f32.base;

/**
 * The log of gamma(x + 1/2) / gamma(x) and its derivative, which a Student t needs: as one, since
 * the difference of two log-gammas loses all digits where x is large, and a t is nearly normal.
 *
 * <p>From {@link #LARGE} on by Stirling's series (DLMF 5.11.1 and 5.11.2), whose first omitted term
 * is below 1e-17 there; below by the recurrence gamma(x + 1) = x gamma(x) (DLMF 5.5.1), upwards.
 */
final class GammaRatio {
  private static final double LARGE = 16;

  /** B_2k / (2k (2k - 1)), k = 1 to 6. */
  private static final double[] LOG_GAMMA = {
    1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360
  };

  /** B_2k / 2k, k = 1 to 6. */
  private static final double[] DIGAMMA = {
    1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760
  };

  private GammaRatio() {}

  /** log gamma(x + 1/2) - log gamma(x) - log(x) / 2, which goes to 0 as x grows; x positive. */
  static double log(double x) {
    double steps = 0;
    double at = x;
    for (; at < LARGE; at++) steps += Math.log1p(0.5 / at);
    double tail =
        at * Math.log1p(0.5 / at) - 0.5 + series(LOG_GAMMA, at + 0.5) - series(LOG_GAMMA, at);
    return at == x ? tail : tail + 0.5 * Math.log(at / x) - steps;
  }

  /** The derivative of log gamma(x + 1/2) - log gamma(x) by x; x positive. */
  static double slope(double x) {
    double steps = 0;
    double at = x;
    // 1/at - 1/(at + 1/2)
    for (; at < LARGE; at++) steps += 0.5 / (at * (at + 0.5));
    double halves = 0.25 / (at * (at + 0.5));
    double rest = series(DIGAMMA, at) / at - series(DIGAMMA, at + 0.5) / (at + 0.5);
    return Math.log1p(0.5 / at) + halves + rest + steps;
  }

  /** The sum of coefficient k / x^(2k - 1). */
  private static double series(double[] coefficients, double x) {
    double inverseSquare = 1 / (x * x);
    double sum = 0;
    for (int k = coefficients.length - 1; k >= 0; k--) sum = sum * inverseSquare + coefficients[k];
    return sum / x;
  }
}

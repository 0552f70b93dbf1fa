package io.github.flows4j.engine.f32.univariate;

/** The standard normal's upper tail and its inverse, in double precision. */
final class NormalTail {
  /** log sqrt(2 pi). */
  static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private static final double SQRT_TWO = Math.sqrt(2);
  private static final double SQRT_TWO_PI = Math.sqrt(2 * Math.PI);
  private static final double INVERSE_SQRT_PI = 1 / Math.sqrt(Math.PI);

  // W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969),
  // 631-637, with the coefficients of his CALERF (1990): erf up to 0.46875, erfc up to 4, erfc
  // beyond, numerator and denominator each, relative error below 2^-52 of the rational parts.
  private static final double[] NEAR_TOP = {
    1.85777706184603153e-1,
    3.16112374387056560e00,
    1.13864154151050156e02,
    3.77485237685302021e02,
    3.20937758913846947e03
  };
  private static final double[] NEAR_BOTTOM = {
    1,
    2.36012909523441209e01,
    2.44024637934444173e02,
    1.28261652607737228e03,
    2.84423683343917062e03
  };
  private static final double[] MIDDLE_TOP = {
    2.15311535474403846e-8,
    5.64188496988670089e-1,
    8.88314979438837594e00,
    6.61191906371416295e01,
    2.98635138197400131e02,
    8.81952221241769090e02,
    1.71204761263407058e03,
    2.05107837782607147e03,
    1.23033935479799725e03
  };
  private static final double[] MIDDLE_BOTTOM = {
    1,
    1.57449261107098347e01,
    1.17693950891312499e02,
    5.37181101862009858e02,
    1.62138957456669019e03,
    3.29079923573345963e03,
    4.36261909014324716e03,
    3.43936767414372164e03,
    1.23033935480374942e03
  };
  private static final double[] FAR_TOP = {
    1.63153871373020978e-2,
    3.05326634961232344e-1,
    3.60344899949804439e-1,
    1.25781726111229246e-1,
    1.60837851487422766e-2,
    6.58749161529837803e-4
  };
  private static final double[] FAR_BOTTOM = {
    1,
    2.56852019228982242e00,
    1.87295284992346725e00,
    5.27905102951428412e-1,
    6.05183413124413191e-2,
    2.33520497626869185e-3
  };

  // M. Giles, Approximating the erfinv function, GPU Computing Gems Jade (2011), table of the
  // single-precision version: within 4e-7 of the quantile.
  private static final double[] CENTRAL = {
    2.81022636e-08,
    3.43273939e-07,
    -3.5233877e-06,
    -4.39150654e-06,
    0.00021858087,
    -0.00125372503,
    -0.00417768164,
    0.246640727,
    1.50140941
  };
  private static final double[] OUTER = {
    -0.000200214257,
    0.000100950558,
    0.00134934322,
    -0.00367342844,
    0.00573950773,
    -0.0076224613,
    0.00943887047,
    1.00167406,
    2.83297682
  };

  private NormalTail() {}

  /**
   * P(Z &gt; v) for v &gt;= 0, given exp(-v^2 / 2), which callers have at hand: relative error
   * about v^2 2^-53. 0 where that exponential is 0.
   */
  static double above(double v, double exponential) {
    double z = v / SQRT_TWO;
    if (z <= 0.46875) {
      double square = z * z;
      return 0.5 - 0.5 * z * polynomial(NEAR_TOP, square) / polynomial(NEAR_BOTTOM, square);
    }
    if (z <= 4) return 0.5 * exponential * polynomial(MIDDLE_TOP, z) / polynomial(MIDDLE_BOTTOM, z);
    double inverse = 1 / (z * z);
    double ratio = polynomial(FAR_TOP, inverse) / polynomial(FAR_BOTTOM, inverse);
    return 0.5 * exponential * (INVERSE_SQRT_PI - inverse * ratio) / z;
  }

  /**
   * v with P(Z &gt; v) = q, for q in [1e-9, 0.5]: Giles's approximation, then one step of Halley's
   * method, which cubes its error to less than round-off.
   */
  static double quantile(double q) {
    double w = -Math.log(4 * q * (1 - q));
    double erfinv =
        (1 - 2 * q) * (w < 5 ? polynomial(CENTRAL, w - 2.5) : polynomial(OUTER, Math.sqrt(w) - 3));
    double v = SQRT_TWO * erfinv;
    double exponential = Math.exp(-0.5 * v * v);
    double newton = (above(v, exponential) - q) * SQRT_TWO_PI / exponential;
    return v + newton / (1 - 0.5 * newton * v);
  }

  /** Horner's rule, highest power first. */
  private static double polynomial(double[] coefficients, double x) {
    double sum = 0;
    for (double coefficient : coefficients) sum = sum * x + coefficient;
    return sum;
  }
}

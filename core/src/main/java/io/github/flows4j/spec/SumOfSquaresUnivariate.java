package io.github.flows4j.spec;

/**
 * The integral of a sum of squared polynomials (SOS, arXiv:1905.02325, in zuko's form): y = int_0^x
 * g(t) dt + constant, g(t) = mean_i (1 + sum_j a_ij (t/10)^j)^2 + slope, exact by Gauss-Legendre
 * quadrature. Its inverse is found by a bracketed root.
 *
 * <p>Parameters: the coefficients a, polynomial by polynomial (degree + 1 each), then the constant.
 *
 * @param degree of each polynomial, at least 1
 * @param polynomials how many, at least 1
 * @param slope added to g, not negative; 1e-3 in zuko since 1.5.0, 0 before
 */
public record SumOfSquaresUnivariate(int degree, int polynomials, double slope)
    implements Univariate {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public SumOfSquaresUnivariate {
    if (degree < 1 || degree > 64)
      throw new IllegalArgumentException("degree must be in 1..64, was " + degree);
    Checks.count("polynomials", polynomials, 1);
    if (!(slope >= 0 && slope < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("slope must be finite and >= 0, was " + slope);
  }

  @Override
  public int parametersPerFeature() {
    return polynomials * (degree + 1) + 1;
  }

  @Override
  public Initial freeStart() {
    return new Initial.Uniform(1);
  }
}

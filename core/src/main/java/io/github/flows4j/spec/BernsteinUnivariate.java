package io.github.flows4j.spec;

/**
 * A monotonic Bernstein polynomial on [-bound, bound] (arXiv:2102.03509 in zuko's bounded form):
 * slope 1 and curvature 0 at the bounds, identity outside up to a shift. REFERENCE: delta = 2 bound
 * / (n + 4), n = degree + 1; increments delta, delta, softmax(theta) (2 bound - 4 delta), delta,
 * delta. Its inverse is found by a bracketed root.
 *
 * @param degree so that there are degree + 1 parameters, at least 1
 * @param bound half-width of the interval, positive; zuko's is 5
 */
public record BernsteinUnivariate(int degree, double bound) implements Univariate {
  /**
   * Checks degree and bound.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public BernsteinUnivariate {
    if (degree < 1 || degree > 256)
      throw new IllegalArgumentException("degree must be in 1..256, was " + degree);
    Checks.positive("bound", bound);
  }

  @Override
  public int parametersPerFeature() {
    return degree + 1;
  }
}

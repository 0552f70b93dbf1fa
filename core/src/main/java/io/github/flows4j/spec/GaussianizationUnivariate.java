package io.github.flows4j.spec;

/**
 * A mixture's distribution function, then the normal quantile (arXiv:2003.01941 in zuko's form): y
 * = sqrt2 erfinv((1 - 1e-6) mean_k erf((x exp(a_k) + b_k) / sqrt2)). Its values lie within +-4.89:
 * latents beyond have no preimage. Its inverse is found by a bracketed root.
 *
 * <p>Parameters, in this order: K shifts b, K log-scales a.
 *
 * @param components number of components K, at least 1
 */
public record GaussianizationUnivariate(int components) implements Univariate {
  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if below 1
   */
  public GaussianizationUnivariate {
    if (components < 1)
      throw new IllegalArgumentException("components must be >= 1, was " + components);
  }

  @Override
  public int parametersPerFeature() {
    return Math.multiplyExact(2, components);
  }

  /** Deviation 1, so that components differ. */
  @Override
  public Initial freeStart() {
    return new Initial.Uniform(Math.sqrt(3));
  }
}

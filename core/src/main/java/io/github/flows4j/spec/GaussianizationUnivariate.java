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
   * @throws IllegalArgumentException if they are out of range
   */
  public GaussianizationUnivariate {
    Checks.count("components", components, 1);
  }

  @Override
  public int parametersPerFeature() {
    return 2 * components;
  }

  /** Deviation 1, so that components differ. */
  @Override
  public Initial freeStart() {
    return new Initial.Uniform(Math.sqrt(3));
  }
}

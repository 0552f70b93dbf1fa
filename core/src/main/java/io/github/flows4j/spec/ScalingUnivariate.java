package io.github.flows4j.spec;

import java.util.Objects;

/**
 * y = x exp(l) with l = bound(a), log|dy/dx| = l: the diagonal scaling that ends NICE
 * (arXiv:1410.8516, section 3.3). One parameter: the raw log-scale a.
 *
 * @param bound what keeps the log-scale within limits
 */
public record ScalingUnivariate(ScaleBound bound) implements Univariate {
  /** Checks that there is a bound. */
  public ScalingUnivariate {
    Objects.requireNonNull(bound, "bound");
  }

  @Override
  public int parametersPerFeature() {
    return 1;
  }
}

package io.github.flows4j.spec;

import java.util.Objects;

/**
 * y = x exp(l) + b with l = bound(a), log|dy/dx| = l (arXiv:1605.08803, eq. 4). Two parameters: the
 * shift b, then the raw log-scale a.
 *
 * @param bound what keeps the log-scale within limits
 */
public record AffineUnivariate(ScaleBound bound) implements Univariate {
  /** Checks that there is a bound. */
  public AffineUnivariate {
    Objects.requireNonNull(bound, "bound");
  }

  @Override
  public int parametersPerFeature() {
    return 2;
  }
}

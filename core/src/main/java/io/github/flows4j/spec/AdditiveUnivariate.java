package io.github.flows4j.spec;

/** y = x + b, log|dy/dx| = 0 (NICE, arXiv:1410.8516, eq. 4). One parameter: the shift b. */
public record AdditiveUnivariate() implements Univariate {
  @Override
  public int parametersPerFeature() {
    return 1;
  }
}

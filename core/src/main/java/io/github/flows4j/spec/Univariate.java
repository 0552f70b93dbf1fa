package io.github.flows4j.spec;

/**
 * A monotonic map of one number with parameters: the y = f(x; theta) inside couplings and
 * elementwise layers.
 */
public sealed interface Univariate
    permits AdditiveUnivariate, AffineUnivariate, ScalingUnivariate, CustomUnivariate {
  /** How many parameters one feature's map has, at least 1. */
  int parametersPerFeature();
}

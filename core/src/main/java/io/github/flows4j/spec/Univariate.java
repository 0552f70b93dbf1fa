package io.github.flows4j.spec;

import java.util.List;

/**
 * A monotonic map of one number with parameters: the y = f(x; theta) inside couplings,
 * autoregressive and elementwise layers.
 */
public sealed interface Univariate
    permits AdditiveUnivariate,
        AffineUnivariate,
        ScalingUnivariate,
        SplineUnivariate,
        NeuralMonotonicUnivariate,
        IntegratedNeuralUnivariate,
        SumOfSquaresUnivariate,
        BernsteinUnivariate,
        GaussianizationUnivariate,
        SoftClipUnivariate,
        CustomUnivariate {
  /** How many parameters one feature's map has; 0 for a map that is always the same. */
  int parametersPerFeature();

  /** The tensors that it owns itself, the same for all rows, for so many moved features. */
  default List<TensorSpec> tensors(int moved) {
    return List.of();
  }

  /** How its parameters start where they are free. */
  default Initial freeStart() {
    return Initial.ZERO;
  }
}

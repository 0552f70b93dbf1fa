package io.github.flows4j.spec;

import java.util.List;

/**
 * What gives univariate maps their parameters: a network on kept features and context, or free
 * numbers.
 */
public sealed interface Conditioner
    permits Mlp,
        ResidualMlp,
        MaskedMlp,
        MaskedResidualMlp,
        Convolutional,
        PerParameter,
        FreeParameters,
        CustomConditioner {
  /**
   * The tensors it needs, in a fixed order.
   *
   * @param inputs kept features and context columns together
   * @param moved features that it parametrises
   * @param parametersPerFeature parameters of each; it has moved * parametersPerFeature outputs,
   *     parameter-major
   */
  List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature);

  /**
   * Checks that it can serve a map with so many parameters.
   *
   * @throws IllegalArgumentException if it can't
   */
  default void check(int parametersPerFeature) {}
}

package io.github.flows4j.spec;

import java.util.List;

/**
 * Parameters that are trained as they are, the same for every row. Tensor {@code values}
 * [parameters * features].
 */
public record FreeParameters() implements Conditioner {
  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    return List.of(
        TensorSpec.trained(
            "values", Initial.ZERO, Math.multiplyExact(moved, parametersPerFeature)));
  }
}

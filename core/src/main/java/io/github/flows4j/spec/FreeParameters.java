package io.github.flows4j.spec;

import java.util.List;

/**
 * Parameters that are trained as they are, the same for every row. Tensor {@code values}
 * [parameters * features]; none where the map has no parameters.
 */
public record FreeParameters() implements Conditioner {
  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    int numbers = Math.multiplyExact(moved, parametersPerFeature);
    if (numbers == 0) return List.of();
    return List.of(TensorSpec.trained("values", Initial.ZERO, numbers));
  }
}

package io.github.flows4j.spec;

import java.util.List;
import java.util.Objects;

/**
 * A conditioner that the user supplies. In JSON and model files it is known by the function's name.
 *
 * @param function the network and its derivatives
 */
public record CustomConditioner(ConditionerFunction function) implements Conditioner {
  /**
   * Checks the function.
   *
   * @throws IllegalArgumentException if it has no name
   */
  public CustomConditioner {
    Objects.requireNonNull(function, "function");
    if (function.name().isBlank()) throw new IllegalArgumentException("a function needs a name");
  }

  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    return function.tensors(inputs, Math.multiplyExact(moved, parametersPerFeature));
  }
}

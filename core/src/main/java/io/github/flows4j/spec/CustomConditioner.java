package io.github.flows4j.spec;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

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
    List<TensorSpec> tensors =
        function.tensors(inputs, Math.multiplyExact(moved, parametersPerFeature));
    Set<String> seen = new HashSet<>();
    for (TensorSpec tensor : tensors)
      if (!seen.add(tensor.name()))
        throw new IllegalArgumentException(
            function.name() + ": tensor " + tensor.name() + " is there twice");
    return tensors;
  }
}

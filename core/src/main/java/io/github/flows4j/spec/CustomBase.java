package io.github.flows4j.spec;

import java.util.List;
import java.util.Objects;

/**
 * A base density that the user supplies, with no tensors of its own. In JSON and model files it is
 * known by the function's name.
 *
 * @param function the log-density, its gradient and its sampler
 */
public record CustomBase(BaseFunction function) implements Base {
  /**
   * Checks the function.
   *
   * @throws IllegalArgumentException if it has no name
   */
  public CustomBase {
    Objects.requireNonNull(function, "function");
    if (function.name().isBlank()) throw new IllegalArgumentException("a function needs a name");
  }

  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of();
  }
}

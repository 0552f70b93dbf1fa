package io.github.flows4j.spec;

import java.util.List;

/**
 * A trained rotation y = exp(A - A') x, volume-preserving. Tensor {@code generator} [features,
 * features], A, which starts uniform with deviation 1.
 */
public record Rotation() implements Transform {
  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = shape.channels();
    return List.of(
        TensorSpec.trained("generator", new Initial.Uniform(Math.sqrt(3)), features, features));
  }

  @Override
  public void check(EventShape shape, int context) {}
}

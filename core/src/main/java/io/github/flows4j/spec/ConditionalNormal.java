package io.github.flows4j.spec;

import java.util.List;

/**
 * Independent normals whose locations and log-scales are linear in the context: location = W c + b,
 * log_scale = V c + d. With classes as context, one column for each (1 for a row's class, 0
 * elsewhere), this is a normal for each class. Tensors {@code location.weight} and {@code
 * log_scale.weight} [features, context], {@code location.bias} and {@code log_scale.bias}
 * [features], all starting at 0.
 */
public record ConditionalNormal() implements Base {
  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of(
        TensorSpec.trained("location.weight", Initial.ZERO, features, context),
        TensorSpec.trained("location.bias", Initial.ZERO, features),
        TensorSpec.trained("log_scale.weight", Initial.ZERO, features, context),
        TensorSpec.trained("log_scale.bias", Initial.ZERO, features));
  }

  @Override
  public void check(int features, int context) {
    if (context == 0)
      throw new IllegalArgumentException("a conditional normal needs context, the flow has none");
  }
}

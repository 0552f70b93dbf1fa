package io.github.flows4j.spec;

import java.util.List;

/**
 * Independent normals with a mean and a deviation for each feature: z_j ~ N(location_j,
 * exp(log_scale_j)^2). Tensors {@code location} and {@code log_scale} [D], both starting at 0.
 *
 * @param trained whether training moves them
 */
public record DiagonalNormal(boolean trained) implements Base {
  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of(
        new TensorSpec("location", List.of(features), Initial.ZERO, trained),
        new TensorSpec("log_scale", List.of(features), Initial.ZERO, trained));
  }
}

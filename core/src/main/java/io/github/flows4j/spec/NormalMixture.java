package io.github.flows4j.spec;

import java.util.List;

/**
 * A trained mixture of normals with diagonal covariance: p(z) = sum_k w_k prod_j N(z_j; m_kj,
 * s_kj^2), w = softmax(logits), s = exp(log_scale). Tensors {@code logits} [components], {@code
 * location} and {@code log_scale} [components, features]; locations start uniform with deviation 1.
 *
 * @param components how many, at least 1
 */
public record NormalMixture(int components) implements Base {
  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if they are out of range
   */
  public NormalMixture {
    Checks.count("components", components, 1);
  }

  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of(
        TensorSpec.trained("logits", Initial.ZERO, components),
        TensorSpec.trained("location", new Initial.Uniform(Math.sqrt(3)), components, features),
        TensorSpec.trained("log_scale", Initial.ZERO, components, features));
  }
}

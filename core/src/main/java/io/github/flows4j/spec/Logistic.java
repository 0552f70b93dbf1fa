package io.github.flows4j.spec;

import java.util.List;

/**
 * Independent standard logistics: log p(z) = -sum(softplus(z) + softplus(-z)) (NICE,
 * arXiv:1410.8516, section 3.4).
 */
public record Logistic() implements Base {
  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of();
  }
}

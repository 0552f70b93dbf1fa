package io.github.flows4j.spec;

import java.util.List;

/** Independent standard normals: log p(z) = -sum(z^2 + ln 2 pi) / 2. */
public record StandardNormal() implements Base {
  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of();
  }
}

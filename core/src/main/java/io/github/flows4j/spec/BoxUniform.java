package io.github.flows4j.spec;

import java.util.List;

/**
 * Independent uniforms: log p(z) = -sum log(upper - lower) inside the box, -infinity outside, its
 * faces inside. Tensors {@code lower} and {@code upper} [features], not trained.
 *
 * @param bound the box starts as [-bound, bound] in every feature; positive and finite
 */
public record BoxUniform(double bound) implements Base {
  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public BoxUniform {
    Checks.positive("bound", bound);
  }

  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of(
        TensorSpec.buffer("lower", new Initial.Constant(-bound), features),
        TensorSpec.buffer("upper", new Initial.Constant(bound), features));
  }
}

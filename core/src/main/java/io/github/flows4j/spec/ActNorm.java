package io.github.flows4j.spec;

import java.util.List;

/**
 * A trained shift and scale for each feature, set from the first batch so that its outputs have
 * mean 0 and deviation 1 (arXiv:1807.03039, section 3.1): y = (x - shift) exp(-log_scale), log|det|
 * = -sum log_scale.
 *
 * @param epsilon added to the first batch's standard deviation, positive: a constant feature
 *     divides by it, not by 0
 */
public record ActNorm(double epsilon) implements Transform {
  /**
   * Checks epsilon.
   *
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public ActNorm {
    Checks.positive("epsilon", epsilon);
  }

  /** With epsilon 1e-6. */
  public ActNorm() {
    this(1e-6);
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = shape.channels();
    return List.of(
        TensorSpec.trained("shift", Initial.ZERO, features),
        TensorSpec.trained("log_scale", Initial.ZERO, features));
  }

  @Override
  public void check(EventShape shape, int context) {}
}

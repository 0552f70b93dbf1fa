package io.github.flows4j.spec;

import java.util.List;

/**
 * Independent Student t's with trained degrees of freedom nu_j = exp(log_degrees_j) for each
 * feature: heavy tails that an affine flow on a normal base can't have (arXiv:1907.04481). Tensor
 * {@code log_degrees} [features].
 *
 * @param degrees the degrees of freedom that training starts from, positive and finite
 */
public record StudentT(double degrees) implements Base {
  /**
   * Checks the degrees.
   *
   * @throws IllegalArgumentException if they are not positive and finite
   */
  public StudentT {
    Checks.positive("degrees", degrees);
  }

  /** Starting from 10 degrees of freedom. */
  public StudentT() {
    this(10);
  }

  @Override
  public List<TensorSpec> tensors(int features, int context) {
    return List.of(
        TensorSpec.trained("log_degrees", new Initial.Constant(Math.log(degrees)), features));
  }
}

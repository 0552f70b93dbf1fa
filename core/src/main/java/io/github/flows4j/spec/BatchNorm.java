package io.github.flows4j.spec;

import java.util.List;

/**
 * Batch normalization between couplings (arXiv:1605.08803, section 3.7): y = (x - mean) /
 * sqrt(variance + epsilon) * exp(log_gamma) + beta, log|det| = sum(log_gamma - log(variance +
 * epsilon) / 2).
 *
 * <p>In training, mean and (biased) variance are those of the whole batch, gradients flow through
 * them, and running = (1 - momentum) running + momentum batch. Otherwise, and in every inverse, the
 * running statistics are used.
 *
 * @param momentum weight of the newest batch in the running statistics, in (0, 1]
 * @param epsilon added to the variance, positive
 */
public record BatchNorm(double momentum, double epsilon) implements Transform {
  /**
   * Checks momentum and epsilon.
   *
   * @throws IllegalArgumentException if one is outside its range
   */
  public BatchNorm {
    if (!(momentum > 0 && momentum <= 1))
      throw new IllegalArgumentException("momentum must be in (0, 1], was " + momentum);
    Checks.positive("epsilon", epsilon);
  }

  /** With momentum 0.1 and epsilon 1e-5. */
  public BatchNorm() {
    this(0.1, 1e-5);
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = shape.channels();
    return List.of(
        TensorSpec.trained("log_gamma", Initial.ZERO, features),
        TensorSpec.trained("beta", Initial.ZERO, features),
        TensorSpec.buffer("running_mean", Initial.ZERO, features),
        TensorSpec.buffer("running_variance", Initial.ONE, features));
  }

  @Override
  public void check(EventShape shape, int context) {}
}

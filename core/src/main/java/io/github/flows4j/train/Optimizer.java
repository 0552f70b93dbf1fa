package io.github.flows4j.train;

/**
 * Adam (arXiv:1412.6980), with decoupled weight decay if it is not 0: AdamW (arXiv:1711.05101).
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment, positive
 * @param weightDecay how much of a weight, times the learning rate, each step takes away; at least
 *     0
 */
public record Optimizer(double beta1, double beta2, double epsilon, double weightDecay) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException quoting the one that is outside its range
   */
  public Optimizer {
    if (!(beta1 >= 0 && beta1 < 1))
      throw new IllegalArgumentException("beta1 must be in [0, 1), was " + beta1);
    if (!(beta2 >= 0 && beta2 < 1))
      throw new IllegalArgumentException("beta2 must be in [0, 1), was " + beta2);
    if (!(epsilon > 0 && epsilon < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("epsilon must be positive and finite, was " + epsilon);
    if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("weightDecay must be finite and >= 0, was " + weightDecay);
  }

  /** Adam with betas 0.9 and 0.999 and epsilon 1e-8. */
  public static Optimizer adam() {
    return adamW(0);
  }

  /** AdamW with Adam's defaults. */
  public static Optimizer adamW(double weightDecay) {
    return new Optimizer(0.9, 0.999, 1e-8, weightDecay);
  }
}

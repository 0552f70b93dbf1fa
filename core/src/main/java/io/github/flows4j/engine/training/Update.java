package io.github.flows4j.engine.training;

/**
 * How a step moves the weights: Adam (arXiv:1412.6980), with decoupled decay where it is not 0
 * (arXiv:1711.05101).
 *
 * @param learningRate the rate of this step
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay AdamW's decay; 0 for Adam
 * @param clipNorm gradients longer than this are scaled down to it; infinity for none
 * @param averageDecay how much of the weights' moving average a step keeps; 0 makes it the weights
 * @param dropout the share of hidden units that are left out of each row's networks, in [0, 1); 0
 *     for none
 */
public record Update(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clipNorm,
    double averageDecay,
    double dropout) {
  /** Without dropout. */
  public Update(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double clipNorm,
      double averageDecay) {
    this(learningRate, beta1, beta2, epsilon, weightDecay, clipNorm, averageDecay, 0);
  }
}

package io.github.flows4j.engine.training;

/**
 * What a training step found, before it moved the weights.
 *
 * @param loss weighted mean negative log-density of the batch, nats a row, in the flow's units; or
 *     the weighted mean of a loss of samples
 * @param gradientNorm Euclidean length of the loss's gradient, before clipping
 */
public record StepResult(double loss, double gradientNorm) {
  /** Whether both are finite; where they are not, the weights were left as they were. */
  public boolean finite() {
    return Double.isFinite(loss) && Double.isFinite(gradientNorm);
  }
}

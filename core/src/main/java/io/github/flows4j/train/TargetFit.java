package io.github.flows4j.train;

import io.github.flows4j.Flow;
import io.github.flows4j.metrics.ImportanceWeights;

/**
 * A flow q fitted to a target density p~ = Z p, judged by fresh rows drawn from it.
 *
 * @param training the flow and what its training went through; a step's loss is the batch's mean of
 *     log q - log p~, with the target at its full power however it is annealed
 * @param loss mean of log q - log p~ over the fresh rows, nats: the reverse divergence KL(q, p)
 *     less log Z; infinite if the target is 0 at one of them
 * @param standardError the loss's own
 * @param weights what the fresh rows' importance weights p~ / q say: effective sample size, Pareto
 *     shape and, as {@code logMean}, an estimate of log Z
 */
public record TargetFit(
    Training training, double loss, double standardError, ImportanceWeights weights) {
  /** The fitted flow. */
  public Flow flow() {
    return training.flow();
  }
}

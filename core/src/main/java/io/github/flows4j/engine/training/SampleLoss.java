package io.github.flows4j.engine.training;

/**
 * A loss of rows sampled from a flow, L = sum over rows of weight * l(x, log q(x)) over the sum of
 * weights, with x = inverse(z) and log q(x) = log p_base(z) - log|det dx/dz|. Called by several
 * threads at once, each with a tile of its own.
 */
@FunctionalInterface
public interface SampleLoss {
  /** Writes each row's loss and its two derivatives; where a loss is NaN, nothing will move. */
  void evaluate(SampleTile tile);

  /**
   * Whether the gradient is to leave out what log q changes by the weights at fixed x, whose mean
   * is 0: the path derivative, which has no variance where q is the target (arXiv:1703.09194, eq.
   * 8).
   */
  default boolean pathOnly() {
    return false;
  }
}

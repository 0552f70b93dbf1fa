package io.github.flows4j.spec;

import java.util.List;

/**
 * A planar flow (arXiv:1505.05770, eq. 10): y = x + u' tanh(w.x + b), with u' = u + (m(w.u) - w.u)
 * w / |w|^2, m(v) = -1 + log(1 + e^v), which keeps it invertible (appendix A.1); u' = u where w is
 * 0. log|det| = log(1 + w.u' (1 - tanh^2)).
 *
 * <p>As a transform it goes from data to latent like all others; {@link Inverse} of it from latent
 * to data, as the paper and normflows have it. Parameters, in this order: u [features], w
 * [features], b; free, or from a network on the context.
 *
 * @param conditioner {@link FreeParameters}, or a network whose input is the context alone
 */
public record Planar(Conditioner conditioner) implements Transform {
  /**
   * Checks that the conditioner fits.
   *
   * @throws IllegalArgumentException if it needs features as inputs
   */
  public Planar {
    RowMaps.check(conditioner);
  }

  /** With free parameters. */
  public Planar() {
    this(new FreeParameters());
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = Checks.vector(shape);
    return RowMaps.tensors(conditioner, context, 2 * features + 1, features);
  }

  @Override
  public void check(EventShape shape, int context) {
    Checks.vector(shape);
    RowMaps.check(conditioner, context);
  }
}

package io.github.flows4j.spec;

import java.util.List;

/**
 * A radial flow (arXiv:1505.05770, eq. 14): y = x + h (x - x_0), h = beta' / (alpha' + r), r = |x -
 * x_0|, alpha' = |alpha|, beta' = log(1 + e^beta) - alpha', which keeps it invertible (appendix
 * A.2). log|det| = (features - 1) log(1 + h) + log(1 + h - beta' r / (alpha' + r)^2).
 *
 * <p>As a transform it goes from data to latent like all others; {@link Inverse} of it from latent
 * to data, as the paper and normflows have it. Parameters, in this order: x_0 [features], alpha,
 * beta; free, or from a network on the context.
 *
 * @param conditioner {@link FreeParameters}, or a network whose input is the context alone
 */
public record Radial(Conditioner conditioner) implements Transform {
  /**
   * Checks that the conditioner fits.
   *
   * @throws IllegalArgumentException if it needs features as inputs
   */
  public Radial {
    RowMaps.check(conditioner);
  }

  /** With free parameters. */
  public Radial() {
    this(new FreeParameters());
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = Checks.vector(shape);
    return RowMaps.tensors(conditioner, context, features + 2, features);
  }

  @Override
  public void check(EventShape shape, int context) {
    Checks.vector(shape);
    RowMaps.check(conditioner, context);
  }
}

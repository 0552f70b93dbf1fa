package io.github.flows4j.spec;

import java.util.List;

/** One invertible map of a flow, described. Forward is data to latent. */
public sealed interface Transform
    permits Coupling,
        Autoregressive,
        Elementwise,
        Permutation,
        LuLinear,
        Rotation,
        ActNorm,
        BatchNorm,
        Planar,
        Radial,
        Inverse {
  /** The tensors it needs, in a fixed order, for rows of the given width and context. */
  List<TensorSpec> tensors(int features, int context);

  /**
   * Checks that it fits rows of the given width and context.
   *
   * @throws IllegalArgumentException if it does not
   */
  void check(int features, int context);
}

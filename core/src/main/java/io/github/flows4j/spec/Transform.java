package io.github.flows4j.spec;

import java.util.List;

/**
 * One invertible map of a flow, described. Forward is data to latent.
 *
 * <p>Those that rescale or mix features ({@link ActNorm}, {@link BatchNorm}, {@link LuLinear},
 * {@link Permutation}, {@link Rotation}) do so with the channels of an image, alike at every pixel;
 * a {@link LuLinear} is then Glow's invertible 1 x 1 convolution.
 */
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
        Squeeze,
        FactorOut,
        Inverse {
  /** The tensors it needs, in a fixed order, for rows of the given shape and context columns. */
  List<TensorSpec> tensors(EventShape shape, int context);

  /**
   * Checks that it fits rows of the given shape and context columns.
   *
   * @throws IllegalArgumentException if it does not
   */
  void check(EventShape shape, int context);

  /** The shape of what the next transform is given. */
  default EventShape after(EventShape shape) {
    return shape;
  }
}

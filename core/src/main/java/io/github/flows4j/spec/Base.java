package io.github.flows4j.spec;

import java.util.List;

/** The density of the latent z. */
public sealed interface Base
    permits StandardNormal,
        DiagonalNormal,
        Logistic,
        BoxUniform,
        StudentT,
        NormalMixture,
        ConditionalNormal,
        CustomBase {
  /** The tensors it needs, in a fixed order, for rows of the given width and context. */
  List<TensorSpec> tensors(int features, int context);

  /**
   * Checks that it fits rows of the given width and context.
   *
   * @throws IllegalArgumentException if it does not
   */
  default void check(int features, int context) {}
}

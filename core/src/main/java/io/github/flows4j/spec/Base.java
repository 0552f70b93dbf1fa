package io.github.flows4j.spec;

import java.util.List;

/** The density of the latent z. */
public sealed interface Base permits StandardNormal, DiagonalNormal, Logistic, CustomBase {
  /** The tensors it needs, in a fixed order. */
  List<TensorSpec> tensors(int features);
}

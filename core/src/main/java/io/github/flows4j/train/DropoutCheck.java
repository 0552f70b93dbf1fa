package io.github.flows4j.train;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.Transform;

/** Refuses dropout where a network would not leave anything out. */
final class DropoutCheck {
  private DropoutCheck() {}

  static void check(FlowSpec spec) {
    if (!spec.embedding().map(embedding -> takes(embedding.network())).orElse(true))
      throw new IllegalArgumentException(
          "dropout is for networks of plain layers with relu, the context's embedding has another");
    for (int i = 0; i < spec.transforms().size(); i++)
      if (!takes(spec.transforms().get(i)))
        throw new IllegalArgumentException(
            "dropout is for networks of plain layers with relu, transform "
                + i
                + " has another network");
  }

  private static boolean takes(Transform transform) {
    if (transform instanceof Inverse inverse) return takes(inverse.transform());
    if (transform instanceof Coupling coupling) return takes(coupling.conditioner());
    if (transform instanceof Autoregressive layer) return takes(layer.conditioner());
    if (transform instanceof Elementwise elementwise) return takes(elementwise.conditioner());
    if (transform instanceof Planar planar) return takes(planar.conditioner());
    if (transform instanceof Radial radial) return takes(radial.conditioner());
    return true;
  }

  private static boolean takes(Conditioner conditioner) {
    if (conditioner instanceof Mlp mlp) return mlp.activation() == Activation.RELU;
    if (conditioner instanceof MaskedMlp mlp) return mlp.activation() == Activation.RELU;
    if (conditioner instanceof PerParameter each)
      return each.networks().stream().allMatch(DropoutCheck::takes);
    return conditioner instanceof FreeParameters;
  }
}

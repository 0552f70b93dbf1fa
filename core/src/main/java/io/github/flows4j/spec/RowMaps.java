package io.github.flows4j.spec;

import java.util.List;

/** What {@link Planar} and {@link Radial}, maps of whole rows, share. */
final class RowMaps {
  private RowMaps() {}

  static void check(Conditioner conditioner) {
    if (conditioner instanceof MaskedMlp
        || conditioner instanceof MaskedResidualMlp
        || conditioner instanceof Convolutional)
      throw new IllegalArgumentException(
          "a map of whole rows needs free parameters or a plain network, was a "
              + conditioner.getClass().getSimpleName());
    // one "feature", the row, with all parameters
    if (conditioner instanceof PerParameter)
      throw new IllegalArgumentException(
          "a map of whole rows needs one network for all parameters");
  }

  static void check(Conditioner conditioner, int context) {
    if (!(conditioner instanceof FreeParameters) && context == 0)
      throw new IllegalArgumentException(
          "a network needs context, the flow has none: use free parameters");
  }

  /** Free parameters start uniform with variance 2 / (3 features), as in normflows. */
  static List<TensorSpec> tensors(
      Conditioner conditioner, int context, int parameters, int features) {
    boolean free = conditioner instanceof FreeParameters;
    Initial start = new Initial.Uniform(Math.sqrt(2.0 / features));
    return conditioner.tensors(free ? 0 : context, 1, parameters).stream()
        .map(tensor -> free ? tensor.starting(start) : tensor)
        .map(tensor -> tensor.prefixed("conditioner."))
        .toList();
  }
}

package io.github.flows4j.io.foreign;

import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.MaskedUnits;

/** The masks of a masked network's weights, whose last layer's rows are feature by feature. */
public final class MaskRules {
  private final Dependencies dependencies;
  private final MaskedUnits units;
  private final int parameters;

  /**
   * Masks of a network.
   *
   * @param parameters rows of each feature in the last layer
   */
  public MaskRules(Dependencies dependencies, MaskedUnits units, int parameters) {
    this.dependencies = dependencies;
    this.units = units;
    this.parameters = parameters;
  }

  /** From inputs, features before context, to the first hidden layer. */
  public ForeignTensors.Connected first() {
    int features = dependencies.features();
    return (row, column) -> column >= features || units.fromFeature(column, row);
  }

  /** From a hidden layer to the next. */
  public ForeignTensors.Connected hidden(int layer) {
    return (row, column) -> units.fromUnit(layer, column, layer + 1, row);
  }

  /** From a hidden layer to the parameters. */
  public ForeignTensors.Connected last(int layer) {
    return (row, column) -> units.toFeature(layer, column, row / parameters);
  }

  /** From inputs straight to the parameters. */
  public ForeignTensors.Connected direct() {
    int features = dependencies.features();
    return (row, column) -> column >= features || dependencies.seen(row / parameters).get(column);
  }
}

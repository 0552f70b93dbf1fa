package io.github.flows4j.spec;

import java.util.List;
import java.util.Objects;

/**
 * A multi-layer perceptron whose connections are masked, so that the parameters of each feature
 * depend only on what the {@link Autoregressive} transform's dependencies allow (arXiv:1502.03509).
 * Context columns are appended to the inputs and seen by all. Tensors as of {@link Mlp}; masked
 * weights count as zero whatever the tensor holds.
 *
 * @param hidden widths of the hidden layers, each at least 1; empty for a linear map
 * @param activation the non-linearity after each hidden layer
 * @param lastLayer how the last layer starts
 * @param units how hidden units are dealt out to the sets of inputs
 */
public record MaskedMlp(
    List<Integer> hidden, Activation activation, LastLayer lastLayer, HiddenUnits units)
    implements Conditioner {
  /**
   * Checks the widths.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public MaskedMlp {
    hidden = List.copyOf(hidden);
    Checks.widths("hidden", hidden);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(lastLayer, "lastLayer");
    Objects.requireNonNull(units, "units");
  }

  /** With ReLU, the default last layer and units dealt out evenly. */
  public static MaskedMlp of(Integer... hidden) {
    return new MaskedMlp(List.of(hidden), Activation.RELU, LastLayer.DEFAULT, HiddenUnits.EVEN);
  }

  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    return new Mlp(hidden, activation, lastLayer).tensors(inputs, moved, parametersPerFeature);
  }
}

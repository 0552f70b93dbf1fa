package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A multi-layer perceptron: dense layers y = W x + b with an activation between them. Tensors
 * {@code layers.J.weight} [outputs, inputs] and {@code layers.J.bias} [outputs].
 *
 * @param hidden widths of the hidden layers, each at least 1; empty for a linear map
 * @param activation the non-linearity after each hidden layer
 * @param lastLayer how the last layer starts
 */
public record Mlp(List<Integer> hidden, Activation activation, LastLayer lastLayer)
    implements Conditioner {
  /**
   * Checks the widths.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public Mlp {
    hidden = List.copyOf(hidden);
    Checks.widths("hidden", hidden);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(lastLayer, "lastLayer");
  }

  /** With ReLU and the default last layer. */
  public static Mlp of(Integer... hidden) {
    return new Mlp(List.of(hidden), Activation.RELU, LastLayer.DEFAULT);
  }

  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    List<TensorSpec> tensors = new ArrayList<>();
    int width = inputs;
    for (int j = 0; j < hidden.size(); j++) {
      tensors.addAll(TensorSpec.dense("layers." + j, width, hidden.get(j), LastLayer.DEFAULT));
      width = hidden.get(j);
    }
    int outputs = Math.multiplyExact(moved, parametersPerFeature);
    tensors.addAll(TensorSpec.dense("layers." + hidden.size(), width, outputs, lastLayer));
    return tensors;
  }
}

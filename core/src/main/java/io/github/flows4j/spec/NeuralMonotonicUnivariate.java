package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * A monotonic neural network of each feature (NAF, arXiv:1804.00779, in zuko's form): a perceptron
 * on [x, signal] whose weights are used by their magnitude, |W|, with ELU(u) on the first half of
 * each hidden layer and -ELU(-u) on the second. Its inverse is found by a bracketed root.
 *
 * <p>Parameters: the signal. Tensors {@code layers.J.weight} [features, outputs, inputs] and {@code
 * layers.J.bias} [features, outputs], the same for all rows.
 *
 * @param signal numbers that modulate the network, at least 1
 * @param hidden widths of the hidden layers, even
 */
public record NeuralMonotonicUnivariate(int signal, List<Integer> hidden) implements Univariate {
  /**
   * Checks signal and widths.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public NeuralMonotonicUnivariate {
    hidden = List.copyOf(hidden);
    Checks.count("signal", signal, 1);
    Checks.widths("hidden", hidden);
    if (hidden.isEmpty()) throw new IllegalArgumentException("hidden must not be empty");
    for (int width : hidden)
      if (width % 2 != 0)
        throw new IllegalArgumentException("hidden must hold even widths, was " + hidden);
  }

  @Override
  public int parametersPerFeature() {
    return signal;
  }

  @Override
  public List<TensorSpec> tensors(int moved) {
    return stacked(signal, hidden, moved);
  }

  /** Networks of each feature from [x, signal] to one number. */
  static List<TensorSpec> stacked(int signal, List<Integer> hidden, int moved) {
    List<TensorSpec> tensors = new ArrayList<>();
    int inputs = 1 + signal;
    for (int j = 0; j <= hidden.size(); j++) {
      int outputs = j < hidden.size() ? hidden.get(j) : 1;
      Initial start = new Initial.Uniform(1 / Math.sqrt(inputs));
      String layer = "layers." + j;
      tensors.add(TensorSpec.trained(layer + ".weight", start, moved, outputs, inputs));
      tensors.add(TensorSpec.trained(layer + ".bias", start, moved, outputs));
      inputs = outputs;
    }
    return tensors;
  }
}

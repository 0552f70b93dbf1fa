package io.github.flows4j.spec;

import java.util.List;

/**
 * The integral of a positive neural network of each feature (UNAF, arXiv:1908.05164, in zuko's
 * form): y = int_0^x g(t) dt + constant, g = exp(n / (1 + |n / clip|)), n an ELU perceptron on [t,
 * signal]; by Gauss-Legendre quadrature. Its inverse is found by a bracketed root.
 *
 * <p>Parameters: the signal, then the constant. Tensors as of {@link NeuralMonotonicUnivariate}.
 *
 * @param signal numbers that modulate the network, at least 1
 * @param hidden widths of the hidden layers
 * @param clip the largest |log g|, positive; zuko's is 7 (9 in its versions 1.0.1 to 1.4.1)
 * @param nodes nodes of the quadrature, at least 2; zuko's are 32
 */
public record IntegratedNeuralUnivariate(int signal, List<Integer> hidden, double clip, int nodes)
    implements Univariate {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public IntegratedNeuralUnivariate {
    hidden = List.copyOf(hidden);
    Checks.count("signal", signal, 1);
    Checks.widths("hidden", hidden);
    if (hidden.isEmpty()) throw new IllegalArgumentException("hidden must not be empty");
    Checks.positive("clip", clip);
    if (nodes < 2 || nodes > 256)
      throw new IllegalArgumentException("nodes must be in 2..256, was " + nodes);
  }

  @Override
  public int parametersPerFeature() {
    return signal + 1;
  }

  @Override
  public List<TensorSpec> tensors(int moved) {
    return NeuralMonotonicUnivariate.stacked(signal, hidden, moved);
  }
}

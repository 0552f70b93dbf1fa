package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A residual perceptron of pre-activation blocks (arXiv:1603.05027): h = W_i x + b_i; each block h
 * = h + W_1 act(W_0 act(h) + b_0) + b_1; outputs W_f h + b_f. Tensors {@code initial}, {@code
 * blocks.J.0}, {@code blocks.J.1} and {@code final}, each with {@code .weight} and {@code .bias}.
 *
 * @param width units of every hidden layer, at least 1
 * @param blocks number of blocks, at least 1
 * @param activation the non-linearity
 * @param lastLayer how the last layer starts
 */
public record ResidualMlp(int width, int blocks, Activation activation, LastLayer lastLayer)
    implements Conditioner {
  /**
   * Checks width and blocks.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public ResidualMlp {
    if (width < 1) throw new IllegalArgumentException("width must be >= 1, was " + width);
    if (blocks < 1) throw new IllegalArgumentException("blocks must be >= 1, was " + blocks);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(lastLayer, "lastLayer");
  }

  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    List<TensorSpec> tensors =
        new ArrayList<>(TensorSpec.dense("initial", inputs, width, LastLayer.DEFAULT));
    for (int j = 0; j < blocks; j++) {
      tensors.addAll(TensorSpec.dense("blocks." + j + ".0", width, width, LastLayer.DEFAULT));
      tensors.addAll(TensorSpec.dense("blocks." + j + ".1", width, width, LastLayer.DEFAULT));
    }
    int outputs = Math.multiplyExact(moved, parametersPerFeature);
    tensors.addAll(TensorSpec.dense("final", width, outputs, lastLayer));
    return tensors;
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A {@link ResidualMlp} whose connections are masked as those of a {@link MaskedMlp}; all hidden
 * layers deal out their units alike. Tensors {@code initial}, {@code blocks.J.0}, {@code
 * blocks.J.1} and {@code final}, each with {@code .weight} and {@code .bias}.
 *
 * <p>Context is appended to the inputs, or goes inside: then h = W_i x + b_i + act(W_c c + b_c)
 * with {@code context}, and each block adds W_1 act(W_0 act(h) + b_0 + V c + v) + b_1 with {@code
 * blocks.J.context}, as nflows 0.14 has it.
 *
 * @param width units of every hidden layer, at least 1
 * @param blocks number of blocks, at least 1
 * @param activation the non-linearity
 * @param lastLayer how the last layer starts
 * @param units how hidden units are dealt out to the sets of inputs
 * @param contextInside whether context enters every block instead of being appended to the inputs
 */
public record MaskedResidualMlp(
    int width,
    int blocks,
    Activation activation,
    LastLayer lastLayer,
    HiddenUnits units,
    boolean contextInside)
    implements Conditioner {
  /**
   * Checks width and blocks.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public MaskedResidualMlp {
    if (width < 1) throw new IllegalArgumentException("width must be >= 1, was " + width);
    if (blocks < 1) throw new IllegalArgumentException("blocks must be >= 1, was " + blocks);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(lastLayer, "lastLayer");
    Objects.requireNonNull(units, "units");
  }

  /** The widths of the hidden layers that units are dealt out to: all alike. */
  public List<Integer> hidden() {
    return Collections.nCopies(2 * blocks + 1, width);
  }

  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    int context = inputs - moved;
    boolean inside = contextInside && context > 0;
    List<TensorSpec> tensors =
        new ArrayList<>(
            TensorSpec.dense("initial", inside ? moved : inputs, width, LastLayer.DEFAULT));
    if (inside) tensors.addAll(TensorSpec.dense("context", context, width, LastLayer.DEFAULT));
    for (int j = 0; j < blocks; j++) {
      String block = "blocks." + j;
      tensors.addAll(TensorSpec.dense(block + ".0", width, width, LastLayer.DEFAULT));
      tensors.addAll(TensorSpec.dense(block + ".1", width, width, LastLayer.DEFAULT));
      if (inside)
        tensors.addAll(TensorSpec.dense(block + ".context", context, width, LastLayer.DEFAULT));
    }
    int outputs = Math.multiplyExact(moved, parametersPerFeature);
    tensors.addAll(TensorSpec.dense("final", width, outputs, lastLayer));
    return tensors;
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Residual convolutions of pre-activation blocks, as in the Real NVP paper (arXiv:1605.08803,
 * section 3.6): h = W_i * x + b_i; each block h = h + W_1 * act(W_0 * act(h) + b_0) + b_1; outputs
 * W_f * act(h) + b_f, all kernels 3 x 3 but the last, 1 x 1. Tensors {@code initial}, {@code
 * blocks.J.0}, {@code blocks.J.1} and {@code final}, each with {@code .weight} and {@code .bias};
 * with context {@code context.weight} [channels, context]; if scaled {@code output_scale}
 * [outputs].
 *
 * @param channels channels of every hidden layer, at least 1
 * @param blocks number of blocks, at least 1
 * @param activation the non-linearity
 * @param lastLayer how the last convolution starts
 * @param scaled whether output o is multiplied by exp(3 output_scale_o); see {@link ConvNet}
 */
public record ResidualConvNet(
    int channels, int blocks, Activation activation, LastLayer lastLayer, boolean scaled)
    implements Convolutional {
  /**
   * Checks channels and blocks.
   *
   * @throws IllegalArgumentException if one is below 1
   */
  public ResidualConvNet {
    if (channels < 1) throw new IllegalArgumentException("channels must be >= 1, was " + channels);
    if (blocks < 1) throw new IllegalArgumentException("blocks must be >= 1, was " + blocks);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(lastLayer, "lastLayer");
  }

  /** With ReLU and a scaled last layer that starts at zero. */
  public static ResidualConvNet of(int channels, int blocks) {
    return new ResidualConvNet(channels, blocks, Activation.RELU, LastLayer.ZERO, true);
  }

  @Override
  public List<TensorSpec> imageTensors(int inputs, int context, int outputs) {
    List<TensorSpec> tensors = new ArrayList<>();
    LastLayer start = LastLayer.DEFAULT;
    tensors.addAll(Convolutional.convolution("initial", inputs, channels, 3, start));
    for (int b = 0; b < blocks; b++)
      for (int half = 0; half < 2; half++)
        tensors.addAll(
            Convolutional.convolution("blocks." + b + "." + half, channels, channels, 3, start));
    tensors.addAll(Convolutional.last("final", channels, outputs, 1, lastLayer, scaled));
    tensors.addAll(Convolutional.ofContext(context, channels));
    return tensors;
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Convolutions with an activation between them. Tensors {@code layers.J.weight} [outputs, inputs,
 * kernel, kernel] and {@code layers.J.bias} [outputs]; with context {@code context.weight}
 * [channels of the first layer, context]; if scaled {@code output_scale} [outputs].
 *
 * @param channels channels of the hidden layers, each at least 1; not empty
 * @param kernels height and width of each convolution's kernel, 1 or 3; one more than channels
 * @param activation the non-linearity after each hidden layer
 * @param lastLayer how the last convolution starts
 * @param scaled whether output o is multiplied by exp(3 output_scale_o), as in Glow, which lets a
 *     last layer that starts at zero learn fast
 */
public record ConvNet(
    List<Integer> channels,
    List<Integer> kernels,
    Activation activation,
    LastLayer lastLayer,
    boolean scaled)
    implements Convolutional {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public ConvNet {
    channels = List.copyOf(channels);
    kernels = List.copyOf(kernels);
    Checks.widths("channels", channels);
    if (channels.isEmpty()) throw new IllegalArgumentException("channels must not be empty");
    if (kernels.size() != channels.size() + 1)
      throw new IllegalArgumentException(
          "kernels must be one more than channels, "
              + (channels.size() + 1)
              + ", were "
              + kernels.size());
    for (int kernel : kernels)
      if (kernel != 1 && kernel != 3)
        throw new IllegalArgumentException("kernels must be 1 or 3, were " + kernels);
    Objects.requireNonNull(activation, "activation");
    Objects.requireNonNull(lastLayer, "lastLayer");
  }

  /** Glow's net: kernels 3, 1, 3, ReLU, a scaled last layer that starts at zero. */
  public static ConvNet of(int channels) {
    return new ConvNet(
        List.of(channels, channels), List.of(3, 1, 3), Activation.RELU, LastLayer.ZERO, true);
  }

  @Override
  public List<TensorSpec> imageTensors(int inputs, int context, int outputs) {
    List<TensorSpec> tensors = new ArrayList<>();
    int width = inputs;
    int last = channels.size();
    for (int j = 0; j < last; j++) {
      tensors.addAll(
          Convolutional.convolution(
              "layers." + j, width, channels.get(j), kernels.get(j), LastLayer.DEFAULT));
      width = channels.get(j);
    }
    tensors.addAll(
        Convolutional.last("layers." + last, width, outputs, kernels.get(last), lastLayer, scaled));
    tensors.addAll(Convolutional.ofContext(context, channels.get(0)));
    return tensors;
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * A conditioner that looks at images: from the channels that a coupling keeps to the parameters of
 * those that it moves, pixel by pixel, by convolutions with a border of zeros. Context enters as a
 * term of the first layer, the same at every pixel.
 *
 * <p>Its outputs at a pixel are parameter-major: the first parameter of all moved channels, then
 * the second of all, and so on.
 */
public sealed interface Convolutional extends Conditioner permits ConvNet, ResidualConvNet {
  /**
   * The tensors it needs, in a fixed order.
   *
   * @param inputs channels of the image it looks at
   * @param context context columns
   * @param outputs channels of the image of parameters
   */
  List<TensorSpec> imageTensors(int inputs, int context, int outputs);

  @Override
  default List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    return imageTensors(inputs, 0, Math.multiplyExact(moved, parametersPerFeature));
  }

  /**
   * Weight [outputs, inputs, kernel, kernel] and bias [outputs] of a convolution, uniform in
   * +-1/sqrt(inputs kernel^2) or zero.
   */
  static List<TensorSpec> convolution(
      String name, int inputs, int outputs, int kernel, LastLayer start) {
    Initial initial =
        start == LastLayer.ZERO
            ? Initial.ZERO
            : new Initial.Uniform(1 / Math.sqrt((double) inputs * kernel * kernel));
    return List.of(
        TensorSpec.trained(name + ".weight", initial, outputs, inputs, kernel, kernel),
        TensorSpec.trained(name + ".bias", initial, outputs));
  }

  /** The context's weight [outputs, context], if there is context. */
  static List<TensorSpec> ofContext(int context, int outputs) {
    if (context == 0) return List.of();
    Initial initial = new Initial.Uniform(1 / Math.sqrt(context));
    return List.of(TensorSpec.trained("context.weight", initial, outputs, context));
  }

  /** The last convolution and, if its outputs are scaled, their log-scales. */
  static List<TensorSpec> last(
      String name, int inputs, int outputs, int kernel, LastLayer start, boolean scaled) {
    List<TensorSpec> tensors = new ArrayList<>(convolution(name, inputs, outputs, kernel, start));
    if (scaled) tensors.add(TensorSpec.trained("output_scale", Initial.ZERO, outputs));
    return tensors;
  }
}

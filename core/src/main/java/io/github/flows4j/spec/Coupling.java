package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A coupling layer (arXiv:1605.08803, eq. 7-8): the kept features pass unchanged and, with the
 * context, tell a conditioner the parameters of the univariate maps that move the others.
 *
 * <p>y_kept = x_kept; y_moved[j] = f(x_moved[j]; theta_j), theta = conditioner(x_kept, context).
 * The conditioner's outputs are parameter-major: the first parameter of all moved features, then
 * the second of all, and so on.
 *
 * @param mask which features are kept (1) and which moved (0); of an image, either its channels,
 *     alike at every pixel, or all its numbers plane by plane: then the network sees every channel,
 *     with zeros where it is moved
 * @param univariate the map f
 * @param conditioner the network that gives f its parameters
 */
public record Coupling(Mask mask, Univariate univariate, Conditioner conditioner)
    implements Transform {
  /**
   * Checks that the conditioner fits the map.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Coupling {
    Objects.requireNonNull(mask, "mask");
    Objects.requireNonNull(univariate, "univariate");
    if (conditioner instanceof FreeParameters)
      throw new IllegalArgumentException(
          "a coupling needs a network as its conditioner, was free parameters");
    if (conditioner instanceof MaskedMlp || conditioner instanceof MaskedResidualMlp)
      throw new IllegalArgumentException(
          "a coupling needs a plain network as its conditioner, was a masked one");
    if (univariate.parametersPerFeature() == 0)
      throw new IllegalArgumentException(
          "a coupling needs a map with parameters, was a " + univariate.getClass().getSimpleName());
    conditioner.check(univariate.parametersPerFeature());
  }

  /** Whether its mask is for the channels of an image, alike at every pixel. */
  public boolean byChannel(EventShape shape) {
    return mask.features() == shape.channels();
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    List<TensorSpec> tensors = new ArrayList<>();
    for (TensorSpec tensor : conditionerTensors(shape, context))
      tensors.add(tensor.prefixed("conditioner."));
    for (TensorSpec tensor : univariate.tensors(mask.movedCount()))
      tensors.add(tensor.prefixed("univariate."));
    return tensors;
  }

  private List<TensorSpec> conditionerTensors(EventShape shape, int context) {
    int parameters = univariate.parametersPerFeature();
    if (!(conditioner instanceof Convolutional net))
      return conditioner.tensors(mask.keptCount() + context, mask.movedCount(), parameters);
    int channels = shape.channels();
    int inputs = byChannel(shape) ? mask.keptCount() : channels;
    int moved = byChannel(shape) ? mask.movedCount() : channels;
    return net.imageTensors(inputs, context, Math.multiplyExact(moved, parameters));
  }

  @Override
  public void check(EventShape shape, int context) {
    if (conditioner instanceof Convolutional) {
      Checks.image(shape);
      if (mask.features() != shape.size() && mask.features() != shape.channels())
        throw new IllegalArgumentException(
            "mask is for "
                + mask.features()
                + " features, images of "
                + shape
                + " need one for their "
                + shape.channels()
                + " channels or "
                + shape.size()
                + " numbers");
      if (!univariate.tensors(1).isEmpty())
        throw new IllegalArgumentException(
            "a coupling of images needs a map without weights of its own, was a "
                + univariate.getClass().getSimpleName());
      return;
    }
    if (shape instanceof ImageShape)
      throw new IllegalArgumentException(
          "a coupling of images needs a convolutional network, was a "
              + conditioner.getClass().getSimpleName());
    if (mask.features() != shape.size())
      throw new IllegalArgumentException(
          "mask is for " + mask.features() + " features, the flow has " + shape.size());
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Each feature moved by a univariate map of its own: y_j = f(x_j; theta_j). The parameters theta
 * are free, or come from a network on the context.
 *
 * @param univariate the map f
 * @param conditioner {@link FreeParameters}, or a network whose input is the context alone
 */
public record Elementwise(Univariate univariate, Conditioner conditioner) implements Transform {
  /**
   * Checks that the conditioner fits the map.
   *
   * @throws IllegalArgumentException if it does not
   */
  public Elementwise {
    Objects.requireNonNull(univariate, "univariate");
    conditioner.check(univariate.parametersPerFeature());
    if (conditioner instanceof MaskedMlp
        || conditioner instanceof MaskedResidualMlp
        || conditioner instanceof Convolutional)
      throw new IllegalArgumentException(
          "an elementwise map needs free parameters or a plain network, was a "
              + conditioner.getClass().getSimpleName());
    if (univariate.parametersPerFeature() == 0 && !(conditioner instanceof FreeParameters))
      throw new IllegalArgumentException(
          "a "
              + univariate.getClass().getSimpleName()
              + " has no parameters for a network to give: use free parameters");
  }

  /** A map with free parameters. */
  public static Elementwise free(Univariate univariate) {
    return new Elementwise(univariate, new FreeParameters());
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = Checks.vector(shape);
    int inputs = conditioner instanceof FreeParameters ? 0 : context;
    boolean free = conditioner instanceof FreeParameters;
    List<TensorSpec> tensors = new ArrayList<>();
    for (TensorSpec tensor :
        conditioner.tensors(inputs, features, univariate.parametersPerFeature()))
      tensors.add(
          (free ? tensor.starting(univariate.freeStart()) : tensor).prefixed("conditioner."));
    for (TensorSpec tensor : univariate.tensors(features))
      tensors.add(tensor.prefixed("univariate."));
    return tensors;
  }

  @Override
  public void check(EventShape shape, int context) {
    Checks.vector(shape);
    if (!(conditioner instanceof FreeParameters) && context == 0)
      throw new IllegalArgumentException(
          "an elementwise map with a network needs context, the flow has none: use free parameters");
  }
}

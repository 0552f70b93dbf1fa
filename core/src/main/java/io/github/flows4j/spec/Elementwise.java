package io.github.flows4j.spec;

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
  }

  /** A map with free parameters. */
  public static Elementwise free(Univariate univariate) {
    return new Elementwise(univariate, new FreeParameters());
  }

  @Override
  public List<TensorSpec> tensors(int features, int context) {
    int inputs = conditioner instanceof FreeParameters ? 0 : context;
    return conditioner.tensors(inputs, features, univariate.parametersPerFeature()).stream()
        .map(tensor -> tensor.prefixed("conditioner."))
        .toList();
  }

  @Override
  public void check(int features, int context) {
    if (!(conditioner instanceof FreeParameters) && context == 0)
      throw new IllegalArgumentException(
          "an elementwise map with a network needs context, the flow has none: use free parameters");
  }
}

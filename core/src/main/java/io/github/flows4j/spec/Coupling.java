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
 * @param mask which features are kept (1) and which moved (0)
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

  @Override
  public List<TensorSpec> tensors(int features, int context) {
    List<TensorSpec> tensors = new ArrayList<>();
    int inputs = mask.keptCount() + context;
    int moved = mask.movedCount();
    for (TensorSpec tensor : conditioner.tensors(inputs, moved, univariate.parametersPerFeature()))
      tensors.add(tensor.prefixed("conditioner."));
    for (TensorSpec tensor : univariate.tensors(moved)) tensors.add(tensor.prefixed("univariate."));
    return tensors;
  }

  @Override
  public void check(int features, int context) {
    if (mask.features() != features)
      throw new IllegalArgumentException(
          "mask is for " + mask.features() + " features, the flow has " + features);
  }
}

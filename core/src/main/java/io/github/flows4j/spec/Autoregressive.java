package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Each feature moved by a univariate map whose parameters come from the features it depends on, and
 * the context: y_j = f(x_j; theta_j), theta_j = conditioner(x_seen(j), context) (arXiv:1705.07057,
 * eq. 4). Data to latent in one pass; latent to data feature after feature, in {@link
 * Dependencies#passes} steps. Its {@link Inverse} is the inverse autoregressive flow
 * (arXiv:1606.04934).
 *
 * <p>The conditioner's inputs are all features, then the context; its outputs are parameter-major.
 *
 * @param dependencies which features each one's parameters may depend on
 * @param univariate the map f
 * @param conditioner a {@link MaskedMlp} or {@link MaskedResidualMlp}
 */
public record Autoregressive(
    Dependencies dependencies, Univariate univariate, Conditioner conditioner)
    implements Transform {
  /**
   * Checks that the conditioner is a masked network.
   *
   * @throws IllegalArgumentException if it is not
   */
  public Autoregressive {
    Objects.requireNonNull(dependencies, "dependencies");
    Objects.requireNonNull(univariate, "univariate");
    Objects.requireNonNull(conditioner, "conditioner");
    if (!(conditioner instanceof MaskedMlp) && !(conditioner instanceof MaskedResidualMlp))
      throw new IllegalArgumentException(
          "an autoregressive transform needs a masked network as its conditioner, was a "
              + conditioner.getClass().getSimpleName());
    if (univariate.parametersPerFeature() == 0)
      throw new IllegalArgumentException(
          "an autoregressive transform needs a map with parameters, was "
              + univariate.getClass().getSimpleName());
  }

  /** What each unit of the conditioner may see. */
  public MaskedUnits units(int context) {
    if (conditioner instanceof MaskedMlp mlp)
      return MaskedUnits.of(dependencies, context, mlp.hidden(), mlp.units());
    MaskedResidualMlp mlp = (MaskedResidualMlp) conditioner;
    return MaskedUnits.alike(dependencies, context, mlp.width(), mlp.hidden().size(), mlp.units());
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    int features = Checks.vector(shape);
    List<TensorSpec> tensors = new ArrayList<>();
    int parameters = univariate.parametersPerFeature();
    for (TensorSpec tensor : conditioner.tensors(features + context, features, parameters))
      tensors.add(tensor.prefixed("conditioner."));
    for (TensorSpec tensor : univariate.tensors(features))
      tensors.add(tensor.prefixed("univariate."));
    return tensors;
  }

  @Override
  public void check(EventShape shape, int context) {
    int features = Checks.vector(shape);
    if (dependencies.features() != features)
      throw new IllegalArgumentException(
          "dependencies are for "
              + dependencies.features()
              + " features, the flow has "
              + features);
    // The units themselves are not made here: a description read from a file is checked before it
    // is known that the file holds as many weights as it claims.
    boolean linear = conditioner instanceof MaskedMlp mlp && mlp.hidden().isEmpty();
    if (!linear && context == 0 && dependencies.passes() == 1)
      throw new IllegalArgumentException(MaskedUnits.NOTHING_SEEN);
  }
}

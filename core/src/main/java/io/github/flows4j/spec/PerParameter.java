package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * A network of its own for each parameter of the map, as the Real NVP paper has one for the shift
 * and one for the scale. Tensors {@code networks.P.NAME}.
 *
 * @param networks one conditioner for each parameter, in the map's order (shift, then scale)
 */
public record PerParameter(List<Conditioner> networks) implements Conditioner {
  /**
   * Checks that there are networks, and networks only.
   *
   * @throws IllegalArgumentException if not
   */
  public PerParameter {
    networks = List.copyOf(networks);
    if (networks.isEmpty()) throw new IllegalArgumentException("networks must not be empty");
    for (Conditioner network : networks) {
      if (!Checks.plain(network))
        throw new IllegalArgumentException(
            "networks must be plain networks, one was a " + network.getClass().getSimpleName());
    }
  }

  /** The same kind of network, with weights of its own, for each of so many parameters. */
  public static PerParameter of(Conditioner network, int parameters) {
    return new PerParameter(java.util.Collections.nCopies(parameters, network));
  }

  @Override
  public List<TensorSpec> tensors(int inputs, int moved, int parametersPerFeature) {
    List<TensorSpec> tensors = new ArrayList<>();
    for (int p = 0; p < networks.size(); p++)
      for (TensorSpec tensor : networks.get(p).tensors(inputs, moved, 1))
        tensors.add(tensor.prefixed("networks." + p + "."));
    return tensors;
  }

  @Override
  public void check(int parametersPerFeature) {
    if (networks.size() != parametersPerFeature)
      throw new IllegalArgumentException(
          "networks must be one for each of the map's "
              + parametersPerFeature
              + " parameters, were "
              + networks.size());
    for (Conditioner network : networks) network.check(1);
  }
}

package io.github.flows4j.spec;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A network that runs once for each row, before all layers: it makes E numbers of the flow's C
 * context columns, and every layer and the base condition on those alone ({@code embedding_net} in
 * nflows and sbi). Trained with the flow; with dropout it leaves out units as any network does.
 *
 * @param outputs the numbers E, at least 1
 * @param network a plain network from the context columns to the outputs; its last layer does not
 *     start at zero
 */
public record ContextEmbedding(int outputs, Conditioner network) {
  /**
   * Checks outputs and network. With a last layer at zero, a {@link ConditionalNormal} that sees
   * nothing else would never learn of the context: its own weights start at zero too, so that
   * neither has a gradient.
   *
   * @throws IllegalArgumentException if there are no outputs, or the network is not plain or starts
   *     at zero
   */
  public ContextEmbedding {
    Checks.count("outputs", outputs, 1);
    Objects.requireNonNull(network, "network");
    if (!Checks.plain(network))
      throw new IllegalArgumentException(
          "network must be a plain network, was a " + network.getClass().getSimpleName());
    if (lastLayer(network) == LastLayer.ZERO)
      throw new IllegalArgumentException(
          "network must not start with a last layer of zero: there would be nothing to see of the"
              + " context, and no gradient to change that");
  }

  private static LastLayer lastLayer(Conditioner network) {
    if (network instanceof Mlp mlp) return mlp.lastLayer();
    if (network instanceof ResidualMlp residual) return residual.lastLayer();
    return LastLayer.DEFAULT;
  }

  /** A perceptron with ReLU and hidden layers of the given widths; none make it a linear map. */
  public static ContextEmbedding of(int outputs, int... hidden) {
    List<Integer> widths = IntStream.of(hidden).boxed().toList();
    return new ContextEmbedding(outputs, new Mlp(widths, Activation.RELU, LastLayer.DEFAULT));
  }

  /** The tensors it needs, in a fixed order, for so many context columns. */
  public List<TensorSpec> tensors(int context) {
    return network.tensors(context, outputs, 1);
  }

  /**
   * Checks that it fits so many context columns.
   *
   * @throws IllegalArgumentException if there are none
   */
  void check(int context) {
    if (context == 0)
      throw new IllegalArgumentException("a context embedding needs context, the flow has none");
    network.check(1);
  }
}

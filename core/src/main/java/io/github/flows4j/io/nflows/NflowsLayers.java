package io.github.flows4j.io.nflows;

import io.github.flows4j.io.foreign.ForeignLayer;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** nflows' transforms, one after another; the first tells the number of features. */
final class NflowsLayers {
  private final ForeignTensors tensors;
  private final NflowsFacts facts;
  private final NflowsNetworks networks;
  private int features;

  NflowsLayers(ForeignTensors tensors, NflowsFacts facts) {
    this.tensors = tensors;
    this.facts = facts;
    networks = new NflowsNetworks(tensors, facts);
  }

  int features() {
    return features;
  }

  int context() {
    return networks.context();
  }

  /** The transform whose tensors' names begin with a prefix. */
  ForeignLayer read(String prefix) {
    if (tensors.has(prefix + "identity_features")) return coupling(prefix);
    if (tensors.has(prefix + "autoregressive_net.initial_layer.weight"))
      return networks.autoregressive(
          prefix, features(prefix, "autoregressive_net.initial_layer.weight", 1));
    if (tensors.has(prefix + "_permutation")) return permutation(prefix);
    if (tensors.has(prefix + "unconstrained_upper_diag")) return linear(prefix);
    if (tensors.has(prefix + "unconstrained_weight")) return batchNorm(prefix);
    if (tensors.has(prefix + "log_scale")) return actNorm(prefix);
    String some =
        tensors.names().stream().filter(name -> name.startsWith(prefix)).findFirst().orElseThrow();
    throw tensors.problem(some, "is of a transform of nflows' that can't be read");
  }

  /** The number of features, which a size of a tensor tells and all transforms must agree on. */
  private int features(String prefix, String name, int dimension) {
    int found = tensors.shape(prefix + name, dimension + 1).get(dimension);
    if (features == 0) features = found;
    if (found != features || found < 1)
      throw tensors.problem(
          prefix + name,
          "must be of " + features + " features as the transforms before it, is of " + found);
    return features;
  }

  private ForeignLayer coupling(String prefix) {
    int kept = tensors.rows(prefix + "identity_features", 1);
    int moved = tensors.rows(prefix + "transform_features", 1);
    if (features == 0) features = kept + moved;
    boolean[] mask = new boolean[features];
    int[] identity = tensors.indices(prefix + "identity_features", features, kept);
    int[] transform = tensors.indices(prefix + "transform_features", features, moved);
    for (int j : identity) mask[j] = true;
    // In ascending order, as nflows makes them, so that the network's columns are in order.
    int[] keptInOrder = IntStream.range(0, features).filter(j -> mask[j]).toArray();
    int[] movedInOrder = IntStream.range(0, features).filter(j -> !mask[j]).toArray();
    if (!java.util.Arrays.equals(identity, keptInOrder)
        || !java.util.Arrays.equals(transform, movedInOrder))
      throw tensors.problem(
          prefix + "transform_features",
          "and identity_features must be all "
              + features
              + " features in ascending order, each in one of them");
    NflowsNetworks.Residual network = networks.residual(prefix + "transform_net.", kept);
    int rows = network.outputs();
    if (rows % moved != 0)
      throw tensors.problem(
          network.last(),
          "must have as many rows for each of the " + moved + " features moved, has " + rows);
    NflowsFacts.Mapped map = facts.coupling(tensors, network.last(), rows / moved, network.width());
    ResidualMlp net =
        new ResidualMlp(network.width(), network.blocks(), facts.activation(), LastLayer.DEFAULT);
    return ForeignLayer.conditioned(
        new Coupling(Mask.of(mask), map.univariate(), net), network.tensors(map.rows()));
  }

  private ForeignLayer permutation(String prefix) {
    int size = features(prefix, "_permutation", 0);
    int[] order = tensors.indices(prefix + "_permutation", size, size);
    return ForeignLayer.of(new Permutation(IntStream.of(order).boxed().toList()));
  }

  /** L U x + bias, with the diagonal of U softplus(u) + epsilon. */
  private ForeignLayer linear(String prefix) {
    int size = features(prefix, "unconstrained_upper_diag", 0);
    int entries = size * (size - 1) / 2;
    double[] lower = tensors.values(prefix + "lower_entries", entries);
    double[] upper = tensors.values(prefix + "upper_entries", entries);
    double[] diagonal = tensors.values(prefix + "unconstrained_upper_diag", size);
    double epsilon = facts.epsilon("LULinear", 1e-3);
    double[] lowerMatrix = new double[size * size];
    double[] upperMatrix = new double[size * size];
    int below = 0;
    int above = 0;
    for (int i = 0; i < size; i++)
      for (int j = 0; j < size; j++) {
        if (j < i) lowerMatrix[i * size + j] = lower[below++];
        if (j > i) upperMatrix[i * size + j] = upper[above++];
      }
    Map<String, Tensor> made = new LinkedHashMap<>();
    made.put("lower", Tensor.of(List.of(size, size), i -> lowerMatrix[i]));
    made.put("upper", Tensor.of(List.of(size, size), i -> upperMatrix[i]));
    made.put(
        "log_diagonal", Tensor.of(List.of(size), i -> Math.log(softplus(diagonal[i]) + epsilon)));
    made.put("bias", tensors.tensor(prefix + "bias", size));
    made.put("sign", Tensor.of(List.of(size), i -> 1));
    return new ForeignLayer(new LuLinear(), made);
  }

  private ForeignLayer batchNorm(String prefix) {
    int size = features(prefix, "unconstrained_weight", 0);
    double epsilon = facts.epsilon("BatchNorm", 1e-5);
    double[] weight = tensors.values(prefix + "unconstrained_weight", size);
    double[] variance = tensors.values(prefix + "running_var", size);
    for (int j = 0; j < size; j++)
      if (!(variance[j] >= 0))
        throw tensors.problem(
            prefix + "running_var", "must not be negative, is " + variance[j] + " at index " + j);
    Map<String, Tensor> made = new LinkedHashMap<>();
    made.put("log_gamma", Tensor.of(List.of(size), i -> Math.log(softplus(weight[i]) + epsilon)));
    made.put("beta", tensors.tensor(prefix + "bias", size));
    made.put("running_mean", tensors.tensor(prefix + "running_mean", size));
    made.put("running_variance", Tensor.of(List.of(size), i -> variance[i]));
    return new ForeignLayer(new BatchNorm(facts.momentum(), epsilon), made);
  }

  /** exp(log_scale) x + shift, where ours is (x - shift) exp(-log_scale). */
  private ForeignLayer actNorm(String prefix) {
    int size = features(prefix, "log_scale", 0);
    double[] logScale = tensors.values(prefix + "log_scale", size);
    double[] shift = tensors.values(prefix + "shift", size);
    if (tensors.has(prefix + "initialized") && tensors.values(prefix + "initialized")[0] == 0)
      throw tensors.problem(
          prefix + "initialized", "is false: the flow has not seen its first batch");
    Map<String, Tensor> made = new LinkedHashMap<>();
    made.put("shift", Tensor.of(List.of(size), i -> -shift[i] * Math.exp(-logScale[i])));
    made.put("log_scale", Tensor.of(List.of(size), i -> -logScale[i]));
    return new ForeignLayer(new ActNorm(), made);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}

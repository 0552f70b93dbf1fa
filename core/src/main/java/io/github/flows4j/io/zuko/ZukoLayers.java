package io.github.flows4j.io.zuko;

import io.github.flows4j.io.foreign.ForeignLayer;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.io.foreign.RowOrder;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** zuko's transforms, one after another; the first network tells the number of context columns. */
final class ZukoLayers {
  /** The bound of the soft clip between neural or polynomial transforms, a constant of zuko's. */
  private static final double SOFT_CLIP = 11;

  private final ForeignTensors tensors;
  private final ZukoFacts facts;
  private final ZukoNetworks networks;
  private final ZukoMaps maps;
  private final int features;

  ZukoLayers(ForeignTensors tensors, ZukoFacts facts, int features) {
    this.tensors = tensors;
    this.facts = facts;
    this.features = features;
    networks = new ZukoNetworks(tensors, facts);
    maps = new ZukoMaps(tensors, facts);
  }

  /** The number of context columns. */
  int context() {
    return Math.max(networks.context(), 0);
  }

  /** What stands between neural or polynomial transforms. */
  ForeignLayer softClip() {
    return ForeignLayer.of(Elementwise.free(new SoftClipUnivariate(SOFT_CLIP)));
  }

  /** The transform whose tensors' names begin with a prefix. */
  ForeignLayer read(int index, String prefix) {
    for (String name : List.of("A", "_0"))
      if (tensors.has(prefix + name)) {
        Tensor generator = tensors.tensor(prefix + name, features, features);
        return new ForeignLayer(new Rotation(), Map.of("generator", generator));
      }
    if (tensors.has(prefix + "phi.0")) return free(prefix);
    LastLayer last = facts.lastLayer(index);
    String flow = facts.flowClass().orElse("Flow");
    boolean list = flow.equals("Flow");
    boolean couplings = flow.equals("RealNVP") || flow.equals("NICE");
    if (tensors.has(prefix + "mask") && !list && !couplings)
      throw tensors.problem(prefix + "mask", "is not part of zuko's " + flow);
    // zuko's flows of one feature are elementwise maps, on the context alone
    if (features == 1 || flow.equals("GF")) return elementwise(prefix, last);
    boolean masked = tensors.has(prefix + "hyper.0.mask");
    return couplings || (list && !masked) ? coupling(prefix, last) : autoregressive(prefix, last);
  }

  private ForeignLayer coupling(String prefix, LastLayer last) {
    boolean[] kept = tensors.mask(prefix + "mask", features);
    Mask mask;
    try {
      mask = Mask.of(kept);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tensor " + tensors.shown(prefix + "mask") + ": " + e.getMessage(), e);
    }
    ZukoNetworks.Network network = networks.read(prefix, mask.keptCount());
    ZukoMaps.Owned map = map(prefix, network, mask.movedCount());
    Mlp mlp = new Mlp(network.hidden(), facts.activation(network.hidden()), last);
    return ForeignLayer.conditioned(
            new Coupling(mask, map.univariate(), mlp), network.ordered(parameters(map)))
        .withUnivariate(map.tensors());
  }

  private ForeignLayer elementwise(String prefix, LastLayer last) {
    ZukoNetworks.Network network = networks.read(prefix, 0);
    ZukoMaps.Owned map = map(prefix, network, features);
    Mlp mlp = new Mlp(network.hidden(), facts.activation(network.hidden()), last);
    return ForeignLayer.conditioned(
            new Elementwise(map.univariate(), mlp), network.ordered(parameters(map)))
        .withUnivariate(map.tensors());
  }

  private ForeignLayer autoregressive(String prefix, LastLayer last) {
    ZukoNetworks.Network network = networks.read(prefix, features);
    ZukoMaps.Owned map = map(prefix, network, features);
    MaskedMlp mlp =
        new MaskedMlp(
            network.hidden(), facts.activation(network.hidden()), last, HiddenUnits.CYCLIC);
    Autoregressive transform =
        new Autoregressive(dependencies(prefix, network), map.univariate(), mlp);
    networks.checkMasks(network, transform);
    return ForeignLayer.conditioned(transform, network.ordered(parameters(map)))
        .withUnivariate(map.tensors());
  }

  private static RowOrder parameters(ZukoMaps.Owned map) {
    return RowOrder.featureMajor(map.univariate().parametersPerFeature());
  }

  private ZukoMaps.Owned map(String prefix, ZukoNetworks.Network network, int moved) {
    int rows = network.outputs();
    if (rows % moved != 0)
      throw tensors.problem(
          network.last(),
          "must have as many rows for each of the "
              + moved
              + " features moved, has "
              + rows
              + " together");
    return maps.read(prefix, network.last(), rows / moved, moved, Optional.empty());
  }

  /** Ranks, or what an argument says, or what the masks let through. */
  private Dependencies dependencies(String prefix, ZukoNetworks.Network network) {
    if (tensors.has(prefix + "order")) {
      int[] ranks = tensors.indices(prefix + "order", features, features);
      return new Dependencies.Ranks(IntStream.of(ranks).boxed().toList());
    }
    List<String> rows = facts.adjacency(features).orElseGet(() -> networks.seen(network, features));
    List<String> others = new ArrayList<>();
    for (int j = 0; j < features; j++) {
      StringBuilder row = new StringBuilder(rows.get(j));
      // zuko asks for ones on the diagonal and takes them away
      row.setCharAt(j, '0');
      others.add(row.toString());
    }
    return new Dependencies.Adjacency(others);
  }

  /** Parameters without a network: a tensor for each of the map's shapes, feature by feature. */
  private ForeignLayer free(String prefix) {
    List<List<Integer>> shapes = new ArrayList<>();
    while (tensors.has(prefix + "phi." + shapes.size())) {
      List<Integer> shape = tensors.shape(prefix + "phi." + shapes.size());
      if (shape.isEmpty() || shape.get(0) != features)
        throw tensors.problem(
            prefix + "phi." + shapes.size(),
            "must have the size " + features + " of the features first, has shape " + shape);
      shapes.add(shape.subList(1, shape.size()));
    }
    int parameters = 0;
    for (List<Integer> shape : shapes) parameters += size(shape);
    ZukoMaps.Owned map =
        maps.read(prefix, prefix + "phi.0", parameters, features, Optional.of(shapes));
    double[] values = new double[features * parameters];
    int first = 0;
    for (int i = 0; i < shapes.size(); i++) {
      List<Integer> shape = new ArrayList<>(List.of(features));
      shape.addAll(shapes.get(i));
      double[] phi = tensors.values(prefix + "phi." + i, shape.toArray(Integer[]::new));
      int size = size(shapes.get(i));
      for (int j = 0; j < features; j++)
        for (int p = 0; p < size; p++) values[(first + p) * features + j] = phi[j * size + p];
      first += size;
    }
    Tensor ours = Tensor.of(List.of(values.length), i -> values[i]);
    return ForeignLayer.free(map.univariate(), ours).withUnivariate(map.tensors());
  }

  private static int size(List<Integer> shape) {
    int size = 1;
    for (int extent : shape) size = Math.multiplyExact(size, extent);
    return size;
  }
}

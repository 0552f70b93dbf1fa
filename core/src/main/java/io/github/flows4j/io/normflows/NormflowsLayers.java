package io.github.flows4j.io.normflows;

import io.github.flows4j.io.foreign.ForeignLayer;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** normflows' flows from latent to data, one after another; the first tells the features. */
final class NormflowsLayers {
  private final ForeignTensors tensors;
  private int features;

  NormflowsLayers(ForeignTensors tensors) {
    this.tensors = tensors;
  }

  int features() {
    return features;
  }

  /** The class that has tensors of such names. */
  String kind(String prefix) {
    if (tensors.has(prefix + "w")) return "Planar";
    if (tensors.has(prefix + "z_0")) return "Radial";
    if (tensors.has(prefix + "perm")) return "Permute";
    boolean nets = tensors.anyBegins(prefix + "s.") || tensors.anyBegins(prefix + "t.");
    if (tensors.has(prefix + "b") && nets) return "MaskedAffineFlow";
    String some =
        tensors.names().stream().filter(name -> name.startsWith(prefix)).findFirst().orElseThrow();
    throw tensors.problem(some, "is of a flow of normflows' that can't be read");
  }

  /** The flow as it is there, from latent to data. */
  ForeignLayer read(String kind, String prefix) {
    return switch (kind) {
      case "Planar" -> planar(prefix);
      case "Radial" -> radial(prefix);
      case "Permute" -> permute(prefix);
      default -> coupling(prefix);
    };
  }

  private int features(String name, int dimension, int dimensions) {
    int found = tensors.shape(name, dimensions).get(dimension);
    if (features == 0) features = found;
    if (found != features || found < 1)
      throw tensors.problem(
          name, "must be of " + features + " features as the flows before it, is of " + found);
    return features;
  }

  private ForeignLayer planar(String prefix) {
    int size = features(prefix + "u", 1, 2);
    return parameters(
        new Planar(),
        tensors.values(prefix + "u", 1, size),
        tensors.values(prefix + "w", 1, size),
        tensors.values(prefix + "b", 1));
  }

  private ForeignLayer radial(String prefix) {
    int size = features(prefix + "z_0", 1, 2);
    double stated = tensors.values(prefix + "d")[0];
    if (stated != size)
      throw tensors.problem(prefix + "d", "must be " + size + ", the features, is " + stated);
    return parameters(
        new Radial(),
        tensors.values(prefix + "z_0", 1, size),
        tensors.values(prefix + "alpha", 1),
        tensors.values(prefix + "beta", 1));
  }

  private static ForeignLayer parameters(Transform transform, double[]... parts) {
    List<Double> all = new ArrayList<>();
    for (double[] part : parts) for (double value : part) all.add(value);
    return ForeignLayer.conditioned(
        transform, Map.of("values", Tensor.of(List.of(all.size()), all::get)));
  }

  private ForeignLayer permute(String prefix) {
    int size = features(prefix + "perm", 0, 1);
    int[] order = tensors.indices(prefix + "perm", size, size);
    int[] inverse = tensors.indices(prefix + "inv_perm", size, size);
    for (int j = 0; j < size; j++)
      if (inverse[order[j]] != j)
        throw tensors.problem(prefix + "inv_perm", "is not the inverse of perm");
    return ForeignLayer.of(new Permutation(IntStream.of(order).boxed().toList()));
  }

  /**
   * Both networks take the row with what moves set to 0 and give numbers for all features: of the
   * first layer the columns of what is kept count, of the last the rows of what moves.
   */
  private ForeignLayer coupling(String prefix) {
    int size = features(prefix + "b", 1, 2);
    Mask mask;
    try {
      mask = Mask.of(tensors.mask(prefix + "b", 1, size));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tensor " + tensors.shown(prefix + "b") + ": " + e.getMessage(), e);
    }
    boolean shifts = tensors.anyBegins(prefix + "t.");
    boolean scales = tensors.anyBegins(prefix + "s.");
    Map<String, Tensor> made = new LinkedHashMap<>();
    if (!shifts || !scales) {
      Univariate univariate =
          shifts ? new AdditiveUnivariate() : new ScalingUnivariate(new ScaleBound.None());
      Mlp mlp = network(prefix + (shifts ? "t.net." : "s.net."), mask, "", made);
      return ForeignLayer.conditioned(new Coupling(mask, univariate, mlp), made);
    }
    Conditioner both =
        new PerParameter(
            List.of(
                network(prefix + "t.net.", mask, "networks.0.", made),
                network(prefix + "s.net.", mask, "networks.1.", made)));
    Univariate affine = new AffineUnivariate(new ScaleBound.None());
    return ForeignLayer.conditioned(new Coupling(mask, affine, both), made);
  }

  private Mlp network(String prefix, Mask mask, String ours, Map<String, Tensor> made) {
    int[] kept = IntStream.range(0, features).filter(j -> mask.kept().get(j)).toArray();
    int[] moved = IntStream.range(0, features).filter(j -> !mask.kept().get(j)).toArray();
    List<Integer> hidden = new ArrayList<>();
    int inputs = features;
    for (int module = 0; ; module += 2) {
      String weight = prefix + module + ".weight";
      int outputs = tensors.rows(weight, 2);
      boolean last = !tensors.has(prefix + (module + 2) + ".weight");
      if (last && outputs != features)
        throw tensors.problem(
            weight, "is of a last layer and must have " + features + " rows, has " + outputs);
      double[] w = tensors.values(weight, outputs, inputs);
      double[] b = tensors.values(prefix + module + ".bias", outputs);
      int[] rows = last ? moved : IntStream.range(0, outputs).toArray();
      int[] columns = module == 0 ? kept : IntStream.range(0, inputs).toArray();
      int stride = inputs;
      String layer = ours + "layers." + module / 2;
      made.put(
          layer + ".weight",
          Tensor.of(
              List.of(rows.length, columns.length),
              i -> w[rows[i / columns.length] * stride + columns[i % columns.length]]));
      made.put(layer + ".bias", Tensor.of(List.of(rows.length), i -> b[rows[i]]));
      if (last) return new Mlp(hidden, Activation.RELU, LastLayer.DEFAULT);
      hidden.add(outputs);
      inputs = outputs;
    }
  }
}

package io.github.flows4j.io.zuko;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** zuko's transforms, one after another; the first network tells the number of context columns. */
final class ZukoLayers {
  static final double SLOPE = 1e-3;
  static final Activation ACTIVATION = Activation.RELU;

  private static final Pattern WEIGHT = Pattern.compile("hyper\\.(\\d{1,9})\\.weight");

  private final ZukoTensors tensors;
  private final ZukoFacts facts;
  private final int features;
  private int context = -1;

  ZukoLayers(ZukoTensors tensors, ZukoFacts facts, int features) {
    this.tensors = tensors;
    this.facts = facts;
    this.features = features;
  }

  /** A transform, and its conditioner's tensors under our names. */
  record Layer(Transform transform, Map<String, Tensor> tensors) {}

  /** The number of context columns. */
  int context() {
    return Math.max(context, 0);
  }

  /** The transform whose tensors' names begin with a prefix. */
  Layer read(int index, String prefix) {
    if (tensors.has(prefix + "phi.0")) return free(prefix);
    if (!tensors.has(prefix + "mask")) {
      // zuko's coupling of one feature: an elementwise map, on the context alone
      if (features > 1) throw tensors.problem(prefix + "mask", "is missing");
      Network network = network(index, prefix, 0, features);
      return new Layer(new Elementwise(network.univariate, network.mlp), network.tensors);
    }
    Mask mask = mask(prefix + "mask");
    Network network = network(index, prefix, mask.keptCount(), mask.movedCount());
    return new Layer(new Coupling(mask, network.univariate, network.mlp), network.tensors);
  }

  private Mask mask(String name) {
    boolean[] kept = tensors.mask(name, features);
    try {
      return Mask.of(kept);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "tensor " + tensors.shown(name) + ": " + e.getMessage(), e);
    }
  }

  private Layer free(String prefix) {
    List<double[]> parameters = new ArrayList<>();
    while (tensors.has(prefix + "phi." + parameters.size()))
      parameters.add(tensors.values(prefix + "phi." + parameters.size(), features));
    Univariate univariate =
        univariate(parameters.size())
            .orElseThrow(
                () ->
                    tensors.problem(
                        prefix + "phi.0",
                        "is of a map with " + parameters.size() + " parameters a feature"));
    // One parameter after another, as ours.
    Tensor values =
        Tensor.of(
            List.of(features * parameters.size()), i -> parameters.get(i / features)[i % features]);
    return new Layer(Elementwise.free(univariate), Map.of("values", values));
  }

  /** The map of so many parameters, if there is one and nothing else is said. */
  private Optional<Univariate> univariate(int parameters) {
    if (parameters == 1 && !facts.univariate().equals(Optional.of(ZukoFacts.AFFINE)))
      return Optional.of(new AdditiveUnivariate());
    if (parameters == 2 && !facts.univariate().equals(Optional.of(ZukoFacts.ADDITIVE)))
      return Optional.of(
          new AffineUnivariate(new ScaleBound.SoftClip(facts.slope().orElse(SLOPE))));
    return Optional.empty();
  }

  private record Network(Univariate univariate, Mlp mlp, Map<String, Tensor> tensors) {}

  private Network network(int index, String prefix, int kept, int moved) {
    List<Integer> modules = modules(prefix);
    List<Integer> hidden = new ArrayList<>();
    int inputs = inputs(prefix + "hyper.0.weight", kept);
    Map<String, Tensor> made = new LinkedHashMap<>();
    Univariate univariate = null;
    for (int j = 0; j < modules.size(); j++) {
      String weight = prefix + "hyper." + modules.get(j) + ".weight";
      int outputs = tensors.shape(weight, 2).get(0);
      if (outputs < 1) throw tensors.problem(weight, "must not be empty");
      double[] w = tensors.values(weight, outputs, inputs);
      double[] b = tensors.values(prefix + "hyper." + modules.get(j) + ".bias", outputs);
      int parameters = 1;
      if (j < modules.size() - 1) hidden.add(outputs);
      else {
        parameters = outputs / moved;
        univariate = outputs % moved == 0 ? univariate(parameters).orElse(null) : null;
        if (univariate == null)
          throw tensors.problem(
              weight,
              "must have "
                  + 2 * moved
                  + " rows, shift and scale of each of the features moved, or "
                  + moved
                  + " for shifts alone, has "
                  + outputs
                  + ": other maps can't be read yet");
      }
      made.put("layers." + j + ".weight", permuted(w, List.of(outputs, inputs), parameters));
      made.put("layers." + j + ".bias", permuted(b, List.of(outputs), parameters));
      inputs = outputs;
    }
    Activation activation = facts.activation().orElse(ACTIVATION);
    return new Network(univariate, new Mlp(hidden, activation, facts.lastLayer(index)), made);
  }

  /** The numbers of a network's linear layers: 0, 2, 4 and so on, activations between them. */
  private List<Integer> modules(String prefix) {
    TreeSet<Integer> found = new TreeSet<>();
    for (String name : tensors.names()) {
      if (!name.startsWith(prefix)) continue;
      Matcher matcher = WEIGHT.matcher(name.substring(prefix.length()));
      if (matcher.matches()) found.add(Integer.parseInt(matcher.group(1)));
    }
    List<Integer> modules = new ArrayList<>();
    for (int module : found) {
      if (module != 2 * modules.size())
        throw tensors.problem(prefix + "hyper." + 2 * modules.size() + ".weight", "is missing");
      modules.add(module);
    }
    if (modules.isEmpty()) throw tensors.problem(prefix + "hyper.0.weight", "is missing");
    return modules;
  }

  /** The width of a network's input: kept features, then the context of all networks. */
  private int inputs(String weight, int kept) {
    int inputs = tensors.shape(weight, 2).get(1);
    if (context < 0) {
      if (inputs < kept)
        throw tensors.problem(
            weight, "must have " + kept + " columns or more, a feature kept each, has " + inputs);
      if (inputs == 0) throw tensors.problem(weight, "must not be empty");
      context = inputs - kept;
    }
    if (inputs != kept + context)
      throw tensors.problem(
          weight,
          "must have "
              + (kept + context)
              + " columns, "
              + kept
              + " features kept and "
              + context
              + " of context as in the networks before it, has "
              + inputs);
    return inputs;
  }

  /** Rows from feature by feature to parameter by parameter. */
  private static Tensor permuted(double[] values, List<Integer> shape, int parameters) {
    int columns = shape.size() == 1 ? 1 : shape.get(1);
    int moved = shape.get(0) / parameters;
    return Tensor.of(
        shape,
        i -> {
          int row = i / columns;
          return values[(row % moved * parameters + row / moved) * columns + i % columns];
        });
  }
}

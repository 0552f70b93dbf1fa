package io.github.flows4j.io.zuko;

import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.io.foreign.MaskRules;
import io.github.flows4j.io.foreign.RowOrder;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** zuko's hyper networks, perceptrons with masks or without. */
final class ZukoNetworks {
  private static final Pattern WEIGHT = Pattern.compile("hyper\\.(\\d{1,9})\\.weight");

  private final ForeignTensors tensors;
  private final ZukoFacts facts;
  private int context = -1;

  ZukoNetworks(ForeignTensors tensors, ZukoFacts facts) {
    this.tensors = tensors;
    this.facts = facts;
  }

  /** The number of context columns; negative if no network has been read. */
  int context() {
    return context;
  }

  /** A layer [outputs, inputs]. */
  private static final class Layer {
    private final String name;
    private final int outputs;
    private final int inputs;
    private final double[] weight;
    private final double[] bias;

    Layer(String name, int outputs, int inputs, double[] weight, double[] bias) {
      this.name = name;
      this.outputs = outputs;
      this.inputs = inputs;
      this.weight = weight;
      this.bias = bias;
    }
  }

  /** A network as it was read. */
  record Network(List<Layer> layers) {
    /** The widths of its hidden layers. */
    List<Integer> hidden() {
      return layers.subList(0, layers.size() - 1).stream().map(layer -> layer.outputs).toList();
    }

    int outputs() {
      return layers.get(layers.size() - 1).outputs;
    }

    /** The name of the last layer's weight. */
    String last() {
      return layers.get(layers.size() - 1).name + ".weight";
    }

    /** Its tensors under our names. */
    Map<String, Tensor> ordered(RowOrder outputs) {
      Map<String, Tensor> made = new LinkedHashMap<>();
      for (int l = 0; l < layers.size(); l++) {
        Layer layer = layers.get(l);
        RowOrder order = l == layers.size() - 1 ? outputs : RowOrder.SAME;
        made.put("layers." + l + ".weight", order.apply(layer.weight, layer.outputs, layer.inputs));
        made.put("layers." + l + ".bias", order.apply(layer.bias, layer.outputs));
      }
      return made;
    }
  }

  /**
   * The network of a transform.
   *
   * @param seen how many features are among its inputs; the others are context
   */
  Network read(String prefix, int seen) {
    List<Layer> layers = new ArrayList<>();
    int inputs = inputs(prefix + "hyper.0.weight", seen);
    for (int module : modules(prefix)) {
      String name = prefix + "hyper." + module;
      int outputs = tensors.rows(name + ".weight", 2);
      double[] weight = tensors.values(name + ".weight", outputs, inputs);
      double[] bias = tensors.values(name + ".bias", outputs);
      layers.add(new Layer(name, outputs, inputs, weight, bias));
      inputs = outputs;
    }
    Network network = new Network(layers);
    facts.all().claim("hidden_features", facts.all().sizes("hidden_features"), network.hidden());
    return network;
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
    return modules;
  }

  /** The width of a network's input: the features it sees, then the context of all networks. */
  private int inputs(String weight, int seen) {
    int inputs = tensors.shape(weight, 2).get(1);
    if (context < 0) {
      if (inputs < seen)
        throw tensors.problem(
            weight,
            "must have " + seen + " columns or more, one for each feature it sees, has " + inputs);
      if (inputs == 0) throw tensors.problem(weight, "must not be empty");
      context = inputs - seen;
    }
    if (inputs != seen + context)
      throw tensors.problem(
          weight,
          "must have "
              + (seen + context)
              + " columns, "
              + seen
              + " of features and "
              + context
              + " of context as in the networks before it, has "
              + inputs);
    return inputs;
  }

  /** Checks that the masks are those that zuko gives a network for such dependencies. */
  void checkMasks(Network network, Autoregressive transform) {
    int parameters = transform.univariate().parametersPerFeature();
    MaskRules rules = new MaskRules(transform.dependencies(), transform.units(context), parameters);
    int last = network.layers.size() - 1;
    for (int l = 0; l <= last; l++) {
      Layer layer = network.layers.get(l);
      ForeignTensors.Connected rule;
      if (last == 0) rule = rules.direct();
      else if (l == 0) rule = rules.first();
      else rule = l == last ? rules.last(l - 1) : rules.hidden(l - 1);
      tensors.checkMask(layer.name + ".mask", layer.outputs, layer.inputs, rule);
    }
  }

  /** For each feature which ones its parameters see through all masks: rows of 0 and 1. */
  List<String> seen(Network network, int features) {
    List<BitSet> seen = new ArrayList<>();
    for (Layer layer : network.layers) {
      boolean[] mask = tensors.mask(layer.name + ".mask", layer.outputs, layer.inputs);
      List<BitSet> next = new ArrayList<>();
      for (int row = 0; row < layer.outputs; row++) {
        BitSet all = new BitSet();
        for (int column = 0; column < layer.inputs; column++)
          if (mask[row * layer.inputs + column]) {
            if (!seen.isEmpty()) all.or(seen.get(column));
            else if (column < features) all.set(column);
          }
        next.add(all);
      }
      seen = next;
    }
    int parameters = network.outputs() / features;
    List<String> rows = new ArrayList<>();
    for (int j = 0; j < features; j++) {
      BitSet all = seen.get(j * parameters);
      StringBuilder row = new StringBuilder();
      for (int k = 0; k < features; k++) row.append(all.get(k) ? '1' : '0');
      rows.add(row.toString());
    }
    return rows;
  }
}

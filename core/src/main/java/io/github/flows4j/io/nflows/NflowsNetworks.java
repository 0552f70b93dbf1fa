package io.github.flows4j.io.nflows;

import io.github.flows4j.io.foreign.ForeignLayer;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.io.foreign.MaskRules;
import io.github.flows4j.io.foreign.RowOrder;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** nflows' residual networks of couplings, and its masked networks (MADE). */
final class NflowsNetworks {
  private final ForeignTensors tensors;
  private final NflowsFacts facts;
  private int context = -1;

  NflowsNetworks(ForeignTensors tensors, NflowsFacts facts) {
    this.tensors = tensors;
    this.facts = facts;
  }

  int context() {
    return Math.max(context, 0);
  }

  /** A dense layer by its name there, its name here, and its sizes. */
  private record Dense(String name, String ours, int outputs, int inputs) {}

  private Dense dense(String name, String ours, int inputs) {
    return new Dense(name, ours, tensors.rows(name + ".weight", 2), inputs);
  }

  private void read(Dense layer, RowOrder rows, Map<String, Tensor> made) {
    double[] weight = tensors.values(layer.name + ".weight", layer.outputs, layer.inputs);
    double[] bias = tensors.values(layer.name + ".bias", layer.outputs);
    made.put(layer.ours + ".weight", rows.apply(weight, layer.outputs, layer.inputs));
    made.put(layer.ours + ".bias", rows.apply(bias, layer.outputs));
  }

  /** The initial layer, those of the blocks, and the final one. */
  private List<Dense> residualLayers(String prefix, int inputs) {
    List<Dense> layers = new ArrayList<>();
    Dense initial = dense(prefix + "initial_layer", "initial", inputs);
    int width = initial.outputs;
    layers.add(initial);
    int blocks = 0;
    do {
      String block = prefix + "blocks." + blocks;
      if (tensors.anyBegins(block + ".batch_norm"))
        throw new IllegalArgumentException(
            "tensors "
                + tensors.shown(block)
                + ".batch_norm... are of a network with batch normalization, which can't be read");
      for (int i = 0; i < 2; i++) {
        Dense layer =
            new Dense(block + ".linear_layers." + i, "blocks." + blocks + "." + i, width, width);
        layers.add(layer);
      }
      blocks++;
    } while (tensors.anyBegins(prefix + "blocks." + blocks + "."));
    layers.add(dense(prefix + "final_layer", "final", width));
    claims(width, blocks);
    return layers;
  }

  private void claims(int width, int blocks) {
    facts.all().claimSize("hidden_features", width);
    facts.all().claimSize("num_blocks_per_layer", blocks);
    facts.all().claimSize("num_blocks", blocks);
  }

  /** A residual network of a coupling. */
  final class Residual {
    private final List<Dense> layers;

    private Residual(List<Dense> layers) {
      this.layers = layers;
    }

    int width() {
      return layers.get(0).outputs;
    }

    int blocks() {
      return layers.size() / 2 - 1;
    }

    int outputs() {
      return layers.get(layers.size() - 1).outputs;
    }

    /** The name of the last layer's weight. */
    String last() {
      return layers.get(layers.size() - 1).name + ".weight";
    }

    Map<String, Tensor> tensors(RowOrder rows) {
      Map<String, Tensor> made = new LinkedHashMap<>();
      for (int l = 0; l < layers.size(); l++)
        read(layers.get(l), l == layers.size() - 1 ? rows : RowOrder.SAME, made);
      return made;
    }
  }

  Residual residual(String prefix, int kept) {
    for (String name : tensors.names())
      if (name.startsWith(prefix + "blocks.") && name.contains(".context_layer."))
        throw tensors.problem(
            name,
            "is of a residual network whose blocks context gates, which flows4j has no counterpart"
                + " of");
    return new Residual(residualLayers(prefix, kept));
  }

  /** A masked network's transform; context is one number of columns for all of them. */
  ForeignLayer autoregressive(String prefix, int features) {
    String net = prefix + "autoregressive_net.";
    context(net);
    boolean residual = tensors.anyBegins(net + "blocks.0.linear_layers.");
    if (facts.all().argument("use_residual_blocks").isPresent())
      facts.all().refuse("use_residual_blocks", !residual, "tensors of the other kind of blocks");
    if (!residual && context() > 0)
      throw tensors.problem(
          net + "context_layer.weight",
          "is of a masked network without residual blocks, whose context can't be read");
    List<Dense> layers = residual ? residualLayers(net, features) : plainLayers(net, features);
    Dense last = layers.get(layers.size() - 1);
    if (last.outputs % features != 0)
      throw tensors.problem(
          last.name + ".weight",
          "must have as many rows for each of " + features + " features, has " + last.outputs);
    int parameters = last.outputs / features;
    NflowsFacts.Mapped map = facts.autoregressive(tensors, last.name + ".weight", parameters);
    int width = last.inputs;
    int hidden = layers.size() - 1;
    Conditioner conditioner =
        residual
            ? new MaskedResidualMlp(
                width,
                (hidden - 1) / 2,
                facts.activation(),
                LastLayer.DEFAULT,
                HiddenUnits.DEGREES,
                context() > 0)
            : new MaskedMlp(
                Collections.nCopies(hidden, width),
                facts.activation(),
                LastLayer.DEFAULT,
                HiddenUnits.DEGREES);
    Autoregressive transform =
        new Autoregressive(Dependencies.ascending(features), map.univariate(), conditioner);
    checkMasks(layers, transform);
    Map<String, Tensor> made = new LinkedHashMap<>();
    for (Dense layer : layers) read(layer, layer.equals(last) ? map.rows() : RowOrder.SAME, made);
    if (context() > 0) {
      read(new Dense(net + "context_layer", "context", width, context), RowOrder.SAME, made);
      for (int j = 0; j < (hidden - 1) / 2; j++) {
        String ours = "blocks." + j + ".context";
        read(
            new Dense(net + "blocks." + j + ".context_layer", ours, width, context),
            RowOrder.SAME,
            made);
      }
    }
    return ForeignLayer.conditioned(transform, made);
  }

  private void context(String net) {
    String name = net + "context_layer.weight";
    int found = tensors.has(name) ? tensors.shape(name, 2).get(1) : 0;
    if (context < 0) context = found;
    if (found != context)
      throw tensors.problem(
          name,
          "must be of "
              + context
              + " context columns as in the networks before it, is of "
              + found);
  }

  /** An initial layer, and one for each block. */
  private List<Dense> plainLayers(String net, int features) {
    List<Dense> layers = new ArrayList<>();
    layers.add(dense(net + "initial_layer", "layers.0", features));
    int width = layers.get(0).outputs;
    int blocks = 0;
    do {
      String block = net + "blocks." + blocks++;
      if (tensors.anyBegins(block + ".batch_norm"))
        throw new IllegalArgumentException(
            "tensors "
                + tensors.shown(block)
                + ".batch_norm... are of a network with batch normalization, which can't be read");
      layers.add(new Dense(block + ".linear", "layers." + blocks, width, width));
    } while (tensors.anyBegins(net + "blocks." + blocks + "."));
    layers.add(dense(net + "final_layer", "layers." + (blocks + 1), width));
    claims(width, blocks);
    return layers;
  }

  /** Masks and degrees must be those that nflows gives without a draw. */
  private void checkMasks(List<Dense> layers, Autoregressive transform) {
    int features = transform.dependencies().features();
    int parameters = transform.univariate().parametersPerFeature();
    MaskRules rules =
        new MaskRules(transform.dependencies(), transform.units(context()), parameters);
    int last = layers.size() - 1;
    for (int l = 0; l <= last; l++) {
      Dense layer = layers.get(l);
      ForeignTensors.Connected rule;
      if (l == 0) rule = rules.first();
      else rule = l == last ? rules.last(l - 1) : rules.hidden(l - 1);
      tensors.checkMask(layer.name + ".mask", layer.outputs, layer.inputs, rule);
      int[] degrees = tensors.indices(layer.name + ".degrees", features + 1, layer.outputs);
      for (int h = 0; h < degrees.length; h++) {
        int wanted =
            l == last
                ? h / parameters + 1
                : h % Math.max(1, features - 1) + Math.min(1, features - 1);
        if (degrees[h] != wanted)
          throw tensors.problem(
              layer.name + ".degrees",
              "must be " + wanted + " at index " + h + ", is " + degrees[h] + ": a random mask?");
      }
    }
  }
}

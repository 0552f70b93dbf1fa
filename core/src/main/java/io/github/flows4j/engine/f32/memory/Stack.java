package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a weight [networks, outputs, inputs] of many small networks is kept: the networks' matrices
 * one after another, each transposed, [inputs][stride], as that of a plain layer; those of the last
 * layer, which have one output, are rows as they are, [stride].
 *
 * <p>Its copies: if the networks use magnitudes, |W| laid out as the weight; then, if not of the
 * last layer, what is used as [outputs][transposed stride], in the first layer without the first
 * input, which is x: the way back to it is another.
 *
 * @param networks how many
 * @param outputs of each
 * @param inputs of each
 * @param first whether it is of the first layer
 * @param last whether it is of the last layer
 * @param magnitudes whether the networks use |W|
 */
public record Stack(
    int networks, int outputs, int inputs, boolean first, boolean last, boolean magnitudes) {

  /** The stacks of a flow, by their tensors' names. */
  static Map<String, Stack> ofFlow(FlowSpec flow) {
    Map<String, Stack> all = new HashMap<>();
    for (int i = 0; i < flow.transforms().size(); i++)
      add(flow, flow.transforms().get(i), "transforms." + i + ".", all);
    return all;
  }

  private static void add(FlowSpec flow, Transform transform, String name, Map<String, Stack> all) {
    if (transform instanceof Inverse inverse)
      add(flow, inverse.transform(), name + "transform.", all);
    if (transform instanceof Coupling coupling) add(flow, coupling.univariate(), name, all);
    if (transform instanceof Autoregressive autoregressive)
      add(flow, autoregressive.univariate(), name, all);
    if (transform instanceof Elementwise elementwise)
      add(flow, elementwise.univariate(), name, all);
  }

  private static void add(
      FlowSpec flow, Univariate univariate, String name, Map<String, Stack> all) {
    if (univariate instanceof NeuralMonotonicUnivariate neural)
      add(flow, name + "univariate.layers.", neural.hidden().size(), true, all);
    if (univariate instanceof IntegratedNeuralUnivariate neural)
      add(flow, name + "univariate.layers.", neural.hidden().size(), false, all);
  }

  private static void add(
      FlowSpec flow, String layers, int lastLayer, boolean magnitudes, Map<String, Stack> all) {
    for (TensorSpec tensor : flow.tensors()) {
      List<Integer> shape = tensor.shape();
      if (!tensor.name().startsWith(layers) || shape.size() != 3) continue;
      boolean first = tensor.name().startsWith(layers + "0.");
      boolean last = tensor.name().startsWith(layers + lastLayer + ".");
      all.put(
          tensor.name(),
          new Stack(shape.get(0), shape.get(1), shape.get(2), first, last, magnitudes));
    }
  }

  /** Rows that one network's matrix is kept in. */
  int rowsOfOne() {
    return last ? 1 : inputs;
  }

  /** Rows in all. */
  int rows() {
    return networks * rowsOfOne();
  }

  /** Numbers of a row. */
  int columns() {
    return last ? inputs : outputs;
  }

  /** Inputs that the turned copy leaves out. */
  int skipped() {
    return first ? 1 : 0;
  }

  /** Where a row-major index of the tensor is, in rows so far apart. */
  int position(int index, int stride) {
    int input = index % inputs;
    int output = index / inputs % outputs;
    int row = index / (inputs * outputs) * rowsOfOne();
    return last ? row * stride + input : (row + input) * stride + output;
  }
}

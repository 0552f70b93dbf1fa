package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.MaskedUnits;
import io.github.flows4j.spec.Transform;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How the masked layers of an autoregressive transform are arranged. */
public final class MaskedPlan {
  private final int[] generation;
  private final int[] order;
  private final int steps;
  private final Map<String, Arrangement> layers = new LinkedHashMap<>();

  private MaskedPlan(Autoregressive transform, int context) {
    List<Integer> generations = transform.dependencies().generations();
    generation = generations.stream().mapToInt(Integer::intValue).toArray();
    steps = transform.dependencies().passes();
    int features = generation.length;
    int[] places = Arrangement.places(generation, 0);
    order = new int[features];
    for (int j = 0; j < features; j++) order[places[j]] = j;
    MaskedUnits units = transform.units(context);
    int parameters = transform.univariate().parametersPerFeature();
    if (transform.conditioner() instanceof MaskedMlp mlp) {
      int last = mlp.hidden().size();
      for (int l = 0; l <= last; l++)
        layers.put(
            "layers." + l,
            l == 0
                ? first(units, mlp.hidden(), context, last == 0 ? parameters : 0)
                : l < last
                    ? hidden(units, mlp.hidden(), l - 1, l)
                    : output(units, mlp.hidden(), l - 1, parameters));
      return;
    }
    MaskedResidualMlp mlp = (MaskedResidualMlp) transform.conditioner();
    List<Integer> widths = mlp.hidden();
    boolean inside = mlp.contextInside() && context > 0;
    layers.put("initial", first(units, widths, inside ? 0 : context, 0));
    if (inside) layers.put("context", ofContext(units, widths, context));
    for (int b = 0; b < mlp.blocks(); b++) {
      layers.put("blocks." + b + ".0", hidden(units, widths, 0, 1));
      layers.put("blocks." + b + ".1", hidden(units, widths, 1, 2));
      if (inside) layers.put("blocks." + b + ".context", ofContext(units, widths, context));
    }
    layers.put("final", output(units, widths, 0, parameters));
  }

  /** The plan of a transform in a flow with so many context columns. */
  public static MaskedPlan of(Autoregressive transform, int context) {
    return new MaskedPlan(transform, context);
  }

  /** The arrangements of all weights of a flow that have one, by the layers' full names. */
  static Map<String, Arrangement> ofFlow(FlowSpec flow) {
    Map<String, Arrangement> all = new HashMap<>();
    for (int i = 0; i < flow.transforms().size(); i++)
      add(flow.transforms().get(i), "transforms." + i + ".", flow.conditioning(), all);
    return all;
  }

  private static void add(
      Transform transform, String name, int context, Map<String, Arrangement> all) {
    if (transform instanceof Inverse inverse)
      add(inverse.transform(), name + "transform.", context, all);
    if (transform instanceof Autoregressive autoregressive)
      of(autoregressive, context)
          .layers
          .forEach((layer, arrangement) -> all.put(name + "conditioner." + layer, arrangement));
  }

  /** Features in the order of sampling. */
  public int[] order() {
    return order.clone();
  }

  /** Steps of sampling. */
  public int steps() {
    return steps;
  }

  /** How many features, in the order of sampling, are of an earlier step. */
  public int featuresBefore(int step) {
    return (int) IntStream.of(generation).filter(g -> g < step).count();
  }

  /** The arrangement of a layer. */
  public Arrangement layer(String name) {
    return layers.get(name);
  }

  private int step(MaskedUnits units, int layer, int unit) {
    return units.seen(layer, unit).stream().map(k -> generation[k] + 1).max().orElse(0);
  }

  private int[] steps(MaskedUnits units, List<Integer> widths, int layer) {
    return IntStream.range(0, widths.get(layer)).map(h -> step(units, layer, h)).toArray();
  }

  /** Steps of outputs, which are parameter-major. */
  private int[] outputSteps(int parameters) {
    int features = generation.length;
    return IntStream.range(0, features * parameters).map(o -> generation[o % features]).toArray();
  }

  /** From features and context to the first hidden layer, or to the outputs where there is none. */
  private Arrangement first(MaskedUnits units, List<Integer> widths, int context, int parameters) {
    int features = generation.length;
    int[] inputs =
        IntStream.range(0, features + context)
            .map(i -> i < features ? generation[i] + 1 : 0)
            .toArray();
    if (parameters > 0)
      return Arrangement.of(
          outputSteps(parameters),
          inputs,
          (o, i) -> i >= features || units.direct(i, o % features),
          parameters,
          features);
    return Arrangement.of(
        steps(units, widths, 0), inputs, (h, i) -> i >= features || units.fromFeature(i, h));
  }

  private Arrangement ofContext(MaskedUnits units, List<Integer> widths, int context) {
    return Arrangement.of(steps(units, widths, 0), new int[context], (h, i) -> true);
  }

  private Arrangement hidden(MaskedUnits units, List<Integer> widths, int from, int to) {
    return Arrangement.of(
        steps(units, widths, to),
        steps(units, widths, from),
        (later, h) -> units.fromUnit(from, h, to, later));
  }

  private Arrangement output(MaskedUnits units, List<Integer> widths, int from, int parameters) {
    int features = generation.length;
    return Arrangement.of(
        outputSteps(parameters),
        steps(units, widths, from),
        (o, h) -> units.toFeature(from, h, o % features),
        parameters,
        features);
  }
}

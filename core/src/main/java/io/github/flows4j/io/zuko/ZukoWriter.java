package io.github.flows4j.io.zuko;

import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.io.SafetensorsWriter;
import io.github.flows4j.io.foreign.ForeignFacts;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import io.github.flows4j.spec.json.JsonText;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A flow under zuko's names. */
final class ZukoWriter {
  private final ModelFile model;
  private final FlowSpec spec;
  private final SafetensorsWriter out = new SafetensorsWriter();
  private final Set<Double> slopes = new LinkedHashSet<>();
  private final Set<Activation> activations = new LinkedHashSet<>();
  private final Set<List<Integer>> hidden = new LinkedHashSet<>();
  private final Set<Integer> parameters = new LinkedHashSet<>();
  private final List<String> lastLayers = new ArrayList<>();
  private boolean likeRealNvp = true;
  private boolean checkered = true;

  /**
   * Lays everything out.
   *
   * @throws IllegalArgumentException naming what zuko has no counterpart of
   */
  ZukoWriter(ModelFile model) {
    this.model = model;
    spec = model.spec();
    if (model.schema().image())
      throw new IllegalArgumentException(
          "a flow of images can't be exported, zuko's weights can't say how pixels are scaled");
    if (spec.embedding().isPresent())
      throw new IllegalArgumentException(
          "a flow with a context embedding can't be exported, zuko's flows have none");
    for (List<Column> columns : List.of(model.schema().features(), model.schema().context()))
      for (Column column : columns)
        if (column.mean() != 0 || column.scale() != 1)
          throw new IllegalArgumentException(
              "column "
                  + column.name()
                  + " is standardized (mean "
                  + column.mean()
                  + ", deviation "
                  + column.scale()
                  + "), which zuko's weights can't say: export a flow trained on columns as they"
                  + " are");
    if (spec.transforms().isEmpty())
      throw new IllegalArgumentException("the flow has no transforms, zuko's have at least one");
    for (int i = 0; i < spec.transforms().size(); i++) {
      try {
        transform(i, spec.transforms().get(i));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "transforms[" + i + "]: " + e.getMessage() + ": zuko can't express the flow", e);
      }
    }
    base();
    metadata();
  }

  /**
   * Writes the file whole.
   *
   * @throws ModelFormatException if it can't be written
   */
  void write(Path file) {
    try {
      out.write(file);
    } catch (IOException e) {
      String reason =
          e instanceof FileSystemException failure && failure.getReason() != null
              ? failure.getReason()
              : String.valueOf(e.getMessage());
      throw new ModelFormatException("cannot write " + file + ": " + reason, e);
    }
  }

  private void transform(int index, Transform transform) {
    String to = "transform.transforms." + index + ".";
    String from = "transforms." + index + ".conditioner.";
    if (transform instanceof Coupling coupling) {
      int kept = coupling.mask().keptCount();
      boolean[] mask = new boolean[spec.features()];
      for (int j = 0; j < mask.length; j++) {
        mask[j] = coupling.mask().kept().get(j);
        checkered &= mask[j] == (j % 2 == index % 2);
      }
      likeRealNvp &= kept == (spec.features() + 1 - index % 2) / 2;
      out.booleans(to + "mask", List.of(mask.length), mask);
      network(from, to, coupling.conditioner(), count(coupling.univariate()));
    } else if (transform instanceof Elementwise elementwise) {
      if (spec.features() > 1)
        throw new IllegalArgumentException("an elementwise map of several features");
      int count = count(elementwise.univariate());
      if (elementwise.conditioner() instanceof FreeParameters free) free(from, to, count, free);
      else network(from, to, elementwise.conditioner(), count);
    } else {
      throw new IllegalArgumentException("is " + name(transform));
    }
  }

  private static String name(Object part) {
    return part.getClass().getSimpleName();
  }

  /** The parameters of a map that zuko has. */
  private int count(Univariate univariate) {
    if (univariate instanceof AffineUnivariate affine) {
      if (!(affine.bound() instanceof ScaleBound.SoftClip clip))
        throw new IllegalArgumentException(
            "its log-scale's bound is " + affine.bound() + ", not a SoftClip");
      only(slopes, clip.slope(), "slope");
    } else if (!(univariate instanceof AdditiveUnivariate)) {
      throw new IllegalArgumentException("its map is " + univariate);
    }
    parameters.add(univariate.parametersPerFeature());
    return univariate.parametersPerFeature();
  }

  /** One for all transforms: what is read back is stated once. */
  private static <T> void only(Set<T> found, T value, String what) {
    found.add(value);
    if (found.size() > 1)
      throw new IllegalArgumentException(
          "its " + what + " " + value + " is not that of the others, " + found.iterator().next());
  }

  private void free(String from, String to, int count, FreeParameters free) {
    if (spec.context() > 0)
      throw new IllegalArgumentException(
          "its conditioner is " + free + " beside " + spec.context() + " context columns");
    lastLayers.add("default");
    float[] values = model.tensors().get(from + "values").toArray();
    for (int t = 0; t < count; t++)
      out.floats(to + "phi." + t, List.of(1), new float[] {values[t]});
  }

  private void network(String from, String to, Conditioner conditioner, int count) {
    if (!(conditioner instanceof Mlp mlp))
      throw new IllegalArgumentException(
          "its network is " + name(conditioner) + ", not an MLP for all parameters");
    only(activations, mlp.activation(), "activation");
    hidden.add(mlp.hidden());
    lastLayers.add(mlp.lastLayer() == LastLayer.ZERO ? "zero" : "default");
    for (int j = 0; j <= mlp.hidden().size(); j++)
      for (String part : List.of("weight", "bias")) {
        Tensor tensor = model.tensors().get(from + "layers." + j + "." + part);
        int each = j < mlp.hidden().size() ? 1 : count;
        out.floats(to + "hyper." + 2 * j + "." + part, tensor.shape(), permuted(tensor, each));
      }
  }

  /** Rows from parameter by parameter to feature by feature. */
  private static float[] permuted(Tensor tensor, int parameters) {
    int rows = tensor.shape().get(0);
    int columns = tensor.size() / rows;
    int moved = rows / parameters;
    float[] values = new float[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      int row = i / columns;
      values[i] = tensor.get((row % parameters * moved + row / parameters) * columns + i % columns);
    }
    return values;
  }

  private void base() {
    int features = spec.features();
    double[] location = new double[features];
    double[] scale = new double[features];
    Arrays.fill(scale, 1);
    if (spec.base() instanceof DiagonalNormal normal) {
      for (int j = 0; j < features; j++) {
        location[j] = model.tensors().get("base.location").get(j);
        scale[j] = Math.exp(model.tensors().get("base.log_scale").get(j));
        if (!((float) scale[j] > 0 && (float) scale[j] < Float.POSITIVE_INFINITY))
          throw new IllegalArgumentException(
              "base: its scale " + scale[j] + " of feature " + j + " is beyond single precision");
      }
      said("base", normal.trained() ? ZukoFacts.TRAINED_DIAGONAL : ZukoFacts.DIAGONAL);
      // In double, so that the logarithm of what is read back is the log-scale written.
      out.doubles("base.loc", List.of(features), location);
      out.doubles("base.scale", List.of(features), scale);
      return;
    }
    if (!(spec.base() instanceof StandardNormal))
      throw new IllegalArgumentException(
          "base: is " + spec.base() + ", zuko's couplings have a normal one");
    out.floats("base.loc", List.of(features), new float[features]);
    float[] ones = new float[features];
    Arrays.fill(ones, 1);
    out.floats("base.scale", List.of(features), ones);
  }

  private void metadata() {
    boolean additive = parameters.equals(Set.of(1));
    boolean uniform = likeRealNvp && hidden.size() <= 1 && parameters.size() == 1;
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("features", spec.features());
    arguments.put("context", spec.context());
    arguments.put("transforms", spec.transforms().size());
    if (uniform && !checkered) arguments.put("randmask", true);
    if (hidden.size() == 1) arguments.put("hidden_features", hidden.iterator().next());
    if (additive) {
      arguments.put("univariate", ZukoMap.ADDITIVE.constructor());
      arguments.put("shapes", List.of(List.of()));
    }
    said("library", "zuko 1.6.0");
    said("class", !uniform ? "Flow" : additive ? "NICE" : "RealNVP");
    said("arguments", arguments);
    if (!slopes.isEmpty()) said("slope", slopes.iterator().next());
    if (!activations.isEmpty())
      said("activation", ForeignFacts.name(activations.iterator().next()));
    if (lastLayers.contains("zero")) said("last_layers", lastLayers);
  }

  private void said(String key, Object value) {
    out.metadata(key, JsonText.compact(value));
  }
}

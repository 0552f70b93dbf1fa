package io.github.flows4j.io.zuko;

import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.Provenance;
import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A zuko flow made from its tensors. Problems are told as {@link IllegalArgumentException}. */
final class ZukoReader {
  /** A list within a flow, the list alone, or a flow of a single transform. */
  private static final Pattern LAYER =
      Pattern.compile("(transform\\.transforms\\.|transforms\\.)(\\d{1,9})\\..*", Pattern.DOTALL);

  private final WeightsFile in;
  private final ZukoTensors tensors;
  private final ZukoFacts facts;
  private final Map<String, Tensor> made = new LinkedHashMap<>();

  ZukoReader(WeightsFile in, ZukoOptions options) {
    this.in = in;
    if (in.metadata().containsKey("flows4j.format"))
      throw new IllegalArgumentException(
          "it is a model of flows4j's already: it can be used as it is");
    facts = new ZukoFacts(options, in.metadata());
    tensors = new ZukoTensors(in, options.prefix());
  }

  ModelFile read() {
    for (String name : tensors.names())
      Foreign.kind(name)
          .ifPresent(
              kind -> {
                throw tensors.problem(name, "is of " + kind + ", which can't be read yet");
              });
    List<String> layers = layers();
    int features = features(layers);
    ZukoLayers reader = new ZukoLayers(tensors, facts, features);
    List<Transform> transforms = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      String prefix = "transforms." + i + ".conditioner.";
      ZukoLayers.Layer layer = reader.read(i, layers.get(i));
      transforms.add(layer.transform());
      layer.tensors().forEach((name, tensor) -> made.put(prefix + name, tensor));
    }
    Base base = base(features, layers);
    tensors.checkAllRead();
    FlowSpec spec = new FlowSpec(features, reader.context(), transforms, base);
    checkClaims(spec);
    return new ModelFile(
        spec, Schema.plain(features, spec.context()), Tensors.of(made), provenance(spec));
  }

  /** What the names of each transform's tensors begin with, in order. */
  private List<String> layers() {
    String list = null;
    TreeSet<Integer> indices = new TreeSet<>();
    for (String name : tensors.names()) {
      Matcher matcher = LAYER.matcher(name);
      if (!matcher.matches()) continue;
      if (list != null && !list.equals(matcher.group(1)))
        throw tensors.problem(name, "is of another list than " + list + "0");
      list = matcher.group(1);
      indices.add(Integer.parseInt(matcher.group(2)));
    }
    if (list == null) return List.of("transform.");
    List<String> layers = new ArrayList<>();
    for (int index : indices) {
      if (index != layers.size())
        throw new IllegalArgumentException(
            "transform "
                + tensors.shown(list + layers.size())
                + " is missing, "
                + index
                + " is there");
      layers.add(list + index + ".");
    }
    return layers;
  }

  private int features(List<String> layers) {
    for (String name :
        List.of("base.loc", "base._0", layers.get(0) + "mask", layers.get(0) + "phi.0"))
      if (tensors.has(name)) {
        int features = tensors.shape(name, 1).get(0);
        if (features < 1) throw tensors.problem(name, "must not be empty");
        return features;
      }
    throw tensors.problem("base.loc", "is missing");
  }

  /** Normal with mean and deviation, by their names from 1.6.0 on or those before. */
  private Base base(int features, List<String> layers) {
    boolean old = tensors.has("base._0") || tensors.has("base._1");
    String locationName = old ? "base._0" : "base.loc";
    String scaleName = old ? "base._1" : "base.scale";
    // A list of transforms alone has no base; a flow has one.
    if (layers.get(0).startsWith("transforms.")
        && !tensors.has(locationName)
        && !tensors.has(scaleName)) return new StandardNormal();
    double[] location = tensors.values(locationName, features);
    double[] scale = tensors.values(scaleName, features);
    boolean standard = true;
    for (int j = 0; j < features; j++) {
      if (!(scale[j] > 0))
        throw tensors.problem(scaleName, "must be positive, is " + scale[j] + " at index " + j);
      standard &= location[j] == 0 && scale[j] == 1;
    }
    Optional<String> said = facts.base();
    if (standard && said.isEmpty()) return new StandardNormal();
    made.put("base.location", Tensor.of(List.of(features), j -> location[j]));
    made.put("base.log_scale", Tensor.of(List.of(features), j -> Math.log(scale[j])));
    return new DiagonalNormal(said.equals(Optional.of(ZukoFacts.TRAINED_DIAGONAL)));
  }

  /** A file whose tensors are not those of the arguments it states is not what it claims. */
  private void checkClaims(FlowSpec spec) {
    claim("features", facts.size("features"), spec.features());
    claim("context", facts.size("context"), spec.context());
    claim("transforms", facts.size("transforms"), spec.transforms().size());
    for (Transform transform : spec.transforms()) {
      List<Integer> hidden = hidden(transform);
      if (hidden != null) claim("hidden_features", facts.hidden(), hidden);
    }
  }

  private static <T> void claim(String key, Optional<T> claimed, T found) {
    if (claimed.isPresent() && !claimed.get().equals(found))
      throw new IllegalArgumentException(
          "its arguments say " + key + " " + claimed.get() + ", its tensors " + found);
  }

  /** The widths of a transform's network, or null. */
  private static List<Integer> hidden(Transform transform) {
    if (transform instanceof Coupling coupling && coupling.conditioner() instanceof Mlp mlp)
      return mlp.hidden();
    if (transform instanceof Elementwise elementwise
        && elementwise.conditioner() instanceof Mlp mlp) return mlp.hidden();
    return null;
  }

  private Provenance provenance(FlowSpec spec) {
    boolean affine = spec.transforms().stream().anyMatch(ZukoReader::affine);
    boolean networks =
        spec.transforms().stream()
            .map(ZukoReader::hidden)
            .anyMatch(hidden -> hidden != null && !hidden.isEmpty());
    Provenance provenance =
        Provenance.none()
            .with("library", facts.library())
            .with("file", String.valueOf(in.file().getFileName()))
            .with("class", facts.flowClass().orElse(affine ? "RealNVP" : "NICE"));
    if (affine)
      provenance =
          provenance.with("slope", Double.toString(facts.slope().orElse(ZukoLayers.SLOPE)));
    if (networks)
      provenance =
          provenance.with(
              "activation", ZukoNames.of(facts.activation().orElse(ZukoLayers.ACTIVATION)));
    List<String> assumed = facts.assumed(affine, networks);
    return assumed.isEmpty() ? provenance : provenance.with("assumed", String.join(", ", assumed));
  }

  private static boolean affine(Transform transform) {
    return (transform instanceof Coupling coupling
            && coupling.univariate() instanceof AffineUnivariate)
        || (transform instanceof Elementwise elementwise
            && elementwise.univariate() instanceof AffineUnivariate);
  }
}

package io.github.flows4j.io.normflows;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.io.foreign.ForeignFacts;
import io.github.flows4j.io.foreign.ForeignFlow;
import io.github.flows4j.io.foreign.ForeignLayer;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A normflows flow made from its tensors. Problems are told as {@link IllegalArgumentException}.
 */
final class NormflowsReader {
  static final List<String> CLASSES =
      List.of("NormalizingFlow", "Planar", "Radial", "MaskedAffineFlow", "Permute");

  private static final Pattern FLOW =
      Pattern.compile(
          "(|.*?\\.)(?:flows\\.\\d|q0\\.|[st]\\.net\\.|(?:[uwb]|z_0|alpha|beta|perm|inv_perm)$).*",
          Pattern.DOTALL);

  private static final Pattern LAYER = Pattern.compile("flows\\.(\\d{1,9})\\..*", Pattern.DOTALL);
  private static final String MEAN = "q0.loc";
  private static final String LOG_SCALE = "q0.log_scale";

  /** {@code b}, {@code t}, {@code s} and {@code net} are words of whoever wrote the file. */
  private static final List<String> ARGUMENTS =
      List.of("shape", "act", "flows", "leaky", "output_fn", "b", "t", "s", "net", "mode");

  private final WeightsFile in;
  private final ForeignTensors tensors;
  private final ForeignFacts facts;
  private final ForeignFlow flow = new ForeignFlow();

  NormflowsReader(WeightsFile in, ImportOptions options) {
    this.in = in;
    facts = new ForeignFacts("normflows", CLASSES, Map.of(), ARGUMENTS, options, in.metadata());
    facts.refuseSlope();
    tensors = new ForeignTensors(in, "normflows", FLOW, "flows.0...", options.prefix());
    Optional<String> activation = facts.argument("act").map(JsonValue::string);
    if (!activation.orElse("tanh").equals("tanh"))
      throw new IllegalArgumentException(
          "its arguments say act " + activation.get() + ": planar flows can be read with tanh");
    Optional<Double> leaky = facts.number("leaky");
    if (leaky.orElse(0.0) != 0)
      throw new IllegalArgumentException(
          "its arguments say leaky " + leaky.get() + ": networks can be read with slope 0, ReLU");
    if (facts.argument("output_fn").isPresent())
      throw new IllegalArgumentException(
          "its arguments say output_fn: networks with one can't be read");
  }

  ModelFile read() {
    List<String> prefixes = prefixes();
    NormflowsLayers layers = new NormflowsLayers(tensors);
    List<ForeignLayer> read = new ArrayList<>();
    List<String> classes = new ArrayList<>();
    for (String prefix : prefixes) {
      String kind = layers.kind(prefix);
      classes.add(kind);
      read.add(layers.read(kind, prefix));
    }
    facts.claim(
        "flows",
        facts
            .argument("flows")
            .map(
                list ->
                    list.list().stream()
                        .map(JsonValue::string)
                        .map(ForeignFacts::lastName)
                        .toList()),
        classes);
    // From latent to data they are applied in order, from data to latent the last comes first.
    for (int i = read.size() - 1; i >= 0; i--) flow.add(read.get(i).inverse());
    boolean alone = prefixes.get(0).isEmpty();
    String name = alone ? classes.get(0) : "NormalizingFlow";
    facts.flowClass().ifPresent(said -> facts.claim("class", Optional.of(said), name));
    Base base = base(layers.features());
    tensors.checkAllRead("normflows' " + name);
    facts.claim("shape", facts.sizes("shape"), List.of(layers.features()));
    flow.from(in, facts.library(), name);
    return flow.model(layers.features(), 0, base);
  }

  /** What the names of each flow's tensors begin with, in order. */
  private List<String> prefixes() {
    TreeSet<Integer> indices = new TreeSet<>();
    for (String name : tensors.names()) {
      Matcher matcher = LAYER.matcher(name);
      if (matcher.matches()) indices.add(Integer.parseInt(matcher.group(1)));
    }
    if (indices.isEmpty()) return List.of("");
    List<String> prefixes = new ArrayList<>();
    for (int index : indices) {
      if (index != prefixes.size())
        throw new IllegalArgumentException(
            "flow "
                + tensors.shown("flows." + prefixes.size())
                + " has no tensors: only flows with tensors can be read");
      prefixes.add("flows." + index + ".");
    }
    return prefixes;
  }

  /** A diagonal Gaussian, whose tensors have a leading size of 1; or none, for a flow alone. */
  private Base base(int features) {
    if (!tensors.has(MEAN) && !tensors.has(LOG_SCALE)) return new StandardNormal();
    double[] mean = tensors.values(MEAN, 1, features);
    double[] logScale = tensors.values(LOG_SCALE, 1, features);
    boolean standard = true;
    for (int j = 0; j < features; j++) standard &= mean[j] == 0 && logScale[j] == 0;
    if (standard) return new StandardNormal();
    flow.base("location", Tensor.of(List.of(features), j -> mean[j]));
    flow.base("log_scale", Tensor.of(List.of(features), j -> logScale[j]));
    return new DiagonalNormal(true);
  }
}

package io.github.flows4j.io.zuko;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.ModelFile;
import io.github.flows4j.io.WeightsFile;
import io.github.flows4j.io.foreign.ForeignFlow;
import io.github.flows4j.io.foreign.ForeignTensors;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A zuko flow made from its tensors. Problems are told as {@link IllegalArgumentException}. */
final class ZukoReader {
  private static final Pattern FLOW =
      Pattern.compile(
          "(|.*?\\.)(?:transform\\.transforms\\.\\d|transforms\\.\\d"
              + "|transform\\.(?:mask|hyper|phi|order|univariate|ode|times|freqs)"
              + "|base\\.(?:loc|scale|lower|upper|_0|_1)$).*",
          Pattern.DOTALL);

  /** A list within a flow, the list alone, or a flow of a single transform. */
  private static final Pattern LAYER =
      Pattern.compile("(transform\\.transforms\\.|transforms\\.)(\\d{1,9})\\..*", Pattern.DOTALL);

  private static final Pattern ROTATION =
      Pattern.compile("(transform\\.)?transforms\\.\\d+\\.(A|_0)", Pattern.DOTALL);

  /** Classes with a soft clip, which has no tensors, between transforms. */
  private static final Set<String> CLIPPED = Set.of("NAF", "UNAF", "SOSPF");

  private final WeightsFile in;
  private final ForeignTensors tensors;
  private final ZukoFacts facts;
  private final ForeignFlow flow = new ForeignFlow();
  private String list = "";

  ZukoReader(WeightsFile in, ImportOptions options) {
    this.in = in;
    facts = new ZukoFacts(options, in.metadata());
    tensors = new ForeignTensors(in, "zuko", FLOW, "transform.transforms.0...", options.prefix());
    facts.recognize(recognized());
  }

  ModelFile read() {
    for (String name : tensors.names())
      ZukoUnreadable.kind(name)
          .ifPresent(
              kind -> {
                throw tensors.problem(name, "is of " + kind + " which can't be read");
              });
    List<String> layers = layers();
    int features = features(layers);
    ZukoLayers reader = new ZukoLayers(tensors, facts, features);
    boolean clipped = facts.flowClass().map(CLIPPED::contains).orElse(false);
    int counted = 0;
    for (int i = 0; i < layers.size(); i++) {
      if (clipped && i > 0) flow.add(reader.softClip());
      var layer = reader.read(i, layers.get(i));
      if (!layer.tensors().containsKey("generator")) counted++;
      flow.add(layer);
    }
    Base base = base(features, layers);
    String name = facts.flowClass().orElseGet(this::className);
    tensors.checkAllRead("zuko's " + name);
    facts.all().claimSize("features", features);
    facts.all().claimSize("context", reader.context());
    facts.all().claimSize("transforms", counted);
    flow.from(in, facts.all().library(), name);
    facts.tell(flow);
    return flow.model(features, reader.context(), base);
  }

  /** The class, where names of tensors alone say it. */
  private Optional<String> recognized() {
    if (tensors.has("base.lower")) return Optional.of("NCSF");
    boolean masked = false;
    TreeSet<Integer> indices = new TreeSet<>();
    for (String name : tensors.names()) {
      if (name.contains(".univariate.network.")) return Optional.of("NAF");
      if (name.contains(".univariate.integrand.")) return Optional.of("UNAF");
      if (ROTATION.matcher(name).matches()) return Optional.of("GF");
      masked |= name.endsWith(".hyper.0.mask");
      Matcher matcher = LAYER.matcher(name);
      if (matcher.matches()) indices.add(Integer.parseInt(matcher.group(2)));
    }
    boolean gaps = indices.size() > 1;
    for (int index : indices) gaps &= index % 2 == 0 && index < 2 * indices.size();
    return masked && gaps ? Optional.of("SOSPF") : Optional.empty();
  }

  /** The class that has such transforms. */
  private String className() {
    Transform first = flow.transforms().get(0);
    Univariate map = univariate(first);
    boolean coupling = first instanceof Coupling;
    if (!coupling && map instanceof SplineUnivariate) return "NSF";
    if (!coupling && map instanceof BernsteinUnivariate) return "BPF";
    if (!coupling && map instanceof SumOfSquaresUnivariate) return "SOSPF";
    if (!coupling && map instanceof GaussianizationUnivariate) return "GF";
    if (first instanceof Autoregressive) return "MAF";
    boolean additive =
        flow.transforms().stream().allMatch(t -> univariate(t) instanceof AdditiveUnivariate);
    return additive ? "NICE" : "RealNVP";
  }

  private static Univariate univariate(Transform transform) {
    if (transform instanceof Coupling coupling) return coupling.univariate();
    if (transform instanceof Autoregressive layer) return layer.univariate();
    return transform instanceof Elementwise layer ? layer.univariate() : null;
  }

  /** What the names of each transform's tensors begin with, in order. */
  private List<String> layers() {
    TreeSet<Integer> indices = new TreeSet<>();
    for (String name : tensors.names()) {
      Matcher matcher = LAYER.matcher(name);
      if (!matcher.matches()) continue;
      if (!list.isEmpty() && !list.equals(matcher.group(1)))
        throw tensors.problem(name, "is of another list than " + list + "0");
      list = matcher.group(1);
      indices.add(Integer.parseInt(matcher.group(2)));
    }
    if (list.isEmpty()) return List.of("transform.");
    int stride = facts.flowClass().map(CLIPPED::contains).orElse(false) ? 2 : 1;
    List<String> layers = new ArrayList<>();
    for (int index : indices) {
      if (index != stride * layers.size())
        throw new IllegalArgumentException(
            "transform "
                + tensors.shown(list + stride * layers.size())
                + " is missing, "
                + index
                + " is there");
      layers.add(list + index + ".");
    }
    return layers;
  }

  private int features(List<String> layers) {
    String first = layers.get(0);
    for (String name :
        List.of("base.loc", "base.lower", "base._0", first + "mask", first + "order"))
      if (tensors.has(name)) return tensors.rows(name, 1);
    if (tensors.has(first + "phi.0") && !tensors.shape(first + "phi.0").isEmpty())
      return tensors.shape(first + "phi.0").get(0);
    return facts
        .all()
        .size("features")
        .orElseThrow(() -> tensors.problem("base.loc", "is missing"));
  }

  /** By their names from 1.6.0 on or those before. */
  private Base base(int features, List<String> layers) {
    boolean old = tensors.has("base._0") || tensors.has("base._1");
    boolean uniform = facts.flowClass().equals(Optional.of("NCSF"));
    String first = old ? "base._0" : uniform ? "base.lower" : "base.loc";
    String second = old ? "base._1" : uniform ? "base.upper" : "base.scale";
    // A list of transforms alone has no base; a flow has one.
    boolean alone = layers.get(0).startsWith("transforms.");
    boolean none = alone && !tensors.has(first) && !tensors.has(second);
    if (uniform) {
      if (none)
        throw tensors.problem(first, "is missing: a list of circular splines alone has no base");
      return box(features, first, second);
    }
    return none ? new StandardNormal() : normal(features, first, second);
  }

  private Base box(int features, String lowerName, String upperName) {
    double[] lower = tensors.values(lowerName, features);
    double[] upper = tensors.values(upperName, features);
    for (int j = 0; j < features; j++)
      if (!(lower[j] < upper[j]))
        throw tensors.problem(
            upperName, "must be above the lower bound " + lower[j] + ", is " + upper[j]);
    if (!(upper[0] > 0)) throw tensors.problem(upperName, "must be positive, is " + upper[0]);
    flow.base("lower", Tensor.of(List.of(features), j -> lower[j]));
    flow.base("upper", Tensor.of(List.of(features), j -> upper[j]));
    return new BoxUniform(upper[0]);
  }

  private Base normal(int features, String locationName, String scaleName) {
    double[] location = tensors.values(locationName, features);
    double[] scale = tensors.positive(scaleName, features);
    boolean standard = true;
    for (int j = 0; j < features; j++) standard &= location[j] == 0 && scale[j] == 1;
    Optional<String> said = facts.base();
    if (standard && said.isEmpty()) return new StandardNormal();
    flow.base("location", Tensor.of(List.of(features), j -> location[j]));
    flow.base("log_scale", Tensor.of(List.of(features), j -> Math.log(scale[j])));
    return new DiagonalNormal(said.equals(Optional.of(ZukoFacts.TRAINED_DIAGONAL)));
  }
}

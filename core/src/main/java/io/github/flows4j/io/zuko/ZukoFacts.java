package io.github.flows4j.io.zuko;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.io.foreign.ForeignFacts;
import io.github.flows4j.io.foreign.ForeignFlow;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.json.JsonProblem;
import io.github.flows4j.spec.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What options and metadata say of a zuko flow beside its tensors. */
final class ZukoFacts {
  static final String DIAGONAL = "diagonal_normal";
  static final String TRAINED_DIAGONAL = "trained_diagonal_normal";
  static final double SLOPE = 1e-3;

  /** Since 1.5.0, commit f498c50; 1e-4 and 9 from 1.0.1 to 1.4.1. */
  private static final double CLIP = 7;

  /** zuko's classes, and Flow for a list of transforms. */
  static final List<String> CLASSES =
      List.of("MAF", "NSF", "NCSF", "NAF", "UNAF", "SOSPF", "BPF", "GF", "NICE", "RealNVP", "Flow");

  private static final Map<String, String> REFUSED =
      Map.of(
          "CNF", "flows4j has no continuous flows",
          "GMM", "it is a mixture, not a flow");

  private static final List<String> ARGUMENTS =
      List.of(
          "features",
          "context",
          "transforms",
          "randmask",
          "randperm",
          "passes",
          "adjacency",
          "hidden_features",
          "univariate",
          "shapes",
          "activation",
          "normalize",
          "residual",
          "bias",
          "bins",
          "slope",
          "degree",
          "polynomials",
          "components",
          "signal",
          "network");

  private static final Pattern VERSION =
      Pattern.compile("zuko[ =v]*(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

  private final ForeignFacts facts;
  private Optional<String> recognized = Optional.empty();
  private final Map<String, String> used = new LinkedHashMap<>();
  private final Map<String, String> assumed = new LinkedHashMap<>();

  /**
   * Reads what there is.
   *
   * @throws IllegalArgumentException naming what is malformed, or what says that the flow is none
   *     that can be read
   */
  ZukoFacts(ImportOptions options, Map<String, String> metadata) {
    facts = new ForeignFacts("zuko", CLASSES, REFUSED, ARGUMENTS, options, metadata);
    facts.refuse("normalize", true, "networks with normalization");
    facts.refuse("residual", true, "residual networks");
    facts.refuse("bias", false, "layers without bias");
    network();
  }

  ForeignFacts all() {
    return facts;
  }

  /** Takes what its tensors' names say of the class, if nothing else does. */
  void recognize(Optional<String> found) {
    recognized = found;
  }

  /** The class that is said, or recognized. */
  Optional<String> flowClass() {
    return facts.flowClass().or(() -> recognized);
  }

  /** The map of all transforms: of the argument, or the class. */
  Optional<ZukoMap> map() {
    return facts
        .argument("univariate")
        .map(JsonValue::string)
        .map(ForeignFacts::lastName)
        .map(ZukoMap::named)
        .or(() -> flowClass().flatMap(ZukoMap::ofClass));
  }

  /** The shapes of the map's parameters. */
  Optional<List<List<Integer>>> shapes() {
    return facts
        .argument("shapes")
        .map(
            list ->
                list.list().stream()
                    .map(shape -> shape.list().stream().map(JsonValue::integer).toList())
                    .toList());
  }

  /** The arguments of NAF's and UNAF's networks. */
  private Optional<Map<String, JsonValue>> network() {
    Optional<Map<String, JsonValue>> members = facts.argument("network").map(JsonValue::members);
    members.ifPresent(
        all ->
            all.forEach(
                (key, value) -> {
                  boolean fine =
                      key.equals("hidden_features")
                          || (key.equals("activation")
                              && ForeignFacts.activation(value.string()) == Activation.ELU);
                  if (!fine)
                    throw new IllegalArgumentException(
                        "its arguments give the network of its univariate map "
                            + JsonProblem.quote(key)
                            + ": hidden_features, and activation ELU, can be read");
                }));
    return members;
  }

  /** The hidden widths of NAF's and UNAF's networks. */
  Optional<List<Integer>> networkHidden() {
    return network()
        .map(all -> all.get("hidden_features"))
        .map(list -> list.list().stream().map(JsonValue::integer).toList());
  }

  /** The dependencies that an argument gives: for each feature a row of truth values. */
  Optional<List<String>> adjacency(int features) {
    return facts
        .argument("adjacency")
        .map(
            matrix -> {
              List<String> rows = matrix.list().stream().map(row -> bits(row, features)).toList();
              if (rows.size() != features)
                throw new IllegalArgumentException(
                    "its arguments' adjacency has "
                        + rows.size()
                        + " rows, the flow "
                        + features
                        + " features");
              return rows;
            });
  }

  private static String bits(JsonValue row, int features) {
    StringBuilder bits = new StringBuilder();
    for (JsonValue value : row.list()) bits.append(value.number() == 0 ? '0' : '1');
    if (bits.length() < features)
      throw row.problem("must have a number for each of " + features + " features");
    return bits.substring(0, features);
  }

  /** The smallest scale or slope of the maps. */
  double slope() {
    Optional<Double> found = statedSlope().or(() -> version().map(v -> old(v) ? 1e-4 : SLOPE));
    return remember("slope", found, SLOPE);
  }

  /** The slope added to a sum of squares: none before 1.5.0. */
  double sumSlope() {
    boolean before = version().map(v -> v[0] == 1 && v[1] < 5).orElse(false);
    Optional<Double> found = statedSlope().or(() -> version().map(v -> before ? 0.0 : SLOPE));
    return remember("slope", found, SLOPE);
  }

  private Optional<Double> statedSlope() {
    return facts
        .slope()
        .or(() -> facts.number("slope"))
        .or(() -> facts.json("slope").map(JsonValue::number));
  }

  private double remember(String key, Optional<Double> found, double otherwise) {
    double value = found.orElse(otherwise);
    (found.isPresent() ? used : assumed).put(key, Double.toString(value));
    return value;
  }

  /** The largest log-derivative of UNAF's maps, which changed with the slope of the others. */
  double clip() {
    slope();
    return version()
            .map(ZukoFacts::old)
            .or(() -> statedSlope().map(slope -> slope == 1e-4))
            .orElse(false)
        ? 9
        : CLIP;
  }

  private Optional<int[]> version() {
    Matcher matcher = VERSION.matcher(facts.library());
    if (!matcher.matches() || matcher.group(1).length() > 4 || matcher.group(2).length() > 4)
      return Optional.empty();
    boolean first = "0".equals(matcher.group(3));
    return Optional.of(
        new int[] {
          Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)), first ? 0 : 1
        });
  }

  /** From 1.0.1 to 1.4.1: zuko's commits a69da6b and f498c50. */
  private static boolean old(int[] version) {
    boolean first = version[1] == 0 && version[2] == 0;
    return version[0] == 1 && version[1] < 5 && !first;
  }

  /** The activation of a network with hidden layers. */
  Activation activation(List<Integer> hidden) {
    Optional<Activation> found = facts.activation();
    Activation activation = found.orElse(ForeignFacts.ACTIVATION);
    if (!hidden.isEmpty())
      (found.isPresent() ? used : assumed).put("activation", ForeignFacts.name(activation));
    return activation;
  }

  /** Degree and number of the polynomials of a sum of squares with so many parameters. */
  Optional<int[]> polynomials(int parameters, Optional<List<List<Integer>>> shapes) {
    Optional<List<Integer>> first =
        shapes.filter(list -> list.size() == 2 && list.get(0).size() == 2).map(list -> list.get(0));
    Optional<Integer> count = facts.size("polynomials").or(() -> first.map(size -> size.get(0)));
    Optional<Integer> degree = facts.size("degree").or(() -> first.map(size -> size.get(1) - 1));
    int coefficients = parameters - 1;
    int p = count.orElseGet(() -> degree.map(d -> coefficients / Math.max(1, d + 1)).orElse(3));
    int d = degree.orElse(p < 1 ? 0 : coefficients / p - 1);
    if (p < 1 || d < 1 || (long) p * (d + 1) != coefficients) return Optional.empty();
    if (count.isEmpty() && degree.isEmpty()) {
      // Only zuko's default is taken without a word: any factors would fit.
      if (d != 4) return Optional.empty();
      assumed.put("degree", "4");
    }
    return Optional.of(new int[] {d, p});
  }

  /** How a transform's last layer started: of no meaning to zuko, kept by our own files. */
  LastLayer lastLayer(int transform) {
    List<JsonValue> list = facts.json("last_layers").map(JsonValue::list).orElse(List.of());
    if (transform >= list.size()) return LastLayer.DEFAULT;
    return list.get(transform).oneOf(List.of("default", "zero")).equals("zero")
        ? LastLayer.ZERO
        : LastLayer.DEFAULT;
  }

  /** Which of our bases zuko's normal was: kept by our own files. */
  Optional<String> base() {
    return facts.text("base");
  }

  /** Tells what was used, and what of it nothing said. */
  void tell(ForeignFlow flow) {
    used.forEach(flow::said);
    assumed.forEach(flow::assumed);
  }
}

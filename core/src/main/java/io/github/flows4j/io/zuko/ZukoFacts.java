package io.github.flows4j.io.zuko;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.json.JsonProblem;
import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What options and metadata say of a zuko flow beside its tensors. */
final class ZukoFacts {
  static final String AFFINE = "MonotonicAffineTransform";
  static final String ADDITIVE = "AdditiveTransform";
  static final String DIAGONAL = "diagonal_normal";
  static final String TRAINED_DIAGONAL = "trained_diagonal_normal";

  /** zuko's classes that are made of couplings. */
  static final List<String> CLASSES = List.of("RealNVP", "NICE", "Flow");

  private static final List<String> ARGUMENTS =
      List.of(
          "features",
          "context",
          "transforms",
          "randmask",
          "hidden_features",
          "univariate",
          "shapes",
          "activation",
          "normalize",
          "bias",
          "slope");

  private static final Pattern VERSION =
      Pattern.compile("zuko[ =v]*(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

  private final Map<String, String> metadata;
  private final Map<String, JsonValue> arguments = new LinkedHashMap<>();
  private final ZukoOptions options;

  /**
   * Reads what there is.
   *
   * @throws IllegalArgumentException naming what is malformed, or what says that the flow is none
   *     that can be read
   */
  ZukoFacts(ZukoOptions options, Map<String, String> metadata) {
    this.options = options;
    this.metadata = metadata;
    String library = library();
    if (!library.toLowerCase(Locale.ROOT).startsWith("zuko"))
      throw new IllegalArgumentException(
          "its metadata say it is of " + JsonProblem.quote(library) + ", not of zuko");
    String name = flowClass().orElse("RealNVP");
    if (!CLASSES.contains(name))
      throw new IllegalArgumentException(
          "zuko's class " + JsonProblem.quote(name) + " can't be read yet; RealNVP and NICE can");
    if (metadata.containsKey("arguments"))
      arguments.putAll(arguments("its metadata's arguments", metadata.get("arguments")));
    options.arguments().ifPresent(json -> arguments.putAll(arguments("the arguments given", json)));
    refuse("normalize", true, "networks with normalization");
    refuse("bias", false, "layers without bias");
    univariate()
        .ifPresent(
            map -> {
              if (!map.equals(AFFINE) && !map.equals(ADDITIVE))
                throw new IllegalArgumentException(
                    "zuko's univariate " + JsonProblem.quote(map) + " can't be read yet");
            });
  }

  private static Map<String, JsonValue> arguments(String where, String json) {
    try {
      Map<String, JsonValue> members = JsonText.parse(json).members();
      for (String key : members.keySet())
        if (!ARGUMENTS.contains(key))
          throw new IllegalArgumentException(
              "unknown key " + JsonProblem.quote(key) + "; known: " + String.join(", ", ARGUMENTS));
      return members;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  private void refuse(String key, boolean bad, String what) {
    if (arguments.containsKey(key) && arguments.get(key).bool() == bad)
      throw new IllegalArgumentException(
          "its arguments say " + key + " " + bad + ": " + what + " can't be read");
  }

  /** A text of the metadata, which may be written as JSON. */
  private Optional<String> text(String key) {
    return Optional.ofNullable(metadata.get(key))
        .map(raw -> raw.strip().startsWith("\"") ? json(key, raw).string() : raw.strip());
  }

  private static JsonValue json(String key, String raw) {
    try {
      return JsonText.parse(raw);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its metadata's " + key + ": " + e.getMessage(), e);
    }
  }

  /** Library and version, as far as known. */
  String library() {
    return text("library").orElse("zuko");
  }

  /** The class, without its module. */
  Optional<String> flowClass() {
    return options.flowClass().or(() -> text("class")).map(ZukoFacts::lastName);
  }

  private static String lastName(String dotted) {
    // Also as Python prints it: <class 'torch.nn.modules.activation.ELU'>, ELU().
    return dotted.replaceAll("[<>'()]|^<class ", "").replaceFirst("^.*[. ]", "");
  }

  /** Name of the univariate map, if it is not the default. */
  Optional<String> univariate() {
    return Optional.ofNullable(arguments.get("univariate")).map(v -> lastName(v.string()));
  }

  /** A size among the arguments. */
  Optional<Integer> size(String key) {
    return Optional.ofNullable(arguments.get(key)).map(JsonValue::integer);
  }

  /** The hidden widths among the arguments. */
  Optional<List<Integer>> hidden() {
    return Optional.ofNullable(arguments.get("hidden_features"))
        .map(list -> list.list().stream().map(JsonValue::integer).toList());
  }

  /** The slope, if anything says it. */
  Optional<Double> slope() {
    Optional<Double> said =
        options
            .slope()
            .or(() -> Optional.ofNullable(arguments.get("slope")).map(JsonValue::number))
            .or(() -> text("slope").map(raw -> json("slope", raw).number()))
            .or(this::slopeOfVersion);
    said.ifPresent(ScaleBound.SoftClip::new);
    return said;
  }

  /** 1e-3 but from 1.0.1 to 1.4.1: zuko's commits a69da6b and f498c50. */
  private Optional<Double> slopeOfVersion() {
    Matcher matcher = VERSION.matcher(library());
    if (!matcher.matches() || matcher.group(1).length() > 4 || matcher.group(2).length() > 4)
      return Optional.empty();
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    boolean first = minor == 0 && "0".equals(matcher.group(3));
    return Optional.of(major == 1 && minor < 5 && !first ? 1e-4 : 1e-3);
  }

  /** The activation, if anything says it. */
  Optional<Activation> activation() {
    return options
        .activation()
        .or(
            () ->
                Optional.ofNullable(arguments.get("activation"))
                    .map(JsonValue::string)
                    .or(() -> text("activation"))
                    .map(ZukoFacts::activation));
  }

  private static Activation activation(String text) {
    String name = lastName(text).toUpperCase(Locale.ROOT);
    for (Activation activation : Activation.values())
      if (activation.name().equals(name)) return activation;
    throw new IllegalArgumentException(
        "activation " + JsonProblem.quote(text) + " can't be read; ReLU, Tanh, SiLU and ELU can");
  }

  /** How a transform's last layer started: of no meaning to zuko, kept by our own files. */
  LastLayer lastLayer(int transform) {
    String raw = metadata.get("last_layers");
    if (raw == null) return LastLayer.DEFAULT;
    List<JsonValue> list = json("last_layers", raw).list();
    if (transform >= list.size()) return LastLayer.DEFAULT;
    return list.get(transform).oneOf(List.of("default", "zero")).equals("zero")
        ? LastLayer.ZERO
        : LastLayer.DEFAULT;
  }

  /** Which of our bases zuko's normal was: kept by our own files. */
  Optional<String> base() {
    return text("base");
  }

  /** What is not said and was therefore taken for the default. */
  List<String> assumed(boolean affine, boolean networks) {
    List<String> assumed = new ArrayList<>();
    if (affine && slope().isEmpty()) assumed.add("slope");
    if (networks && activation().isEmpty()) assumed.add("activation");
    return assumed;
  }
}

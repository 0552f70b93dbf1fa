package io.github.flows4j.io.foreign;

import io.github.flows4j.io.ImportOptions;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.json.JsonProblem;
import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What options and metadata say of a flow beside its tensors. */
public final class ForeignFacts {
  /** What networks use if nothing is said, in all the libraries. */
  public static final Activation ACTIVATION = Activation.RELU;

  private final String name;
  private final List<String> known;
  private final ImportOptions options;
  private final Map<String, String> metadata;
  private final Map<String, JsonValue> arguments = new LinkedHashMap<>();
  private final Optional<String> flowClass;

  /**
   * Reads what there is.
   *
   * @param name the library, in lower case
   * @param readable the classes that can be read
   * @param refused classes that can't be, with the reason
   * @param known the arguments that the classes take
   * @throws IllegalArgumentException naming what is malformed or of another library
   */
  public ForeignFacts(
      String name,
      List<String> readable,
      Map<String, String> refused,
      List<String> known,
      ImportOptions options,
      Map<String, String> metadata) {
    this.name = name;
    this.known = known;
    this.options = options;
    this.metadata = metadata;
    String library = library();
    if (!library.toLowerCase(Locale.ROOT).startsWith(name))
      throw new IllegalArgumentException(
          "its metadata say it is of " + JsonProblem.quote(library) + ", not of " + name);
    flowClass = flowClass(readable, refused);
    if (metadata.containsKey("arguments"))
      arguments.putAll(arguments("its metadata's arguments", metadata.get("arguments")));
    options.arguments().ifPresent(json -> arguments.putAll(arguments("the arguments given", json)));
  }

  private Map<String, JsonValue> arguments(String where, String json) {
    try {
      Map<String, JsonValue> members = JsonText.parse(json).members();
      for (String key : members.keySet())
        if (!known.contains(key))
          throw new IllegalArgumentException(
              "unknown key " + JsonProblem.quote(key) + "; known: " + String.join(", ", known));
      return members;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
  }

  /** A text of the metadata, which may be written as JSON. */
  public Optional<String> text(String key) {
    return Optional.ofNullable(metadata.get(key))
        .map(raw -> raw.strip().startsWith("\"") ? json(key, raw).string() : raw.strip());
  }

  /** A value of the metadata. */
  public Optional<JsonValue> json(String key) {
    return Optional.ofNullable(metadata.get(key)).map(raw -> json(key, raw));
  }

  private static JsonValue json(String key, String raw) {
    try {
      return JsonText.parse(raw);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its metadata's " + key + ": " + e.getMessage(), e);
    }
  }

  /** Library and version, as far as known. */
  public String library() {
    return text("library").orElse(name);
  }

  /** The class, without its module, nor how often it stands in a list: {@code LULinear x3}. */
  public Optional<String> flowClass() {
    return flowClass;
  }

  private Optional<String> flowClass(List<String> readable, Map<String, String> refused) {
    Optional<String> said =
        options
            .flowClass()
            .or(() -> text("class"))
            .map(text -> lastName(text.replaceFirst(" x\\d{1,9}$", "")));
    if (said.isEmpty() || readable.contains(said.get())) return said;
    String problem = name + "'s class " + JsonProblem.quote(said.get());
    if (refused.containsKey(said.get()))
      throw new IllegalArgumentException(problem + " can't be read: " + refused.get(said.get()));
    throw new IllegalArgumentException(
        problem + " is not known; known: " + String.join(", ", readable));
  }

  /** The name of a class without its module, also as Python prints it. */
  public static String lastName(String dotted) {
    // <class 'torch.nn.modules.activation.ELU'>, ELU().
    return dotted.replaceAll("[<>'()]|^<class ", "").replaceFirst("^.*[. ]", "");
  }

  /** One of the arguments. */
  public Optional<JsonValue> argument(String key) {
    return Optional.ofNullable(arguments.get(key));
  }

  /** A size among the arguments. */
  public Optional<Integer> size(String key) {
    return argument(key).map(JsonValue::integer);
  }

  /** A number among the arguments. */
  public Optional<Double> number(String key) {
    return argument(key).map(JsonValue::number);
  }

  /** Sizes among the arguments. */
  public Optional<List<Integer>> sizes(String key) {
    return argument(key).map(list -> list.list().stream().map(JsonValue::integer).toList());
  }

  /** The smallest scale, if the options say it. */
  public Optional<Double> slope() {
    return options.slope();
  }

  /** Refuses a slope, of a library that has none. */
  public void refuseSlope() {
    if (options.slope().isPresent())
      throw new IllegalArgumentException(name + "'s flows have no slope to be given");
  }

  /** Refuses an argument's value. */
  public void refuse(String key, boolean bad, String what) {
    if (arguments.containsKey(key) && arguments.get(key).bool() == bad)
      throw new IllegalArgumentException(
          "its arguments say " + key + " " + bad + ": " + what + " can't be read");
  }

  /** A file whose tensors are not those of the arguments it states is not what it claims. */
  public <T> void claim(String key, Optional<T> claimed, T found) {
    if (claimed.isPresent() && !claimed.get().equals(found))
      throw new IllegalArgumentException(
          "its arguments say " + key + " " + claimed.get() + ", its tensors " + found);
  }

  /** As {@link #claim}, of a size among the arguments. */
  public void claimSize(String key, int found) {
    claim(key, size(key), found);
  }

  /** The activation, if anything says it. */
  public Optional<Activation> activation() {
    return options
        .activation()
        .or(
            () ->
                argument("activation")
                    .map(JsonValue::string)
                    .or(() -> text("activation"))
                    .map(ForeignFacts::activation));
  }

  /** An activation by the name of its class or function in PyTorch. */
  public static Activation activation(String text) {
    String wanted = lastName(text).toUpperCase(Locale.ROOT);
    for (Activation activation : Activation.values())
      if (activation.name().equals(wanted)) return activation;
    throw new IllegalArgumentException(
        "activation " + JsonProblem.quote(text) + " can't be read; ReLU, Tanh, SiLU and ELU can");
  }

  /** The class of an activation in torch.nn. */
  public static String name(Activation activation) {
    return switch (activation) {
      case RELU -> "ReLU";
      case TANH -> "Tanh";
      case SILU -> "SiLU";
      case ELU -> "ELU";
    };
  }
}

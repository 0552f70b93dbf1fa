package io.github.flows4j.spec.json;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A value read from JSON text, with its place in the text's tree for messages. Nothing is converted
 * silently: a whole number is no text, a text no number.
 */
public final class JsonValue {
  static final Object NULL = new Object();

  /** A number as it was written, and whether it was written without fraction and exponent. */
  record Digits(String text, boolean whole) {}

  private final JsonValue parent;
  private final Object key;
  private final Object content;

  /** A member (whose key is a text) or element (a whole number) of a parent, or the root (null). */
  JsonValue(JsonValue parent, Object key, Object content) {
    this.parent = parent;
    this.key = key;
    this.content = content;
  }

  /** Where it stands, such as {@code transforms[2].conditioner}; empty for the root. */
  public String path() {
    if (parent == null) return "";
    String above = parent.path();
    if (key instanceof Integer) return above + "[" + key + "]";
    return above.isEmpty() ? name() : above + "." + name();
  }

  private String name() {
    String text = (String) key;
    return text.matches("[A-Za-z0-9_]{1,60}") ? text : JsonProblem.quote(text);
  }

  /** A problem with it, named by its path. */
  public JsonProblem problem(String message) {
    return new JsonProblem(at(path(), message));
  }

  /** A problem of what it is: the path of the object it belongs to, then its name there. */
  private JsonProblem mustBe(String what) {
    JsonValue owner = this;
    while (owner.key instanceof Integer) owner = owner.parent;
    if (owner.parent == null)
      return new JsonProblem(
          (path().isEmpty() ? "the JSON text" : path()) + " must be " + what + ", was " + shown());
    String above = owner.parent.path();
    String name = above.isEmpty() ? path() : path().substring(above.length() + 1);
    return new JsonProblem(at(above, name + " must be " + what + ", was " + shown()));
  }

  private static String at(String path, String message) {
    return path.isEmpty() ? message : path + ": " + message;
  }

  private String shown() {
    if (content instanceof Map) return "an object";
    if (content instanceof List) return "a list";
    if (content instanceof String text) return JsonProblem.quote(text);
    if (content instanceof Digits digits)
      return digits.text.length() <= 60 ? digits.text : digits.text.substring(0, 60) + "...";
    return content == NULL ? "null" : content.toString();
  }

  /**
   * Makes something of this value; an {@link IllegalArgumentException} of its maker gets this
   * value's path.
   *
   * @throws JsonProblem if the maker refuses
   */
  public <T> T build(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (JsonProblem e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new JsonProblem(at(path(), e.getMessage()), e);
    }
  }

  /** Its text. */
  public String string() {
    if (content instanceof String text) return text;
    throw mustBe("a text");
  }

  /** True or false. */
  public boolean bool() {
    if (content instanceof Boolean bool) return bool;
    throw mustBe("true or false");
  }

  /** A number in double precision; whole numbers are fine. */
  public double number() {
    if (!(content instanceof Digits digits)) throw mustBe("a number");
    double number = Double.parseDouble(digits.text);
    if (Double.isInfinite(number)) throw mustBe("a number within double precision");
    return number;
  }

  /** A number written without fraction and exponent that fits an int. */
  public int integer() {
    return (int) whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A number written without fraction and exponent that fits a long. */
  public long longInteger() {
    return whole(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long whole(long least, long most) {
    if (!(content instanceof Digits digits && digits.whole)) throw mustBe("a whole number");
    try {
      long number = Long.parseLong(digits.text);
      if (number >= least && number <= most) return number;
    } catch (NumberFormatException e) {
      // Too many digits: refused below, as any other that does not fit.
    }
    throw mustBe("a whole number from " + least + " to " + most);
  }

  /** A text, or a number as it was written. */
  public String plain() {
    if (content instanceof String text) return text;
    if (content instanceof Digits digits) return digits.text;
    throw mustBe("a text or a number");
  }

  /** One of the given texts. */
  public String oneOf(List<String> choices) {
    if (content instanceof String text && choices.contains(text)) return text;
    throw mustBe("one of " + String.join(", ", choices));
  }

  /** Its elements. */
  public List<JsonValue> list() {
    if (!(content instanceof List<?> list)) throw mustBe("a list");
    @SuppressWarnings("unchecked") // lists are made by JsonText, of values only
    List<JsonValue> elements = (List<JsonValue>) list;
    return Collections.unmodifiableList(elements);
  }

  /** Its members, in the text's order, whatever their keys. */
  public Map<String, JsonValue> members() {
    if (!(content instanceof Map<?, ?> map)) throw mustBe("an object");
    @SuppressWarnings("unchecked") // maps are made by JsonText, from texts to values
    Map<String, JsonValue> members = (Map<String, JsonValue>) map;
    return Collections.unmodifiableMap(members);
  }

  /**
   * Its members, which must have the given keys, all of them and no others.
   *
   * @throws JsonProblem naming the key that is missing or unknown
   */
  public Map<String, JsonValue> members(String... keys) {
    return members(List.of(), List.of(keys));
  }

  /** As {@link #members(String...)}, of an object that has a {@code type} besides. */
  public Map<String, JsonValue> typed(String... keys) {
    return members(List.of("type"), List.of(keys));
  }

  private Map<String, JsonValue> members(List<String> taken, List<String> keys) {
    Map<String, JsonValue> members = members();
    for (String given : members.keySet())
      if (!keys.contains(given) && !taken.contains(given))
        throw problem(
            "unknown key "
                + JsonProblem.quote(given)
                + "; known: "
                + (keys.isEmpty() ? "none" : String.join(", ", keys)));
    for (String key : keys) if (!members.containsKey(key)) throw missing(key);
    return members;
  }

  /** The {@code type} of an object. */
  public String type(String... known) {
    JsonValue type = members().get("type");
    if (type == null) throw missing("type");
    String name = type.string();
    if (List.of(known).contains(name)) return name;
    throw problem(
        "unknown type " + JsonProblem.quote(name) + "; known: " + String.join(", ", known));
  }

  private JsonProblem missing(String key) {
    return problem("missing key \"" + key + "\"");
  }
}

package io.github.flows4j.spec.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON text to {@link JsonValue} and back. Reading refuses repeated keys, trailing text and deep
 * nesting; what the values mean is up to the caller.
 */
public final class JsonText {
  /** Levels of objects and lists that a text may have. */
  public static final int MAX_DEPTH = 64;

  // A string may be as long as its text, which is in memory already. Names are not canonicalized:
  // those of a hostile file could be made to collide in the shared symbol table.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .build();

  private JsonText() {}

  /**
   * Reads one JSON value.
   *
   * @throws JsonProblem if the text is not JSON, goes on after the value, repeats a key or nests
   *     deeper than {@value #MAX_DEPTH} levels
   */
  public static JsonValue parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) throw new JsonProblem("the JSON text is empty");
      JsonValue root = read(parser, null, "", 1);
      if (parser.nextToken() != null)
        throw new JsonProblem("text goes on after the end of the JSON value" + at(parser));
      return root;
    } catch (JacksonException e) {
      throw new JsonProblem(
          "not valid JSON" + at(e.getLocation()) + ": " + firstLine(e.getOriginalMessage()), e);
    }
  }

  private static JsonValue read(JsonParser parser, JsonValue parent, Object key, int depth) {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      if (depth > MAX_DEPTH)
        throw new JsonProblem("JSON is nested deeper than " + MAX_DEPTH + " levels" + at(parser));
      return token == JsonToken.START_OBJECT
          ? members(parser, parent, key, depth)
          : elements(parser, parent, key, depth);
    }
    return new JsonValue(
        parent,
        key,
        switch (token) {
          case VALUE_STRING -> parser.getString();
          case VALUE_NUMBER_INT -> new JsonValue.Digits(parser.getString(), true);
          case VALUE_NUMBER_FLOAT -> new JsonValue.Digits(parser.getString(), false);
          case VALUE_TRUE -> true;
          case VALUE_FALSE -> false;
          case VALUE_NULL -> JsonValue.NULL;
          default -> throw new JsonProblem("not valid JSON" + at(parser));
        });
  }

  private static JsonValue members(JsonParser parser, JsonValue parent, Object key, int depth) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    JsonValue object = new JsonValue(parent, key, members);
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      if (members.containsKey(name))
        throw object.problem("repeated key " + JsonProblem.quote(name));
      parser.nextToken();
      members.put(name, read(parser, object, name, depth + 1));
    }
    return object;
  }

  private static JsonValue elements(JsonParser parser, JsonValue parent, Object key, int depth) {
    List<JsonValue> elements = new ArrayList<>();
    JsonValue list = new JsonValue(parent, key, elements);
    while (parser.nextToken() != JsonToken.END_ARRAY)
      elements.add(read(parser, list, elements.size(), depth + 1));
    return list;
  }

  private static String at(JsonParser parser) {
    return at(parser.currentTokenLocation());
  }

  private static String at(TokenStreamLocation location) {
    return location == null || location.getLineNr() < 1
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String firstLine(String message) {
    // What Jackson goes on to say is for who writes programs: which of its features to enable.
    String line = message.lines().findFirst().orElse("").replaceFirst(": enable `.*", "");
    return line.length() <= 200 ? line : line.substring(0, 200) + "...";
  }

  /**
   * Writes maps (whose keys are strings), lists, strings, numbers and booleans, two spaces a level;
   * lists of plain values stand on one line. A double is written so that it reads back exactly.
   *
   * @throws IllegalArgumentException if a number is NaN or infinite, which JSON can't say
   */
  public static String pretty(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "\n", out);
    return out.append('\n').toString();
  }

  /** As {@link #pretty}, on one line. */
  public static String compact(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, "", out);
    return out.toString();
  }

  /** The break is a newline and the indentation so far; empty for none at all. */
  private static void write(Object value, String lineBreak, StringBuilder out) {
    String inner = lineBreak.isEmpty() ? "" : lineBreak + "  ";
    if (value instanceof Map<?, ?> map) {
      String separator = "{";
      for (Map.Entry<?, ?> member : map.entrySet()) {
        out.append(separator).append(inner);
        quote((String) member.getKey(), out);
        out.append(lineBreak.isEmpty() ? ":" : ": ");
        write(member.getValue(), inner, out);
        separator = ",";
      }
      out.append(map.isEmpty() ? "{}" : lineBreak + "}");
    } else if (value instanceof List<?> list) {
      boolean plain = list.stream().noneMatch(e -> e instanceof Map || e instanceof List);
      String separator = "[";
      for (Object element : list) {
        out.append(separator).append(plain ? "" : inner);
        write(element, inner, out);
        separator = plain && !lineBreak.isEmpty() ? ", " : ",";
      }
      out.append(list.isEmpty() ? "[]" : plain ? "]" : lineBreak + "]");
    } else if (value instanceof String text) {
      quote(text, out);
    } else if (value instanceof Double number) {
      if (!Double.isFinite(number))
        throw new IllegalArgumentException("JSON has no number " + number);
      out.append(number);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
      out.append(value);
    } else {
      throw new IllegalArgumentException("no JSON for " + value);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    JsonStringEncoder.getInstance().quoteAsString(text, out);
    out.append('"');
  }
}

package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.data.ColumnHint;
import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code --schema} says of columns. */
final class SchemaHints {
  private static final String ALL_OTHERS = "*";
  private static final List<String> TYPES =
      Arrays.stream(ColumnHint.Type.values())
          .map(type -> type.name().toLowerCase(Locale.ROOT))
          .toList();

  private final Path file;
  private final Map<String, ColumnHint> hints;

  private SchemaHints(Path file, Map<String, ColumnHint> hints) {
    this.file = file;
    this.hints = hints;
  }

  /**
   * Reads the file, or says nothing if there is none.
   *
   * @throws DataException naming the file and what is wrong in it
   */
  static SchemaHints read(Path file) {
    if (file == null) return new SchemaHints(null, Map.of());
    try {
      Map<String, ColumnHint> hints = new LinkedHashMap<>();
      for (Map.Entry<String, JsonValue> entry :
          JsonText.parse(Files.readString(file)).members().entrySet())
        hints.put(entry.getKey(), hint(entry.getValue()));
      return new SchemaHints(file, hints);
    } catch (IOException e) {
      throw new DataException(
          file + (Files.exists(file) ? " can't be read as UTF-8 text" : " does not exist"), e);
    } catch (IllegalArgumentException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
  }

  private static ColumnHint hint(JsonValue value) {
    if (!isObject(value)) return ColumnHint.of(type(value));
    Map<String, JsonValue> members = value.members();
    for (String key : members.keySet())
      if (!List.of("type", "lower", "upper", "heavy-tails").contains(key))
        throw value.problem("unknown key '" + key + "'; known: type, lower, upper, heavy-tails");
    JsonValue type = members.get("type");
    JsonValue heavy = members.get("heavy-tails");
    return value.build(
        () ->
            new ColumnHint(
                type == null ? null : type(type),
                number(members.get("lower")),
                number(members.get("upper")),
                heavy != null && heavy.bool()));
  }

  private static boolean isObject(JsonValue value) {
    try {
      value.members();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Double number(JsonValue value) {
    return value == null ? null : Double.valueOf(value.number());
  }

  private static ColumnHint.Type type(JsonValue value) {
    return ColumnHint.Type.valueOf(value.oneOf(TYPES).toUpperCase(Locale.ROOT));
  }

  /**
   * Checks that all columns it names are there.
   *
   * @throws DataException naming the one that is not
   */
  void check(List<String> names) {
    for (String name : hints.keySet())
      if (!name.equals(ALL_OTHERS) && !names.contains(name))
        throw new DataException(
            file + ": there is no column '" + name + "'" + Names.choices(name, names));
  }

  ColumnHint of(String name) {
    ColumnHint own = hints.get(name);
    return own != null ? own : hints.getOrDefault(ALL_OTHERS, ColumnHint.none());
  }
}

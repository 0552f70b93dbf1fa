package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Schemas as JSON, as strict as {@link SpecJson}: {@code {"features": [{"name": "x0", "mean": 0.0,
 * "scale": 1.0}], "context": []}}.
 */
public final class SchemaJson {
  private SchemaJson() {}

  /** A schema as JSON of several lines. */
  public static String write(Schema schema) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("features", tree(schema.features()));
    members.put("context", tree(schema.context()));
    return JsonText.pretty(members);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException in one line that names the place and what is wrong there
   */
  public static Schema parse(String json) {
    JsonValue value = JsonText.parse(json);
    Map<String, JsonValue> members = value.members("features", "context");
    List<Column> features = columns(members.get("features"));
    List<Column> context = columns(members.get("context"));
    return value.build(() -> new Schema(features, context));
  }

  private static List<Object> tree(List<Column> columns) {
    List<Object> all = new ArrayList<>();
    for (Column column : columns) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("name", column.name());
      members.put("mean", column.mean());
      members.put("scale", column.scale());
      all.add(members);
    }
    return all;
  }

  private static List<Column> columns(JsonValue value) {
    List<Column> columns = new ArrayList<>();
    for (JsonValue element : value.list()) {
      Map<String, JsonValue> members = element.members("name", "mean", "scale");
      String name = members.get("name").string();
      double mean = members.get("mean").number();
      double scale = members.get("scale").number();
      columns.add(element.build(() -> new Column(name, mean, scale)));
    }
    return columns;
  }
}

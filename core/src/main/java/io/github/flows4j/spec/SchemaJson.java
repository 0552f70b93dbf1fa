package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Schemas as JSON, as strict as {@link SpecJson}: {@code {"features": [{"name": "x0", "mean": 0.0,
 * "scale": 1.0}], "context": []}}; for images, whose columns need not be told, {@code {"image":
 * {"shape": [1, 28, 28], "levels": 256, "scaling": {"type": "logit", "alpha": 0.05}}, "context":
 * []}}, or {@code {"type": "centered"}} for the scaling; for typed columns {@code {"table": ...}}
 * as {@link TableSchemaJson} has it.
 */
public final class SchemaJson {
  private SchemaJson() {}

  /** A schema as JSON of several lines. */
  public static String write(Schema schema) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (schema.typed())
      return JsonText.pretty(Map.of("table", TableSchemaJson.tree(schema.table())));
    if (schema.image()) members.put("image", tree(schema.pixels()));
    else members.put("features", tree(schema.features()));
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
    if (value.members().containsKey("image")) {
      Map<String, JsonValue> members = value.members("image", "context");
      Pixels pixels = pixels(members.get("image"));
      List<Column> context = columns(members.get("context"));
      return value.build(() -> Schema.image(pixels, context));
    }
    if (value.members().containsKey("table")) {
      TableSchema table = TableSchemaJson.read(value.members("table").get("table"));
      return value.build(() -> Schema.table(table));
    }
    Map<String, JsonValue> members = value.members("features", "context");
    List<Column> features = columns(members.get("features"));
    List<Column> context = columns(members.get("context"));
    return value.build(() -> new Schema(features, context));
  }

  private static Map<String, Object> tree(Pixels pixels) {
    ImageShape shape = pixels.shape();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("shape", List.of(shape.channels(), shape.height(), shape.width()));
    members.put("levels", pixels.levels());
    members.put("scaling", tree(pixels.scaling()));
    return members;
  }

  private static Map<String, Object> tree(PixelScaling scaling) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (scaling instanceof PixelScaling.Logit logit) {
      members.put("type", "logit");
      members.put("alpha", logit.alpha());
    } else {
      members.put("type", "centered");
    }
    return members;
  }

  private static Pixels pixels(JsonValue value) {
    Map<String, JsonValue> members = value.members("shape", "levels", "scaling");
    List<JsonValue> sizes = members.get("shape").list();
    if (sizes.size() != 3) throw value.problem("shape must have 3 numbers, has " + sizes.size());
    int channels = sizes.get(0).integer();
    int height = sizes.get(1).integer();
    int width = sizes.get(2).integer();
    int levels = members.get("levels").integer();
    PixelScaling scaling = scaling(members.get("scaling"));
    return value.build(() -> new Pixels(new ImageShape(channels, height, width), levels, scaling));
  }

  private static PixelScaling scaling(JsonValue value) {
    if (value.type("logit", "centered").equals("centered")) {
      value.typed();
      return new PixelScaling.Centered();
    }
    double alpha = value.typed("alpha").get("alpha").number();
    return value.build(() -> new PixelScaling.Logit(alpha));
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

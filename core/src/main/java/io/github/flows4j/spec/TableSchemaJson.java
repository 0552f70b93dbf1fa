package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Typed columns as JSON: {@code {"features": [...], "context": [...], "draws": 8}} of columns such
 * as {@code {"type": "number", "name": "age", "kind": "whole", "step": 1.0, "warp": {"type":
 * "soft-log", "bound": 0.0, "scale": 10.0, "upper": false}, "mean": 38.0, "scale": 13.6, "gaps":
 * 0.0}}, {@code {"type": "category", "name": "sex", "levels": ["Female", "Male"], "shares": [0.33,
 * 0.67]}} or {@code {"type": "constant", "name": "year", "text": "1994"}}.
 */
public final class TableSchemaJson {
  private TableSchemaJson() {}

  /** Typed columns as JSON of several lines. */
  public static String write(TableSchema table) {
    return JsonText.pretty(tree(table));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException in one line that names the place and what is wrong there
   */
  public static TableSchema parse(String json) {
    return read(JsonText.parse(json));
  }

  static Map<String, Object> tree(TableSchema table) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("features", table.features().stream().map(TableSchemaJson::tree).toList());
    members.put("context", table.context().stream().map(TableSchemaJson::tree).toList());
    members.put("draws", table.draws());
    return members;
  }

  static TableSchema read(JsonValue value) {
    Map<String, JsonValue> members = value.members("features", "context", "draws");
    List<TableColumn> features = columns(members.get("features"));
    List<TableColumn> context = columns(members.get("context"));
    int draws = members.get("draws").integer();
    return value.build(() -> new TableSchema(features, context, draws));
  }

  private static Map<String, Object> tree(TableColumn column) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (column instanceof NumberColumn number) {
      members.put("type", "number");
      members.put("name", number.name());
      members.put("kind", number.kind().name().toLowerCase(Locale.ROOT));
      members.put("step", number.step());
      if (number.origin() != null) members.put("origin", number.origin());
      members.put("warp", tree(number.warp()));
      members.put("mean", number.mean());
      members.put("scale", number.scale());
      members.put("gaps", number.gaps());
    } else if (column instanceof CategoryColumn category) {
      members.put("type", "category");
      members.put("name", category.name());
      members.put("levels", category.levels());
      members.put("shares", category.shares());
    } else {
      members.put("type", "constant");
      members.put("name", column.name());
      members.put("text", ((ConstantColumn) column).text());
    }
    return members;
  }

  private static Map<String, Object> tree(Warp warp) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (warp instanceof Warp.Log log) {
      members.put("type", "log");
      members.put("bound", log.bound());
      members.put("upper", log.upper());
    } else if (warp instanceof Warp.SoftLog soft) {
      members.put("type", "soft-log");
      members.put("bound", soft.bound());
      members.put("scale", soft.scale());
      members.put("upper", soft.upper());
    } else if (warp instanceof Warp.Logit logit) {
      members.put("type", "logit");
      members.put("lower", logit.lower());
      members.put("upper", logit.upper());
    } else if (warp instanceof Warp.SignedLog signed) {
      members.put("type", "signed-log");
      members.put("center", signed.center());
      members.put("scale", signed.scale());
    } else {
      members.put("type", "identity");
    }
    return members;
  }

  private static List<TableColumn> columns(JsonValue value) {
    List<TableColumn> columns = new ArrayList<>();
    for (JsonValue element : value.list()) columns.add(column(element));
    return columns;
  }

  private static TableColumn column(JsonValue value) {
    switch (value.type("number", "category", "constant")) {
      case "number" -> {
        boolean grid = value.members().containsKey("origin");
        Map<String, JsonValue> members =
            grid
                ? value.typed("name", "kind", "step", "origin", "warp", "mean", "scale", "gaps")
                : value.typed("name", "kind", "step", "warp", "mean", "scale", "gaps");
        String name = members.get("name").string();
        String kind = members.get("kind").oneOf(List.of("real", "whole", "date", "time"));
        double step = members.get("step").number();
        Double origin = grid ? members.get("origin").number() : null;
        Warp warp = warp(members.get("warp"));
        double mean = members.get("mean").number();
        double scale = members.get("scale").number();
        double gaps = members.get("gaps").number();
        return value.build(
            () ->
                new NumberColumn(
                    name,
                    NumberColumn.Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                    step,
                    origin,
                    warp,
                    mean,
                    scale,
                    gaps));
      }
      case "category" -> {
        Map<String, JsonValue> members = value.typed("name", "levels", "shares");
        String name = members.get("name").string();
        List<String> levels = members.get("levels").list().stream().map(JsonValue::string).toList();
        List<Double> shares = members.get("shares").list().stream().map(JsonValue::number).toList();
        return value.build(() -> new CategoryColumn(name, levels, shares));
      }
      default -> {
        Map<String, JsonValue> members = value.typed("name", "text");
        return new ConstantColumn(members.get("name").string(), members.get("text").string());
      }
    }
  }

  private static Warp warp(JsonValue value) {
    switch (value.type("identity", "log", "soft-log", "logit", "signed-log")) {
      case "log" -> {
        Map<String, JsonValue> members = value.typed("bound", "upper");
        double bound = members.get("bound").number();
        boolean upper = members.get("upper").bool();
        return value.build(() -> new Warp.Log(bound, upper));
      }
      case "soft-log" -> {
        Map<String, JsonValue> members = value.typed("bound", "scale", "upper");
        double bound = members.get("bound").number();
        double scale = members.get("scale").number();
        boolean upper = members.get("upper").bool();
        return value.build(() -> new Warp.SoftLog(bound, scale, upper));
      }
      case "logit" -> {
        Map<String, JsonValue> members = value.typed("lower", "upper");
        double lower = members.get("lower").number();
        double upper = members.get("upper").number();
        return value.build(() -> new Warp.Logit(lower, upper));
      }
      case "signed-log" -> {
        Map<String, JsonValue> members = value.typed("center", "scale");
        double center = members.get("center").number();
        double scale = members.get("scale").number();
        return value.build(() -> new Warp.SignedLog(center, scale));
      }
      default -> {
        value.typed();
        return new Warp.Identity();
      }
    }
  }
}

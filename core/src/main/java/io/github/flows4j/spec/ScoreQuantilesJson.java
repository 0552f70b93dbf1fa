package io.github.flows4j.spec;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Quantiles of scores as JSON, as strict as {@link SpecJson}: {@code {"held_out": true, "rows": 3,
 * "log_prob": [-2.5, -1.0, 0.5], "features": [[0.0, 1.0]], "alarm": {"rate": 0.01, "threshold":
 * -2.47}}}; the alarm may be left out. Doubles read back exactly.
 */
public final class ScoreQuantilesJson {
  private ScoreQuantilesJson() {}

  /** The quantiles as JSON of several lines. */
  public static String write(ScoreQuantiles scores) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("held_out", scores.heldOut());
    members.put("rows", scores.rows());
    members.put("log_prob", scores.logProb());
    members.put("features", scores.features());
    if (scores.alarm() != null) {
      Map<String, Object> alarm = new LinkedHashMap<>();
      alarm.put("rate", scores.alarm().rate());
      alarm.put("threshold", scores.alarm().threshold());
      members.put("alarm", alarm);
    }
    return JsonText.pretty(members);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException in one line that names the place and what is wrong there
   */
  public static ScoreQuantiles parse(String json) {
    JsonValue value = JsonText.parse(json);
    boolean hasAlarm = value.members().containsKey("alarm");
    Map<String, JsonValue> members =
        hasAlarm
            ? value.members("held_out", "rows", "log_prob", "features", "alarm")
            : value.members("held_out", "rows", "log_prob", "features");
    boolean heldOut = members.get("held_out").bool();
    long rows = members.get("rows").longInteger();
    List<Double> logProb = numbers(members.get("log_prob"));
    List<List<Double>> features = new ArrayList<>();
    for (JsonValue feature : members.get("features").list()) features.add(numbers(feature));
    ScoreQuantiles.Alarm alarm = hasAlarm ? alarm(members.get("alarm")) : null;
    return value.build(() -> new ScoreQuantiles(heldOut, rows, logProb, features, alarm));
  }

  private static ScoreQuantiles.Alarm alarm(JsonValue value) {
    Map<String, JsonValue> members = value.members("rate", "threshold");
    double rate = members.get("rate").number();
    double threshold = members.get("threshold").number();
    return value.build(() -> new ScoreQuantiles.Alarm(rate, threshold));
  }

  private static List<Double> numbers(JsonValue value) {
    List<Double> numbers = new ArrayList<>();
    for (JsonValue element : value.list()) numbers.add(element.number());
    return numbers;
  }
}

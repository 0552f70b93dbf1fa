package io.github.flows4j.cli;

import io.github.flows4j.cli.report.Numbers;
import io.github.flows4j.spec.ScoreQuantiles;
import java.io.PrintStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** A command's result, printed as lines of text or as one JSON object. */
final class Report {
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<String[]> lines = new ArrayList<>();

  /** A value for JSON only. */
  Report value(String key, Object value) {
    values.put(key, value);
    return this;
  }

  /** A line of text only. */
  Report line(String label, String text) {
    lines.add(new String[] {label, text});
    return this;
  }

  /** A value that is its own text. */
  Report both(String key, String label, Object value) {
    return value(key, value).line(label, text(value));
  }

  /** A number with 5 significant digits and what follows it in the text. */
  Report number(String key, String label, double value, String unit) {
    return value(key, value).line(label, number(value) + (unit.isEmpty() ? "" : " " + unit));
  }

  /** Everything for JSON, in order. */
  Map<String, Object> values() {
    return values;
  }

  void print(PrintStream out, boolean json) {
    out.print(json ? json(values) + "\n" : text());
    out.flush();
  }

  private String text() {
    int width = lines.stream().mapToInt(line -> line[0].length()).max().orElse(0);
    var text = new StringBuilder();
    for (String[] line : lines)
      text.append(line[0])
          .append(" ".repeat(width - line[0].length() + 2))
          .append(line[1])
          .append('\n');
    return text.toString();
  }

  /** Five significant digits, without an exponent where that reads better. */
  static String number(double value) {
    return Numbers.number(value);
  }

  /** What counts as an anomaly. */
  static String alarm(ScoreQuantiles.Alarm alarm) {
    return "rows of log_prob below "
        + number(alarm.threshold())
        + ", "
        + number(100 * alarm.rate())
        + " % false alarms";
  }

  /** A count with commas between thousands. */
  static String count(long value) {
    return Numbers.count(value);
  }

  private static String text(Object value) {
    if (value instanceof Long || value instanceof Integer)
      return count(((Number) value).longValue());
    if (value instanceof Double number) return number(number);
    return String.valueOf(value);
  }

  /** A tree of maps, lists, texts, numbers and booleans on one line; what is not finite is null. */
  static String json(Object tree) {
    var text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      write(generator, tree);
    }
    return text.toString();
  }

  private static void write(JsonGenerator generator, Object value) {
    if (value instanceof Map<?, ?> map) {
      generator.writeStartObject();
      map.forEach(
          (key, member) -> {
            generator.writeName(String.valueOf(key));
            write(generator, member);
          });
      generator.writeEndObject();
    } else if (value instanceof Iterable<?> list) {
      generator.writeStartArray();
      for (Object element : list) write(generator, element);
      generator.writeEndArray();
    } else if (value instanceof Integer || value instanceof Long) {
      generator.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number) {
      if (Double.isFinite(number)) generator.writeNumber(number);
      else generator.writeNull();
    } else if (value instanceof Boolean bool) {
      generator.writeBoolean(bool);
    } else if (value == null) {
      generator.writeNull();
    } else {
      generator.writeString(value.toString());
    }
  }
}

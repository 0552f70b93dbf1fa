package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A command run in this JVM and what came of it. */
record Run(int status, String out, String err) {
  static Run of(Object... arguments) {
    String[] args = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int status =
        Main.run(
            args,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** A command that must succeed. */
  static Run done(Object... arguments) {
    Run run = of(arguments);
    assertEquals(0, run.status, () -> Arrays.toString(arguments) + "\n" + run.err);
    return run;
  }

  /** A command that must fail with one line on stderr that holds all of the parts. */
  static void fails(int status, List<String> parts, Object... arguments) {
    Run run = of(arguments);
    assertEquals(status, run.status, () -> Arrays.toString(arguments) + "\n" + run.err);
    assertEquals(1, run.err.lines().count(), run.err);
    assertTrue(run.err.startsWith("flows4j: "), run.err);
    for (String part : parts) assertTrue(run.err.contains(part), part + " not in: " + run.err);
    assertEquals("", run.out);
  }

  /** The JSON object on the last line of stdout. */
  Map<String, JsonValue> json() {
    List<String> lines = out.lines().toList();
    return JsonText.parse(lines.get(lines.size() - 1)).members();
  }

  double number(String key) {
    return json().get(key).number();
  }

  List<String> lines() {
    return out.lines().toList();
  }
}

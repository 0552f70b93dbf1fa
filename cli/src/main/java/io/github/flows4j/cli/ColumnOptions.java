package io.github.flows4j.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What of a table is trained on. */
final class ColumnOptions {
  @Option(
      names = "--features",
      paramLabel = "a,b",
      split = ",",
      hideParamSyntax = true,
      description = "Columns to model (default: all but the context and the weights).")
  List<String> features = new ArrayList<>();

  @Option(
      names = "--context",
      paramLabel = "c,d",
      split = ",",
      hideParamSyntax = true,
      description = "Columns to condition on (default: none).")
  List<String> context = new ArrayList<>();

  @Option(
      names = "--weights",
      paramLabel = "COLUMN",
      description = "Column with how much each row counts.")
  String weights;

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "What columns are, where it is not what their values suggest: JSON such as {\"age\":"
              + " \"whole\", \"share\": {\"type\": \"real\", \"lower\": 0, \"upper\": 1},"
              + " \"*\": \"real\"}; real, rounded, whole, date, time, category or constant,"
              + " lower, upper and heavy-tails; * is for all others.")
  Path schema;

  @Option(
      names = "--missing",
      paramLabel = "WHAT",
      description =
          "Of missing values: refuse (default), model, which learns when they are missing, or"
              + " drop, which leaves such rows out.")
  private String missing = "refuse";

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description = "Table, or images, to validate on, instead of a part of DATA.")
  Path validation;

  @Option(
      names = "--false-alarms",
      paramLabel = "RATE",
      description =
          "Share of usual rows that score may flag as anomalies, such as 0.01: the threshold is"
              + " stored in the model, and score flags by it.")
  Double falseAlarms;

  /** What is done about missing values. */
  enum Missing {
    REFUSE,
    MODEL,
    DROP
  }

  Missing missing() {
    List<String> choices = List.of("refuse", "model", "drop");
    return Missing.values()[choices.indexOf(Names.one("--missing", missing, choices))];
  }

  /** The options given. */
  List<String> given() {
    List<String> given = new ArrayList<>();
    if (!features.isEmpty()) given.add("--features");
    if (!context.isEmpty()) given.add("--context");
    if (schema != null) given.add("--schema");
    if (!missing.equals("refuse")) given.add("--missing");
    if (weights != null) given.add("--weights");
    if (validation != null) given.add("--validation");
    if (falseAlarms != null) given.add("--false-alarms");
    return given;
  }
}

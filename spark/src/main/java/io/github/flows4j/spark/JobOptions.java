package io.github.flows4j.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The command line of {@link TrainJob}. */
final class JobOptions {
  static final String USAGE =
      """
      spark-submit --class io.github.flows4j.spark.TrainJob JAR TABLE MODEL [options]
      spark-submit --class io.github.flows4j.spark.TrainJob JAR --score MODEL TABLE OUT [options]

      TABLE, OUT            CSV with a header (a name that ends in .csv, .tsv, .csv.gz), or Parquet
      MODEL                 the folder to write the model to, or to read it from; --score takes a
                            file of flows4j train, too

      training
        --features a,b      columns to model (default: all but the context and the weights)
        --context c,d       columns to condition on
        --weights COLUMN    how much each row counts
        --flow NAME         realnvp (default), nice, glow, nsf-coupling, maf, nsf, or JSON
        --steps N           training steps (default 2000)
        --batch ROWS        rows a step (default 256)
        --sync-every N      steps that a partition takes by itself (default 20)
        --learning-rate X   rate of Adam (default 0.001)
        --seed N            where all random choices come from (default 0)
        --checkpoint DIR    folder to leave the training in now and then, and to go on from
        --held-out X        part of the rows that judges the model (default 0.1, 0 for none)
        --partitions N      spread the rows over so many (default: as Spark reads them)
      scoring
        --keep-invalid      rows with a null, NaN or infinity get an empty score, and no error
      both
        --delimiter C       what is between the fields of CSV (default: a comma, of .tsv a tab)
        --threads N         threads of one task (default 1)
        --overwrite         replace a model or scores that are there""";

  private final FlowEstimator estimator = new FlowEstimator();
  private final List<String> names = new ArrayList<>();
  private String model;
  private String delimiter;
  private String weights = "";
  private double heldOut = 0.1;
  private int partitions;
  private boolean keepsInvalid;
  private boolean overwrites;

  private JobOptions() {}

  /**
   * The options of a command line.
   *
   * @throws IllegalArgumentException quoting what is wrong
   */
  static JobOptions of(String... arguments) {
    JobOptions options = new JobOptions();
    Deque<String> rest = new ArrayDeque<>(Arrays.asList(arguments));
    while (!rest.isEmpty()) {
      String next = rest.remove();
      if (next.startsWith("--")) options.set(next, rest);
      else options.names.add(next);
    }
    int few = options.names.size();
    if (few != 2)
      throw new IllegalArgumentException(
          "two names are needed after the options, "
              + (options.scores() ? "TABLE OUT" : "TABLE MODEL")
              + ", were "
              + (few == 0 ? "none" : String.join(" ", options.names)));
    if (!(options.heldOut >= 0 && options.heldOut < 1))
      throw new IllegalArgumentException("--held-out must be >= 0 and < 1, was " + options.heldOut);
    return options;
  }

  private void set(String option, Deque<String> rest) {
    switch (option) {
      case "--score" -> model = value(option, rest);
      case "--features" -> estimator.setInputCols(value(option, rest).split(","));
      case "--context" -> estimator.setContextCols(value(option, rest).split(","));
      case "--weights" -> {
        weights = value(option, rest);
        estimator.setWeightCol(weights);
      }
      case "--flow" -> estimator.setFlow(value(option, rest));
      case "--steps" -> estimator.setSteps(whole(option, rest, Long.MAX_VALUE));
      case "--batch" -> estimator.setBatchSize(count(option, rest));
      case "--sync-every" -> estimator.setSyncEvery(count(option, rest));
      case "--learning-rate" -> estimator.setLearningRate(number(option, rest));
      case "--seed" -> estimator.setSeed(whole(option, rest, Long.MAX_VALUE));
      case "--threads" -> estimator.setThreads(count(option, rest));
      case "--checkpoint" -> estimator.setCheckpointDir(value(option, rest));
      case "--held-out" -> heldOut = number(option, rest);
      case "--partitions" -> partitions = count(option, rest);
      case "--delimiter" -> delimiter = value(option, rest);
      case "--keep-invalid" -> keepsInvalid = true;
      case "--overwrite" -> overwrites = true;
      default -> throw new IllegalArgumentException("there is no option " + option);
    }
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) throw new IllegalArgumentException(option + " needs a value");
    return rest.remove();
  }

  private static long whole(String option, Deque<String> rest, long most) {
    String text = value(option, rest);
    try {
      long number = Long.parseLong(text);
      if (number <= most) return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " must be a whole number, was " + text, e);
    }
    throw new IllegalArgumentException(option + " must be at most " + most + ", was " + text);
  }

  private static int count(String option, Deque<String> rest) {
    return (int) whole(option, rest, Integer.MAX_VALUE);
  }

  private static double number(String option, Deque<String> rest) {
    String text = value(option, rest);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " must be a number, was " + text, e);
    }
  }

  /** Whether a model is to score, not to be trained. */
  boolean scores() {
    return model != null;
  }

  /** The model to score with. */
  String model() {
    return model;
  }

  /** The table to read. */
  String in() {
    return names.get(0);
  }

  /** Where the model or the scores go. */
  String out() {
    return names.get(1);
  }

  /** What trains, with all columns but the default ones. */
  FlowEstimator estimator() {
    return estimator;
  }

  /** Whether a column is context or weights. */
  boolean isGiven(String column) {
    return column.equals(weights) || Arrays.asList(estimator.getContextCols()).contains(column);
  }

  long seed() {
    return (Long) estimator.getOrDefault(estimator.seed());
  }

  int threads() {
    return estimator.getThreads();
  }

  /** Part of the rows that judges the model. */
  double heldOut() {
    return heldOut;
  }

  /** Partitions to spread the rows over; 0 to leave them as they are. */
  int partitions() {
    return partitions;
  }

  /** What is between the fields of a table. */
  String delimiter(String table) {
    if (delimiter != null) return delimiter;
    return table.toLowerCase(Locale.ROOT).contains(".tsv") ? "\t" : ",";
  }

  boolean keepsInvalid() {
    return keepsInvalid;
  }

  boolean overwrites() {
    return overwrites;
  }
}

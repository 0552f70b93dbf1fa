package io.github.flows4j.cli;

import io.github.flows4j.cli.Meter.Rate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code flows4j bench sweep}: how throughput goes with batch size and with features. */
final class BenchSweep {
  static final String NAME = "sweep";
  private static final int FEATURES = 21;
  private static final int BATCH = 256;
  private static final int SCORED = 20_000;
  private static final int MOST_ROWS = 100_000;
  private static final int MOST_FEATURES = 1_000;

  private final BenchTimings timings;
  private final Console console;
  private String kernels = "";

  BenchSweep(BenchTimings timings, Console console) {
    this.timings = timings;
    this.console = console;
  }

  /** 1, 2, 4, ... 100,000. */
  static List<Integer> batches() {
    return doubling(1, MOST_ROWS);
  }

  /** 2, 4, 8, ... 1,000. */
  static List<Integer> features() {
    return doubling(2, MOST_FEATURES);
  }

  private static List<Integer> doubling(int from, int to) {
    List<Integer> sizes = new ArrayList<>();
    for (int size = from; size < to; size *= 2) sizes.add(size);
    sizes.add(to);
    return sizes;
  }

  String kernels() {
    return kernels;
  }

  /** Training and scoring with that many rows a step and a call. */
  List<Map<String, Object>> batches(List<Integer> sizes) {
    header("rows a batch, " + FEATURES + " features");
    List<Map<String, Object>> points = new ArrayList<>();
    for (int size : sizes)
      points.add(point(BenchCase.realNvp("batch", FEATURES, size), size, "batch", size));
    return points;
  }

  /** Training and scoring with that many features. */
  List<Map<String, Object>> features(List<Integer> sizes) {
    header("features, batches of " + BATCH + " in training, " + Report.count(SCORED) + " scored");
    List<Map<String, Object>> points = new ArrayList<>();
    for (int size : sizes)
      points.add(point(BenchCase.realNvp("features", size, BATCH), SCORED, "features", size));
    return points;
  }

  private void header(String what) {
    console.note("throughput over " + what + ":");
    console.note(
        "%10s %14s %9s %14s %9s".formatted("", "trained rows/s", "GFLOP/s", "scored", "GFLOP/s"));
  }

  /** Training and scoring of a case with that many rows a step and a call. */
  List<Map<String, Object>> batches(BenchCase of, List<Integer> sizes) {
    header("rows a batch, " + of.name());
    List<Map<String, Object>> points = new ArrayList<>();
    for (int size : sizes) points.add(point(of.withBatch(size), size, "batch", size));
    return points;
  }

  private Map<String, Object> point(BenchCase of, int scored, String axis, int at) {
    BenchTimings.Trained trained = timings.train(of);
    kernels = trained.flow().kernels();
    Rate score = timings.score(trained.flow(), of.rows().sample(scored, 0));
    double rows = trained.steps().median() * of.batch();
    double trainFlops = rows * 3 * of.flops() * 1e-9;
    double scoreFlops = score.median() * of.flops() * 1e-9;
    console.note(
        "%10d %14s %9.1f %14s %9.1f"
            .formatted(
                at,
                Report.count(Math.round(rows)),
                trainFlops,
                Report.count(Math.round(score.median())),
                scoreFlops));
    Map<String, Object> point = new LinkedHashMap<>();
    point.put(axis, at);
    point.put("train_rows_per_s", rows);
    point.put("train_gflops", trainFlops);
    point.put("log_prob_rows_per_s", score.median());
    point.put("log_prob_gflops", scoreFlops);
    return point;
  }
}

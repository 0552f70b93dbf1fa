package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.cli.Meter.Rate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flows4j bench}. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Times training, scoring and sampling on this machine.",
      "",
      "Each figure is the median of several rounds after a warm-up, with the slowest and the"
          + " fastest round beside it. GFLOP/s count dense layers and convolutions only: 2 for each weight"
          + " and row (and pixel), and three times as many in training."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j bench                            lists the cases",
      "  flows4j bench realnvp21 --threads 1",
      "  flows4j bench swissroll --json",
      "  flows4j bench sweep                      over batch sizes and features",
      "  flows4j bench sweep --features 2,100     over these features alone",
      "  flows4j bench image28 --batch 1,8,64     a case over batch sizes",
      "  flows4j bench autoregressive             sampling against scoring, over features"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int ROWS = 20_000;
  private static final int MANY_NUMBERS = 200;
  private static final int FEW_ROWS = 2_000;
  private static final double CASE_SECONDS = 5;
  private static final int CASE_ROUNDS = 5;
  private static final double SWEEP_SECONDS = 0.5;
  private static final int SWEEP_ROUNDS = 3;

  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "CASE",
      description = "What to time; without it, the cases are listed.")
  private String name;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to work on (default: every processor).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "Time for each figure, after a warm-up of half of it (default 5; 0.5 over sizes).")
  private Double seconds;

  @Option(
      names = "--batch",
      paramLabel = "N",
      split = ",",
      description =
          "The batch sizes of a sweep (default 1, 2, 4, ... 100000), or those to time a case with.")
  private List<Integer> batches;

  @Option(
      names = "--features",
      paramLabel = "D",
      split = ",",
      description =
          "The numbers of features (default in a sweep 2, 4, 8, ... 1000; with autoregressive"
              + " 8, 63, 256, 1000).")
  private List<Integer> features;

  @Mixin private JsonOption form;
  @Mixin CommonOptions common;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (threads < 1) throw new UsageProblem("--threads must be >= 1, was " + threads);
    if (seconds != null && !(seconds > 0 && seconds < Double.POSITIVE_INFINITY))
      throw new UsageProblem("--seconds must be positive and finite, was " + seconds);
    boolean sweep = BenchSweep.NAME.equals(name);
    boolean autoregressive = BenchAutoregressive.NAME.equals(name);
    if (batches != null && (name == null || autoregressive))
      throw new UsageProblem(
          "--batch is for: flows4j bench %s and the cases".formatted(BenchSweep.NAME));
    if (!sweep && !autoregressive && features != null)
      throw new UsageProblem(
          "--features is for: flows4j bench %s and %s"
              .formatted(BenchSweep.NAME, BenchAutoregressive.NAME));
    Report report =
        name == null
            ? list()
            : sweep ? sweep() : autoregressive ? autoregressive() : of(BenchCase.named(name));
    report.print(console.out(), form.json);
    return Main.DONE;
  }

  private static Report list() {
    Report report = new Report().value("cases", BenchCase.names());
    for (BenchCase known : BenchCase.ALL) report.line(known.name(), known.summary());
    return report
        .line(BenchSweep.NAME, "throughput over batch sizes and over features")
        .line(BenchAutoregressive.NAME, "sampling against scoring, over features");
  }

  private BenchTimings timings(double usual, int rounds) {
    double time = seconds == null ? usual : seconds;
    return new BenchTimings(threads, time / 2, time, rounds);
  }

  private Report of(BenchCase known) {
    if (batches == null) return time(known);
    BenchSweep sweep = new BenchSweep(timings(SWEEP_SECONDS, SWEEP_ROUNDS), console);
    List<Integer> rows = sizes("--batch", batches, null, List.of());
    Report report = new Report().both("case", "case", known.name());
    report.value("batches", sweep.batches(known, rows));
    return environment(report, sweep.kernels());
  }

  private Report time(BenchCase of) {
    BenchTimings timings = timings(CASE_SECONDS, CASE_ROUNDS);
    Rows rows = of.rows().sample(of.recipe().spec().features() > MANY_NUMBERS ? FEW_ROWS : ROWS, 0);
    BenchTimings.Trained trained = timings.train(of);
    Flow flow = trained.flow();
    Report report = new Report().both("case", "case", of.name());
    rate(report, "train_steps_per_s", "training", "steps/s", trained.steps());
    double step = 3 * of.flops() * of.batch() * 1e-9;
    report.number("train_gflops", "", trained.steps().median() * step, "GFLOP/s");
    Rate scored = timings.score(flow, rows);
    rate(report, "log_prob_rows_per_s", "scoring", "rows/s", scored);
    report.number("log_prob_gflops", "", scored.median() * of.flops() * 1e-9, "GFLOP/s");
    Rate single = timings.single(flow, rows).microseconds();
    rate(report, "single_row_us", "one row", "us", single);
    rate(report, "sample_rows_per_s", "sampling", "rows/s", timings.sample(flow, of.drawn()));
    return environment(report, flow.kernels());
  }

  private static void rate(Report report, String key, String label, String unit, Rate rate) {
    report.value(key, rate.median()).value(key + "_range", List.of(rate.min(), rate.max()));
    String text = "%s %s (%s to %s)";
    report.line(
        label,
        text.formatted(
            Report.number(rate.median()),
            unit,
            Report.number(rate.min()),
            Report.number(rate.max())));
  }

  private Report sweep() {
    BenchSweep sweep = new BenchSweep(timings(SWEEP_SECONDS, SWEEP_ROUNDS), console);
    List<Integer> rows = sizes("--batch", batches, features, BenchSweep.batches());
    List<Integer> columns = sizes("--features", features, batches, BenchSweep.features());
    Report report = new Report().both("case", "case", BenchSweep.NAME);
    if (!rows.isEmpty()) report.value("batches", sweep.batches(rows));
    if (!columns.isEmpty()) report.value("features", sweep.features(columns));
    return environment(report, sweep.kernels());
  }

  private Report autoregressive() {
    BenchAutoregressive of = new BenchAutoregressive(timings(SWEEP_SECONDS, SWEEP_ROUNDS), console);
    List<Integer> columns = sizes("--features", features, null, BenchAutoregressive.FEATURES);
    Report report = new Report().both("case", "case", BenchAutoregressive.NAME);
    report.value("points", of.points(columns));
    return environment(report, of.kernels());
  }

  /** The sizes given; the usual ones if neither this option nor the other was. */
  private static List<Integer> sizes(
      String option, List<Integer> given, List<Integer> other, List<Integer> usual) {
    if (given == null) return other == null ? usual : List.of();
    for (int size : given)
      if (size < 1) throw new UsageProblem(option + " must be >= 1, was " + size);
    return given;
  }

  private Report environment(Report report, String kernels) {
    return report
        .both("threads", "threads", threads)
        .both("kernels", "kernels", kernels)
        .both("jdk", "JDK", Runtime.version().toString())
        .value("processors", Runtime.getRuntime().availableProcessors());
  }
}

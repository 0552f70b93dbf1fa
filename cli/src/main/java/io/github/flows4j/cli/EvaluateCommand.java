package io.github.flows4j.cli;

import io.github.flows4j.BitsPerDimension;
import io.github.flows4j.DataException;
import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Toy;
import io.github.flows4j.data.Table;
import io.github.flows4j.metrics.Auroc;
import io.github.flows4j.metrics.DensityCoverage;
import io.github.flows4j.metrics.EnergyDistance;
import io.github.flows4j.metrics.MaximumMeanDiscrepancy;
import io.github.flows4j.metrics.NegativeLogLikelihood;
import io.github.flows4j.metrics.PrecisionAtK;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flows4j evaluate}. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Measures how well a model fits rows, or images.",
      "",
      "The rows should be ones that it was not trained on. Prints the mean"
          + " negative log-likelihood in nats a row, in the columns' own units and for"
          + " standardized rows (the figure that papers give), bits per dimension, and density,"
          + " coverage, MMD and energy distance of generated rows against real ones, both"
          + " standardized. On a built-in set also how far the model is from its true density. Of images"
          + " it prints bits per dimension alone, averaged over draws of noise; several draws"
          + " also give a tighter bound, the importance-weighted one."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j evaluate model held-out.csv",
      "  flows4j evaluate model mixed.csv --labels is_fraud",
      "  flows4j evaluate model held-out.csv --out report.html --training train.csv",
      "  flows4j evaluate moons two-moons --rows 200000 --json",
      "  flows4j evaluate mnist t10k-images-idx3-ubyte.gz --noise-draws 8 --first 1000"
    })
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(index = "0", paramLabel = "MODEL", description = "A model file or train's folder.")
  private String model;

  @Parameters(index = "1", paramLabel = "DATA", description = "A table, images or a built-in set.")
  private String data;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Real and generated rows that are compared (default 1,000).")
  private Integer compared;

  private int samples = 1_000;

  @Option(
      names = "--labels",
      paramLabel = "COLUMN",
      description =
          "Column with 1 for anomalies and 0 for the rest: prints how well the density tells them"
              + " apart (AUROC, precision at as many rows as there are anomalies). The other figures then are of the rows with 0.")
  private String labels;

  @Option(
      names = "--at",
      paramLabel = "K",
      description =
          "With --labels: how many of the K rows of lowest density are anomalies, beside that.")
  private Integer at;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Fresh rows of a built-in set (default 100,000).")
  private Integer rows;

  @Option(
      names = "--noise-draws",
      paramLabel = "K",
      description = "Draws of noise for each image (default 1).")
  private Integer draws;

  @Option(
      names = "--first",
      paramLabel = "N",
      description = "The first N images alone (default all).")
  private Integer first;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE.html",
      description =
          "A page with pictures, distances beside those of real rows, calibration and what it all"
              + " says, in one file.")
  private Path out;

  @Option(
      names = "--training",
      paramLabel = "FILE",
      description = "For the page: the training rows, to see whether the model copies them.")
  private String training;

  @Spec private CommandSpec spec;
  @Mixin private SeedOption seed;
  @Mixin private TableInput table;
  @Mixin private JsonOption json;
  @Mixin CommonOptions common;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (compared != null) samples = compared;
    if (at != null && labels == null) throw new UsageProblem("--at needs --labels");
    if (samples < 10) throw new UsageProblem("--samples must be >= 10, was " + samples);
    Flow flow = Models.load(model);
    DataInput input = DataInput.resolve(data);
    if (training != null && out == null) throw new UsageProblem("--training needs --out");
    Report report = new Report();
    if (flow.schema().image()) {
      Checks.onlyTables(
          "--no-header",
          table.given(),
          "--rows",
          rows,
          "--labels",
          labels,
          "--samples",
          compared,
          "--out",
          out);
      images(report, flow, ModelImages.read(flow, input, first));
      report.print(console.out(), json.json);
      return Main.DONE;
    }
    Checks.onlyImages("--noise-draws", draws, "--first", first);
    ModelImages.refuse(flow, input);
    EvaluationPage page = page(flow);
    if (input instanceof DataInput.ToySet set) {
      if (labels != null) throw new UsageProblem("--labels needs a table, " + data + " is none");
      Sample fresh = ModelTable.read(flow, input, table, Checks.rows(rows, 100_000), seed.seed);
      double[] logProb = fresh.logProb(flow);
      likelihood(report, flow, logProb);
      gap(report, set.toy(), fresh.rows(), logProb);
      compare(report, flow, fresh);
      if (page != null) page.write(flow, fresh, report);
    } else {
      Checks.noRows(rows, data);
      Sample measured = onTable(report, flow, ((DataInput.TableFile) input));
      if (page != null) page.write(flow, measured, report);
    }
    report.print(console.out(), json.json);
    return Main.DONE;
  }

  /** The page to write, checked before the work; null if none was asked for. */
  private EvaluationPage page(Flow flow) {
    if (out == null) return null;
    EvaluationPage.check(out);
    Rows known = null;
    if (training != null) {
      if (!(DataInput.resolve(training) instanceof DataInput.TableFile file))
        throw new UsageProblem("--training needs a table, " + training + " is none");
      known = ModelTable.read(flow, file, table).centred(flow.schema());
    }
    String line = "flows4j " + String.join(" ", arguments());
    return new EvaluationPage(out, model, data, line, known, samples, seed.seed);
  }

  private List<String> arguments() {
    return spec.commandLine().getParent().getParseResult().originalArgs();
  }

  private void images(Report report, Flow flow, ModelImages images) {
    int each = Checks.draws(draws);
    long began = System.nanoTime();
    BitsPerDimension bits =
        Dequantization.bitsPerDimension(flow, images.rows(), images.context(), each, seed.seed);
    double seconds = (System.nanoTime() - began) * 1e-9;
    double perBit = ImageResults.perBit(flow.features());
    report.both("images", "images", bits.images()).both("noise_draws", "draws of noise", each);
    report.value("bits_per_dimension", bits.mean());
    report.value("bits_per_dimension_standard_error", bits.standardError());
    double ignorant = Math.log(flow.schema().pixels().levels()) / Math.log(2);
    report.line(
        "bits per dimension",
        plusMinus(bits.mean(), bits.standardError())
            + " ("
            + Report.number(ignorant)
            + " with no knowledge)");
    if (each > 1) {
      report.value("bound", bits.bound()).value("bound_standard_error", bits.boundStandardError());
      report.line(
          "importance-weighted",
          plusMinus(bits.bound(), bits.boundStandardError()) + ", a bound that draws tighten");
    }
    report.value("nll", bits.mean() * perBit);
    report.line("negative log-likelihood", Report.number(bits.mean() * perBit) + " nats an image");
    report.value("images_per_s", bits.images() * each / seconds);
  }

  private static String plusMinus(double value, double error) {
    // One image has no standard error.
    return Report.number(value) + (Double.isNaN(error) ? "" : " +- " + Report.number(error));
  }

  /** The rows that were measured. */
  private Sample onTable(Report report, Flow flow, DataInput.TableFile file) {
    List<String> others = labels == null ? List.of() : List.of(labels.strip());
    ModelTable.Found read = ModelTable.read(flow, file, table, others);
    Sample all = read.sample();
    double[] logProb = all.logProb(flow);
    if (labels == null) {
      likelihood(report, flow, logProb);
      compare(report, flow, all);
      return all;
    }
    boolean[] anomaly = labels(read.others());
    double[] score = new double[logProb.length];
    for (int i = 0; i < score.length; i++) score[i] = -logProb[i];
    Sample normal = all.where(i -> !anomaly[i]);
    if (normal.count() == 0 || normal.count() == all.count())
      throw new DataException(
          data
              + ", column "
              + labels
              + ": all rows are "
              + (normal.count() == 0 ? "anomalies" : "0, there is no anomaly"));
    Auroc auroc = Auroc.of(score, anomaly);
    likelihood(report, flow, normal.logProb(flow));
    report.value("anomalies", auroc.positives());
    report.value("auroc", auroc.area()).value("average_precision", auroc.averagePrecision());
    report.line(
        "AUROC",
        Report.number(auroc.area())
            + ", "
            + Report.count(auroc.positives())
            + " anomalies against "
            + Report.count(auroc.negatives())
            + " others");
    report.line("average precision", Report.number(auroc.averagePrecision()));
    report.value("precision_at", precisions(report, score, anomaly, auroc.positives()));
    compare(report, flow, normal);
    return normal;
  }

  private List<Map<String, Object>> precisions(
      Report report, double[] score, boolean[] anomaly, int anomalies) {
    if (at != null && (at < 1 || at > score.length))
      throw new UsageProblem(
          "--at must be from 1 to the table's " + score.length + " rows, was " + at);
    List<Map<String, Object>> all = new ArrayList<>();
    Set<Integer> looks = new LinkedHashSet<>(List.of(anomalies));
    if (at != null) looks.add(at);
    for (int k : looks) {
      double value = PrecisionAtK.of(score, anomaly, k).value();
      all.add(Map.of("k", k, "precision", value));
      report.line("precision at " + Report.count(k), Report.number(value));
    }
    return all;
  }

  private boolean[] labels(Table read) {
    double[] column = read.rows().column(read.names().indexOf(labels.strip()));
    boolean[] anomaly = new boolean[column.length];
    for (int i = 0; i < column.length; i++) {
      if (column[i] != 0 && column[i] != 1)
        throw new DataException(
            data
                + ", row "
                + (i + 1)
                + ", column "
                + labels
                + ": a label must be 0 or 1, was "
                + Report.number(column[i]));
      anomaly[i] = column[i] == 1;
    }
    return anomaly;
  }

  private static void likelihood(Report report, Flow flow, double[] logProb) {
    NegativeLogLikelihood nll = NegativeLogLikelihood.of(logProb);
    double standardized = nll.mean() + flow.schema().logDet();
    report.both("rows", "rows", nll.rows());
    report.value("nll", nll.mean()).value("nll_standard_error", nll.standardError());
    report.value("nll_standardized", standardized);
    report.value("bits_per_dimension", nll.bitsPerDimension(flow.features()));
    String error = " +- " + Report.number(nll.standardError());
    boolean plain = flow.schema().logDet() == 0;
    String units = plain ? "" : ", in the columns' own units";
    report.line(
        "negative log-likelihood", Report.number(nll.mean()) + error + " nats a row" + units);
    if (!plain) report.line("", Report.number(standardized) + error + " nats a standardized row");
    report.line("bits per dimension", Report.number(nll.bitsPerDimension(flow.features())) + units);
    int impossible = 0;
    for (double value : logProb) if (value == Double.NEGATIVE_INFINITY) impossible++;
    report.value("rows_of_density_0", impossible);
    if (impossible > 0) report.line("rows of density 0", Report.count(impossible));
  }

  /** How far the model is from the true density: the Kullback-Leibler divergence, estimated. */
  private static void gap(Report report, Toy toy, Rows rows, double[] logProb) {
    if (toy.entropy().isEmpty()) return;
    double[] difference = new double[logProb.length];
    for (int i = 0; i < difference.length; i++)
      difference[i] = logProb[i] - toy.logProb(rows.get(i, 0), rows.get(i, 1)).orElse(Double.NaN);
    NegativeLogLikelihood gap = NegativeLogLikelihood.of(difference);
    report.value("gap", gap.mean()).value("gap_standard_error", gap.standardError());
    report.value("entropy", toy.entropy().getAsDouble());
    report.line(
        "gap to the true density",
        Report.number(gap.mean())
            + " +- "
            + Report.number(gap.standardError())
            + " nats a row; entropy "
            + Report.number(toy.entropy().getAsDouble()));
  }

  private void compare(Report report, Flow flow, Sample all) {
    Sample real = all.thinned(samples, seed.seed);
    Rows generated = Sample.finite(real.generatedBy(flow, seed.seed));
    report.value("samples", real.count());
    if (generated.count() < real.count())
      report.both(
          "generated_not_finite",
          "generated rows that are not finite",
          real.count() - generated.count());
    if (real.count() <= DensityCoverage.DEFAULT_NEIGHBOURS || generated.count() < 2) {
      report.line("density, coverage", "not measured, there are too few rows");
      return;
    }
    Rows x = Sample.standardized(real.rows(), flow.schema());
    Rows y = Sample.standardized(generated, flow.schema());
    DensityCoverage fidelity = DensityCoverage.of(x, y);
    double expected =
        DensityCoverage.expectedCoverage(x.count(), y.count(), DensityCoverage.DEFAULT_NEIGHBOURS);
    report.value("density", fidelity.density()).value("coverage", fidelity.coverage());
    report.line(
        "density",
        Report.number(fidelity.density())
            + " (1 if alike; k = 5, "
            + Report.count(x.count())
            + " real and "
            + Report.count(y.count())
            + " generated rows)");
    report.line(
        "coverage",
        Report.number(fidelity.coverage()) + " (" + Report.number(expected) + " if alike)");
    try {
      double mmd = MaximumMeanDiscrepancy.of(x, y).squared();
      report.value("mmd_squared", mmd).line("MMD squared", Report.number(mmd) + " (0 if alike)");
    } catch (IllegalArgumentException e) {
      report.line("MMD squared", "not measured: " + e.getMessage());
    }
    double energy = EnergyDistance.of(x, y).value();
    report.value("energy_distance", energy);
    report.line("energy distance", Report.number(energy) + " (0 if alike)");
  }
}

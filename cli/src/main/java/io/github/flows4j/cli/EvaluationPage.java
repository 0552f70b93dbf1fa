package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.cli.report.Calibration;
import io.github.flows4j.cli.report.Correlations;
import io.github.flows4j.cli.report.Distances;
import io.github.flows4j.cli.report.Feature;
import io.github.flows4j.cli.report.LearningCurve;
import io.github.flows4j.cli.report.Likelihood;
import io.github.flows4j.cli.report.Marginals;
import io.github.flows4j.cli.report.Memorisation;
import io.github.flows4j.cli.report.Page;
import io.github.flows4j.io.AtomicFiles;
import io.github.flows4j.metrics.ProbabilityIntegralTransform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The page that evaluate writes: gets rows from a flow, and has the sections written.
 *
 * @param file what is written
 * @param model the model's argument
 * @param data the data's argument
 * @param command the whole command line
 * @param training the training rows, or null
 * @param compared rows of each kind that distances are measured between
 * @param seed of what is generated
 */
record EvaluationPage(
    Path file, String model, String data, String command, Rows training, int compared, long seed) {
  /** Rows of pictures: more look the same. */
  private static final int DRAWN = 10_000;

  /** Rows of the calibration of a conditional flow, each with its own draws. */
  private static final int RANKED = 1_000;

  private static final int DRAWS = 100;

  /**
   * Refuses a file that can't be written, before the work.
   *
   * @throws DataException naming it
   */
  static Path check(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file))
      throw new DataException(file + " is a folder; --out of evaluate names a file, report.html");
    if (folder == null || !Files.isDirectory(folder))
      throw new DataException(file + " can't be written: there is no folder " + folder);
    OutputFolder.prepare(folder);
    return file;
  }

  /** Writes it and says so in the report, with its figures in JSON. */
  void write(Flow flow, Sample all, Report report) throws IOException {
    Page page = new Page("How good is " + model + "?");
    header(page, flow, all);
    training(page, flow);
    sections(page, flow, all);
    String html = page.html();
    AtomicFiles.write(file, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
    report.value("page", page.values()).value("out", file.toString()).line("report", "" + file);
  }

  private void header(Page page, Flow flow, Sample all) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("model", Models.file(model).toString());
    facts.put("flow", SpecText.summary(flow.spec()));
    facts.put("data", data);
    facts.put(
        "rows",
        Report.count(all.count())
            + " of "
            + flow.features()
            + (flow.features() == 1 ? " column" : " columns")
            + (all.context() == null
                ? ""
                : " given " + String.join(", ", ModelTable.names(flow.schema().context()))));
    facts.put("date", DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx").format(now()));
    facts.put("command", command);
    facts.put("by", "flows4j " + Version.text());
    page.facts(facts);
    Map<String, String> origin = flow.provenance().entries();
    if (!origin.isEmpty()) page.folded("Where the model comes from", origin);
  }

  private static ZonedDateTime now() {
    return ZonedDateTime.now(java.time.ZoneId.systemDefault());
  }

  private void training(Page page, Flow flow) {
    Path history = Models.file(model).resolveSibling("history.csv");
    if (!Files.isRegularFile(history)) return;
    String best = flow.provenance().entries().getOrDefault("best_step", "NaN");
    try {
      String unit = flow.schema().logDet() == 0 ? "a row" : "a standardized row";
      LearningCurve.read(history).write(page, Double.parseDouble(best), unit);
    } catch (IOException | NumberFormatException e) {
      page.text("The training's history can't be shown: " + e.getMessage());
    }
  }

  private void sections(Page page, Flow flow, Sample all) {
    double logDet = flow.schema().logDet();
    Sample real = shuffled(all.thinned(DRAWN, seed));
    Rows raw = real.generatedBy(flow, seed);
    Rows generated = Sample.finite(raw);
    boolean whole = generated.count() == raw.count();
    double[] own = whole ? real.replaced(flow, raw).logProb(flow) : new double[0];
    Likelihood.write(page, all.logProb(flow), own, logDet, flow.features());
    if (!whole)
      page.text(
          Report.count(raw.count() - generated.count())
              + " generated rows are not finite and left out of what follows.");
    if (generated.count() < 10 || real.count() < 10) {
      page.text("There are too few rows for more.");
      return;
    }
    ShownColumns shown = ShownColumns.of(flow, real, generated);
    Marginals.write(page, shown.features(), shown.real(), shown.generated(), seed);
    List<Feature> features = Feature.numbers(ModelTable.names(flow.schema().features()));
    Correlations.write(page, features, real.rows(), generated);
    int n = Math.min(compared, real.count() / 2);
    Rows near = Sample.standardized(real.rows().slice(0, 2 * n), flow.schema());
    Rows against = Sample.finite(raw.slice(n, 2 * n));
    Rows scaled = Sample.standardized(against, flow.schema());
    Distances.write(page, near, scaled, seed);
    calibration(page, flow, real, raw, whole, own);
    Sample second = real.pick(IntStream.range(n, 2 * n).toArray());
    Sample drawn = second.replaced(flow, raw.slice(n, 2 * n));
    memorisation(
        page,
        flow,
        second.centred(flow.schema()),
        Sample.standardized(Sample.finite(drawn.centred(flow.schema())), flow.schema()));
  }

  /** In random order, so that any part of it is a random one. */
  private Sample shuffled(Sample sample) {
    int[] order = new int[sample.count()];
    var random = new SplittableRandom(seed);
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return sample.pick(order);
  }

  private void calibration(
      Page page, Flow flow, Sample real, Rows generated, boolean whole, double[] generatedOwn) {
    List<String> names = new ArrayList<>(ModelTable.names(flow.schema().features()));
    names.add("log-density (of whole rows)");
    List<ProbabilityIntegralTransform> ranks = new ArrayList<>();
    if (real.context() == null) {
      if (whole) {
        for (int j = 0; j < flow.features(); j++)
          ranks.add(
              ProbabilityIntegralTransform.of(real.rows().column(j), generated.column(j), seed));
        ranks.add(ProbabilityIntegralTransform.of(real.logProb(flow), generatedOwn, seed));
      }
      Calibration.write(page, names, ranks, 0);
      return;
    }
    int count = Math.min(RANKED, real.count());
    int[] repeated = new int[count * DRAWS];
    for (int i = 0; i < repeated.length; i++) repeated[i] = i / DRAWS;
    Sample again = real.pick(repeated);
    Sample draws =
        again.replaced(flow, flow.sampleGiven(again.context(), repeated.length, seed + 1, 1));
    if (Sample.finite(draws.rows()).count() == draws.count()) {
      Sample ranked = real.pick(IntStream.range(0, count).toArray());
      for (int j = 0; j < flow.features(); j++)
        ranks.add(ranks(ranked.rows().column(j), draws.rows().column(j)));
      ranks.add(ranks(ranked.logProb(flow), draws.logProb(flow)));
    }
    Calibration.write(page, names, ranks, DRAWS);
  }

  private ProbabilityIntegralTransform ranks(double[] real, double[] draws) {
    return ProbabilityIntegralTransform.ofDraws(real, Rows.wrap(DRAWS, draws), seed);
  }

  private void memorisation(Page page, Flow flow, Rows heldOut, Rows generated) {
    if (training == null)
      Memorisation.missing(
          page,
          "Give the rows that the model was trained on, evaluate --training FILE, to see whether"
              + " generated rows are copies of them.");
    else if (generated.count() == 0 || training.count() == 0)
      Memorisation.missing(page, "There are no rows to compare.");
    else
      Memorisation.write(
          page,
          Sample.standardized(heldOut, flow.schema()),
          generated,
          Sample.standardized(training, flow.schema()));
  }
}

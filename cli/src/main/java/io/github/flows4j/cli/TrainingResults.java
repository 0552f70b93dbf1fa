package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.io.Provenance;
import io.github.flows4j.plot.Limits;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.train.History;
import io.github.flows4j.train.Schedule;
import io.github.flows4j.train.StopReason;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Training;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What a training leaves: its files and its report. */
final class TrainingResults {
  /** The final loss is the mean over so many of the last steps, or a tenth of a short training. */
  private static final int LAST_STEPS = 1_000;

  /** Nats a row by which the validation loss has to have risen to be worth a word. */
  private static final double PARTED = 0.05;

  private final OutputFolder folder;
  private final TrainingJob job;
  private final TrainOptions options;
  private final String command;
  private final String choice;
  private final Consumer<String> note;

  /**
   * Results to come.
   *
   * @param choice what was picked and why, empty where nothing was
   */
  TrainingResults(
      OutputFolder folder,
      TrainingJob job,
      TrainOptions options,
      String command,
      String choice,
      Consumer<String> note) {
    this.folder = folder;
    this.job = job;
    this.options = options;
    this.command = command;
    this.choice = choice;
    this.note = note;
  }

  /**
   * Saves the model, its history and the loss: at once, before anything that takes time.
   *
   * @return false if there was not one step, and so nothing to save
   */
  boolean save(Training training) throws IOException {
    if (training.history().steps().isEmpty()) return false;
    training.flow().withProvenance(provenance(training)).save(folder.file(OutputFolder.MODEL));
    folder.wrote(OutputFolder.MODEL);
    HistoryFile.write(folder, training.history());
    return true;
  }

  /**
   * Says where training and validation parted: the loss of the last look at the validation rows is
   * much above the best one.
   */
  private void parting(Training training) {
    History history = training.history();
    double best = Double.POSITIVE_INFINITY;
    History.Validation last = null;
    for (History.Validation look : history.validations()) {
      // The last look of an ensemble is at the mixture.
      if (last != null && look.step() == last.step()) continue;
      best = Math.min(best, look.loss());
      last = look;
    }
    if (last == null || !(last.loss() - best > PARTED)) return;
    note.accept(
        "training and validation parted: the validation loss rose from "
            + ProgressBar.loss(best)
            + " to "
            + ProgressBar.loss(last.loss())
            + " while the flow went on learning the training rows; the best weights are kept. "
            + (job.image() == null
                ? "More rows, --weight-decay or --dropout would help"
                : "More images or --weight-decay would help"));
  }

  /** Measures and draws the flow, notes the metrics in the model file, and reports. */
  Report finish(Training training) throws IOException {
    Flow flow = training.flow().withThreads(options.threads());
    Report report = new Report();
    numbers(report, training);
    if (job.image() == null) parting(training);
    if (job.image() == null)
      Quality.of(flow, job.real(Quality.ROWS, options.seed()), options.seed())
          .addTo(report, flow.features());
    Provenance provenance = provenance(training);
    for (Map.Entry<String, Object> entry : report.values().entrySet())
      if (entry.getValue() instanceof Double value)
        provenance = provenance.with(entry.getKey(), Double.toString(value));
    flow.withProvenance(provenance).save(folder.file(OutputFolder.MODEL));
    draw(flow, training.history());
    report.value("out", folder.toString()).value("files", folder.written());
    report.line("files", String.join(", ", folder.written()) + " in " + folder);
    return report;
  }

  private void numbers(Report report, Training training) {
    History history = training.history();
    int steps = history.steps().size();
    Schema schema = training.flow().schema();
    boolean standardized = !job.toy() && !schema.typed() && options.standardize();
    // Losses are of standardized rows; -log p of the user's is larger by sum log scale.
    double logDet = schema.logDet();
    report.value("data", job.data()).value("features", job.features());
    report.value("context", job.context());
    int members = training.flow().members().size();
    if (members > 1) report.both("members", "members, mixed in equal parts", members);
    report.value("parameters", members * SpecText.parameters(training.flow().spec().tensors()));
    report.value("steps", steps).value("stop", lower(training.reason()));
    report.value("seconds", training.seconds());
    String ended =
        training.reason() == StopReason.PATIENCE ? ", no new best for the last validations" : "";
    report.line(
        "steps", Report.count(steps) + " in " + ProgressBar.time(training.seconds()) + ended);
    int last = Math.max(1, Math.min(LAST_STEPS, steps / 10));
    if (schema.image()) {
      ImageResults.addTo(report, training, options.batch(), last);
      return;
    }
    double loss = history.meanLoss(last);
    report.value("loss", loss).value("loss_steps", last);
    String unit = standardized ? " nats a standardized row" : " nats a row";
    report.line(
        "final loss",
        Report.number(loss) + unit + ", mean of the last " + Report.count(last) + " steps");
    if (!history.validations().isEmpty()) {
      double best = Double.POSITIVE_INFINITY;
      for (History.Validation look : history.validations())
        if (look.step() == training.bestStep()) best = look.loss();
      report.value("validation_loss", best).value("best_step", training.bestStep());
      report.value("validation_loss_user_units", best - logDet);
      report.line(
          "validation",
          Report.number(best)
              + unit
              + ", "
              + Report.number(best - logDet)
              + " in the columns' own units; "
              + (training.flow().members().size() > 1
                  ? "of the mixture"
                  : "best, after step " + Report.count(training.bestStep())));
    }
    training
        .flow()
        .scores()
        .map(ScoreQuantiles::alarm)
        .ifPresent(
            alarm -> {
              report.value("false_alarms", alarm.rate());
              report.value("threshold", alarm.threshold());
              report.line("anomalies", Report.alarm(alarm));
            });
    double rate = steps / training.seconds();
    report.value("steps_per_s", rate).value("rows_per_s", rate * options.batch());
    report.line(
        "rate",
        Report.count(Math.round(rate))
            + " steps/s, "
            + Report.count(Math.round(rate * options.batch()))
            + " rows/s");
  }

  private void draw(Flow flow, History history) throws IOException {
    Pictures pictures = new Pictures(folder, flow, options.seed());
    boolean image = flow.schema().image();
    Pictures.loss(folder, history, image ? ImageResults.perBit(flow.features()) : 0);
    if (image) {
      new ImageSamples(folder, ImageClasses.of(flow), options.threads(), options.seed()).draw(flow);
      return;
    }
    Sample data = job.real(Pictures.DATA_POINTS, options.seed());
    Sample few = data.thinned(Pictures.SAMPLE_POINTS, options.seed());
    Limits limits = null;
    if (flow.features() == 2) {
      limits = job.limits() == null ? Limits.robust(data.rows()) : job.limits();
      pictures.data(data.rows(), limits);
    }
    pictures.samples(few, limits);
    if (flow.features() == 2) {
      Rows context = Pictures.typical(data.context());
      if (context != null)
        note.accept("density.png and latent-grid.png are for the context columns' means");
      pictures.plane(context, limits);
    }
  }

  private Provenance provenance(Training training) {
    Provenance provenance =
        Provenance.none().with("library", "flows4j " + Version.text()).with("command", command);
    if (!choice.isEmpty()) provenance = provenance.with("choice", choice);
    for (Map.Entry<String, String> entry : job.provenance().entrySet())
      provenance = provenance.with(entry.getKey(), entry.getValue());
    provenance =
        provenance
            .with("training", describe(options, job.image() != null))
            .with("seed", Long.toString(options.seed()))
            .with("threads", Integer.toString(options.threads()))
            .with("kernels", training.flow().kernels())
            .with("java", Runtime.version().toString())
            .with("steps", Integer.toString(training.history().steps().size()))
            .with("stop", lower(training.reason()));
    List<History.Validation> looks = training.history().validations();
    if (!looks.isEmpty())
      provenance = provenance.with("best_step", Long.toString(training.bestStep()));
    return provenance;
  }

  /** The options in one line. */
  static String describe(TrainOptions options, boolean images) {
    String length =
        options.budget() > 0
            ? ProgressBar.time(options.budget())
            : options.steps() > 0
                ? Report.count(options.steps()) + " steps"
                : Report.count(options.epochs()) + " epochs";
    double decay = options.optimizer().weightDecay();
    return length
        + " of "
        + Report.count(options.batch())
        + (images ? " images, " : " rows, ")
        + (decay > 0 ? "AdamW with decay " + decay : "Adam")
        + " at "
        + options.learningRate()
        + schedule(options.schedule())
        + (options.clipNorm() < Double.POSITIVE_INFINITY
            ? ", gradients clipped at " + SpecText.number(options.clipNorm())
            : "")
        + (options.dropout() > 0 ? ", dropout " + options.dropout() : "")
        + (options.noise() > 0 ? ", noise " + options.noise() : "")
        + (options.patience() > 0 ? ", patience " + options.patience() : "")
        + ", seed "
        + options.seed()
        + (options.ensemble() > 1 ? ", " + options.ensemble() + " members" : "")
        + ", "
        + options.threads()
        + (options.threads() == 1 ? " thread" : " threads");
  }

  private static String schedule(Schedule schedule) {
    if (schedule instanceof Schedule.WarmUp warm)
      return schedule(warm.then()) + " after a warm-up of " + warm.steps() + " steps";
    return schedule instanceof Schedule.Cosine ? ", cosine" : ", constant";
  }

  private static String lower(StopReason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}

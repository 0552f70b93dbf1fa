package io.github.flows4j.cli;

import io.github.flows4j.train.Optimizer;
import io.github.flows4j.train.Schedule;
import io.github.flows4j.train.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How long and how a flow is trained; what is not given depends on the data. */
final class FitOptions {
  static final long TOY_STEPS = 10_000;
  private static final long FEWEST_STEPS = 2_000;
  private static final long MOST_STEPS = 20_000;
  private static final int USUAL_EPOCHS = 100;
  private static final double HELD_OUT = 0.1;

  /** So many tell bits per dimension well enough, and more take their time at every look. */
  private static final double MOST_IMAGES_HELD_OUT = 1_000;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description =
          "Training steps (default 10,000 on a built-in set; on a table those of 100 epochs, but at"
              + " least 2,000 and at most 20,000; on images those of 100 epochs).")
  private Long steps;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Times the table or the images are gone through, instead of --steps.")
  private Integer epochs;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description =
          "Time to train, such as 90s, 10m or 2h, instead of steps; the schedule follows the"
              + " clock.")
  private String budget;

  @Option(
      names = "--batch",
      paramLabel = "ROWS",
      description = "Rows a step (default 128 on a built-in set, 256 on a table, 64 on images).")
  private Integer batch;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description = "Default 1e-3, on images 1e-4.")
  private Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description = "cosine down to 0 (default) or constant (the tutorials' on a built-in set).")
  private String schedule;

  @Option(
      names = "--warm-up",
      paramLabel = "STEPS",
      description = "Steps over which the rate rises at first.")
  private Long warmUp;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Adam becomes AdamW with this decay (default 0).")
  private Double weightDecay;

  @Option(
      names = "--clip",
      paramLabel = "NORM",
      description =
          "Longest gradient, 0 for no limit (default none on a built-in set, 5 on a table, 1 on"
              + " images).")
  private Double clip;

  @Option(
      names = "--average",
      paramLabel = "DECAY",
      description = "Keep a moving average of the weights, such as 0.999, in place of the weights.")
  private Double averageDecay;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description =
          "Leave out this share of the networks' hidden units at each step, such as 0.1, against"
              + " over-fitting (default 0; for ReLU networks on tables).")
  private Double dropout;

  @Option(
      names = "--noise",
      paramLabel = "SD",
      description =
          "Add Gaussian noise of so many of a column's deviations to the numbers of training rows,"
              + " such as 0.1, fresh each time: a smoother density, against over-fitting and for"
              + " values that many rows share (default 0; for tables).")
  private Double noise;

  @Option(
      names = "--recompute",
      description =
          "Networks run forward a second time instead of keeping what they need: much less memory"
              + " for many couplings of images, about a third more time, the same result.")
  private boolean recompute;

  @Option(
      names = "--validation-fraction",
      paramLabel = "X",
      description =
          "Part of a table's rows or of the images kept for validation (default 0.1; of images at most"
              + " 1,000).")
  private Double validationFraction;

  @Option(
      names = "--patience",
      paramLabel = "N",
      description =
          "Stop after so many validations without a new best, 0 for never (default 20, on images"
              + " 0; there are 100 in a training, or one an epoch with --epochs). The best weights"
              + " are kept.")
  private Integer patience;

  @Option(
      names = "--ensemble",
      paramLabel = "K",
      description =
          "Of a table: train K flows from different seeds, one after the other, and mix them in equal"
              + " parts (default 1). Likelihoods are better, scoring takes K times as long; --budget"
              + " is shared out, --steps and --epochs are each one's.")
  private Integer ensemble;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where all random choices come from (default 0).")
  private Long seed;

  @Option(names = "--threads", paramLabel = "N", description = "Default: every processor.")
  private Integer threads;

  /** Takes what suits a flow that was picked, where nothing else was given. */
  void preferring(AutoFlow auto) {
    if (learningRate == null) learningRate = auto.learningRate();
    if (weightDecay == null && auto.weightDecay() > 0) weightDecay = auto.weightDecay();
    if (noise == null && auto.noise() > 0) noise = auto.noise();
    if (averageDecay == null) averageDecay = auto.averageDecay();
    if (ensemble == null && auto.ensemble() > 1) ensemble = auto.ensemble();
  }

  /** The time to train in seconds; 0 if it is told by steps. */
  double budgetSeconds() {
    return budget == null ? 0 : Durations.seconds("--budget", budget);
  }

  long seed() {
    return seed == null ? 0 : seed;
  }

  /** The part of the rows that is kept for validation. */
  double heldOut() {
    return validationFraction == null ? HELD_OUT : validationFraction;
  }

  /** The options given that need data with an end. */
  List<String> forData() {
    List<String> given = forTables();
    if (epochs != null) given.add("--epochs");
    if (validationFraction != null) given.add("--validation-fraction");
    if (patience != null) given.add("--patience");
    return given;
  }

  /** The options given that need a table. */
  List<String> forTables() {
    List<String> given = new ArrayList<>();
    if (ensemble != null) given.add("--ensemble");
    if (dropout != null) given.add("--dropout");
    if (noise != null) given.add("--noise");
    return given;
  }

  /** The options on a built-in set: the tutorial's where nothing else is given. */
  TrainOptions onToy() {
    oneLength();
    return checked(
        () ->
            common(TrainOptions.defaults(), 128, Double.POSITIVE_INFINITY)
                .withSteps(steps == null ? TOY_STEPS : steps)
                .withStandardize(false));
  }

  /**
   * The options on a table.
   *
   * @param rows rows to train on
   * @param ownValidation whether validation rows are given apart
   */
  TrainOptions onTable(int rows, boolean ownValidation) {
    oneLength();
    if (ownValidation && validationFraction != null)
      throw new UsageProblem("give --validation or --validation-fraction, not both");
    return checked(
        () -> {
          TrainOptions options =
              common(TrainOptions.defaults(), 256, 5)
                  .withValidationFraction(ownValidation ? 0 : heldOut())
                  .withPatience(patience == null ? 20 : patience)
                  .withEnsemble(ensemble == null ? 1 : ensemble)
                  .withDropout(dropout == null ? 0 : dropout)
                  .withNoise(noise == null ? 0 : noise);
          if (epochs != null) return options.withEpochs(epochs);
          if (steps != null) return options.withSteps(steps);
          long training = rows - Math.round(rows * options.validationFraction());
          long epoch = Math.max(1, (training + options.batch() - 1) / options.batch());
          return options.withSteps(
              Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, USUAL_EPOCHS * epoch)));
        });
  }

  /**
   * The options on images: the tutorials' where nothing else is given.
   *
   * @param images images to train on
   * @param ownValidation whether images to validate on are given apart
   */
  TrainOptions onImages(int images, boolean ownValidation) {
    oneLength();
    if (ownValidation && validationFraction != null)
      throw new UsageProblem("give --validation or --validation-fraction, not both");
    double held =
        validationFraction == null
            ? Math.min(HELD_OUT, MOST_IMAGES_HELD_OUT / images)
            : validationFraction;
    return checked(
        () -> {
          TrainOptions options =
              common(TrainOptions.defaults().withLearningRate(1e-4), 64, 1)
                  .withStandardize(false)
                  .withValidationFraction(ownValidation ? 0 : held)
                  .withPatience(patience == null ? 0 : patience);
          if (steps != null) return options.withSteps(steps);
          return options.withEpochs(epochs == null ? USUAL_EPOCHS : epochs);
        });
  }

  private void oneLength() {
    List<String> given = new ArrayList<>();
    if (steps != null) given.add("--steps");
    if (epochs != null) given.add("--epochs");
    if (budget != null) given.add("--budget");
    if (given.size() > 1) throw new UsageProblem("give only one of " + String.join(", ", given));
  }

  private TrainOptions common(TrainOptions defaults, int usualBatch, double usualClip) {
    TrainOptions options =
        defaults
            .withBatch(batch == null ? usualBatch : batch)
            .withSchedule(schedule(schedule == null ? "cosine" : schedule))
            .withSeed(seed());
    if (clip == null) options = options.withClipNorm(usualClip);
    else options = options.withClipNorm(clip == 0 ? Double.POSITIVE_INFINITY : clip);
    if (learningRate != null) options = options.withLearningRate(learningRate);
    options = options.withBudget(budgetSeconds());
    options = options.withRecompute(recompute);
    if (averageDecay != null) options = options.withAverageDecay(averageDecay);
    if (weightDecay != null) options = options.withOptimizer(Optimizer.adamW(weightDecay));
    return threads == null ? options : options.withThreads(threads);
  }

  private Schedule schedule(String name) {
    List<String> names = List.of("cosine", "constant");
    String lower = name.toLowerCase(Locale.ROOT);
    if (!names.contains(lower))
      throw new UsageProblem("--schedule can't be '" + name + "'" + Names.choices(name, names));
    Schedule main = lower.equals("cosine") ? new Schedule.Cosine() : new Schedule.Constant();
    return warmUp == null || warmUp == 0 ? main : new Schedule.WarmUp(warmUp, main);
  }

  /** Names the option where the library names the record's component. */
  private static TrainOptions checked(java.util.function.Supplier<TrainOptions> maker) {
    try {
      return maker.get();
    } catch (UsageProblem e) {
      throw e;
    } catch (IllegalArgumentException e) {
      String text = e.getMessage();
      int end = text.indexOf(' ');
      String option =
          text.substring(0, end)
              .replace("clipNorm", "clip")
              .replace("averageDecay", "average")
              .replaceAll("([A-Z])", "-$1");
      throw new UsageProblem("--" + option.toLowerCase(Locale.ROOT) + text.substring(end));
    }
  }
}

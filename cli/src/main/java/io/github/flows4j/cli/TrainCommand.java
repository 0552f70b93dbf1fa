package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.train.NonFiniteLoss;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flows4j train}. */
@Command(
    name = "train",
    sortOptions = false,
    customSynopsis = "flows4j train DATA --out DIR [OPTIONS]",
    description = {
      "Trains a flow on a table, on images or on a built-in set.",
      "",
      "Images are IDX (MNIST's format), CIFAR's binaries or .npy, .gz or not, a folder of PNG or"
          + " JPEG files or of folders of them, a class each, or the built-in digits. Noise is"
          + " added to their whole grey levels each time they are seen; losses are bits per"
          + " dimension.",
      "",
      "Leaves in the folder: model.safetensors, history.csv, loss.png; for two columns data.png,"
          + " samples.png, density.png and latent-grid.png; for more pairs.png; of images samples.png, which is"
          + " drawn anew as the training goes. Ctrl-C saves what"
          + " is best so far."
    },
    footer = {
      "",
      "Examples:",
      "  flows4j train swiss-roll --out roll",
      "  flows4j train swiss-roll --schedule constant --out tutorial",
      "  flows4j train rows.csv --out model",
      "  flows4j train rows.csv --false-alarms 0.01 --out model",
      "  flows4j train rows.csv --features price,size --context year --out model",
      "  flows4j train rows.csv.gz --hidden 256,256 --epochs 50 --seed 7 --out model",
      "  flows4j train rows.csv --budget 10m --average 0.999 --out model",
      "  flows4j train rows.csv --budget 10m --average 0.999 --out model --resume",
      "  flows4j train new-rows.csv --start model --learning-rate 1e-4 --out model2",
      "  flows4j train digits --budget 5m --out digits",
      "  flows4j train train-images-idx3-ubyte.gz --budget 60m --out mnist",
      "  flows4j train train-images-idx3-ubyte.gz --flow glow --pad power-of-two --out mnist",
      "  flows4j train pictures/ --resize 32x32 --flips --class-conditional --out model"
    })
final class TrainCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DATA",
      description =
          "A built-in set (flows4j data lists them); a table: .csv, .tsv or .txt (.gz or not),"
              + " .parquet, .json, .npy or .npz, or a query such as \"SELECT a, b FROM"
              + " 'trips/*.parquet' WHERE a > 0\"; or images.")
  private String data;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      required = true,
      description = "Folder for the model and its pictures.")
  private Path out;

  @Option(
      names = "--start",
      paramLabel = "MODEL",
      description = "Go on from a model's weights, form and columns.")
  private String start;

  @Option(
      names = "--resume",
      description =
          "Go on with a training that was stopped or killed, from the checkpoint in the folder;"
              + " data and options must be those it had.")
  private boolean resume;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "TIME",
      description =
          "Time between checkpoints, such as 30s (default 60s): what a killed training loses at"
              + " most.")
  private String checkpointEvery = "60s";

  @ArgGroup(validate = false, heading = "%nThe table:%n")
  private ColumnOptions columns = new ColumnOptions();

  @ArgGroup(validate = false, heading = "%nImages:%n")
  private PixelOptions pixels = new PixelOptions();

  @ArgGroup(validate = false, heading = "%nThe flow:%n")
  private FlowOptions flowOptions = new FlowOptions();

  @ArgGroup(validate = false, heading = "%nTraining:%n")
  private FitOptions fit = new FitOptions();

  @ArgGroup(validate = false, heading = "%nReading and printing:%n")
  private TableInput table = new TableInput();

  @Option(names = "--quiet", description = "No progress and no notes.")
  private boolean quiet;

  @Mixin private JsonOption json;
  @Mixin CommonOptions common;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Flow startFlow = start == null ? null : Models.loadOne(start);
    TrainingJob job = job(startFlow);
    AutoFlow auto = auto(job);
    Recipe recipe = auto == null ? recipe(job, startFlow) : auto.recipe();
    if (auto != null) fit.preferring(auto);
    TrainOptions options = job.options(fit);
    // Angles would lose their period.
    if (SpecText.ofAngles(recipe.spec())) options = options.withStandardize(false);
    OutputFolder folder = OutputFolder.prepare(out);
    if (folder.has(OutputFolder.MODEL)) note("the model in " + folder + " will be replaced");
    Path checkpoint = folder.file(OutputFolder.CHECKPOINT);
    if (resume && !Files.exists(checkpoint))
      throw new DataException(
          folder + " has no " + OutputFolder.CHECKPOINT + " to resume from: leave out --resume");
    if (auto != null) note(auto.why());
    if (!quiet) describe(job, recipe, options);

    Trainer trainer =
        Trainer.of(options)
            .withCheckpoint(checkpoint, Durations.seconds("--checkpoint-every", checkpointEvery));
    if (resume) trainer = trainer.withResume(checkpoint);
    if (startFlow != null) trainer = trainer.withStart(startFlow);
    if (!quiet && !(job instanceof ImageJob))
      trainer = trainer.withListener(new ProgressBar(console.err(), console.terminal()));
    if (job instanceof ImageJob images) trainer = showing(trainer, images, options, folder);
    var results =
        new TrainingResults(
            folder,
            job,
            options,
            commandLine(),
            auto == null ? "" : auto.why(),
            message -> note(message));
    Training training;
    try (StopHook stop = new StopHook(console)) {
      try {
        training = job.train(trainer.withStopWhen(stop::asked), recipe);
      } catch (NonFiniteLoss e) {
        if (results.save(e.training())) note("what was reached before is in " + folder);
        throw e;
      }
      boolean saved = results.save(training);
      if (stop.asked()) {
        console.note(
            saved
                ? "stopped at step "
                    + training.history().steps().size()
                    + "; saved "
                    + String.join(", ", folder.written())
                    + " in "
                    + folder
                    + "; --resume goes on"
                : "stopped before the first step; nothing was saved");
        return Main.INTERRUPTED;
      }
    }
    Trainer.deleteCheckpoints(checkpoint, options.ensemble());
    results.finish(training).print(console.out(), json.json);
    return Main.DONE;
  }

  /** The columns that the model to start from has, unless others are named. */
  private void columnsOf(Flow flow) {
    if (flow.schema().typed()) {
      TableSchema typed = flow.schema().table();
      columns.features = typed.features().stream().map(TableColumn::name).toList();
      columns.context = typed.context().stream().map(TableColumn::name).toList();
      return;
    }
    if (columns.features.isEmpty())
      columns.features = flow.schema().features().stream().map(Column::name).toList();
    if (columns.context.isEmpty())
      columns.context = flow.schema().context().stream().map(Column::name).toList();
  }

  /** With a bar, a line an epoch and a picture of samples now and then. */
  private Trainer showing(
      Trainer trainer, ImageJob job, TrainOptions options, OutputFolder folder) {
    double perBit = ImageResults.perBit(job.features());
    ProgressBar bar =
        new ProgressBar(
            console.err(), console.terminal(), System::nanoTime, options.batch(), perBit);
    ImageSamples samples =
        new ImageSamples(folder, job.classes(), options.threads(), options.seed());
    Trainer heard =
        trainer.withListener(
            new ImageProgress(
                samples,
                perBit,
                job.validates(options),
                quiet ? text -> {} : bar::line,
                System::nanoTime));
    return quiet ? heard : heard.withListener(bar);
  }

  private TrainingJob job(Flow startFlow) throws IOException {
    DataInput input = DataInput.resolve(data);
    if (input instanceof DataInput.ImageFiles images) {
      List<String> others = new ArrayList<>(columns.given());
      others.remove("--validation");
      if (table.given()) others.add("--no-header");
      others.addAll(fit.forTables());
      refuse(others, "images");
      return ImageJob.read(images, pixels, columns.validation, startFlow);
    }
    refuse(pixels.given(), input instanceof DataInput.ToySet ? "a built-in set" : "a table");
    if (startFlow != null && startFlow.schema().image()) ModelImages.readAll(startFlow, input);
    if (startFlow != null) columnsOf(startFlow);
    if (input instanceof DataInput.TableFile file)
      return TableJob.read(file, table, columns, startFlow);
    List<String> given = new ArrayList<>(fit.forData());
    if (startFlow == null) given.addAll(columns.given());
    else if (columns.falseAlarms != null) given.add("--false-alarms");
    if (table.given()) given.add("--no-header");
    if (!given.isEmpty())
      throw new UsageProblem(
          String.join(", ", given)
              + " can't be used with "
              + data
              + ": it is a built-in set of fresh rows without end");
    return new ToyJob(((DataInput.ToySet) input).toy());
  }

  private void refuse(List<String> options, String kind) {
    if (!options.isEmpty())
      throw new UsageProblem(
          String.join(", ", options)
              + " can't be used with "
              + data
              + (kind.equals("images") ? ": these are images" : ": it is " + kind));
  }

  /** What is picked for a table where nothing is said, or it is asked for; else null. */
  private AutoFlow auto(TrainingJob job) {
    boolean table = job.rows() > 0 && job.image() == null;
    if (!flowOptions.auto()) {
      boolean silent = table && start == null && flowOptions.silent();
      return silent ? picked(job) : null;
    }
    if (!table) throw new UsageProblem("--flow auto is for tables, " + data + " is none");
    List<String> given = new ArrayList<>(flowOptions.without("--flow", EmbeddingOption.NAME));
    if (flowOptions.spec != null) given.add("--spec");
    if (start != null) given.add("--start");
    if (!given.isEmpty())
      throw new UsageProblem("--flow auto picks the flow: leave out " + String.join(", ", given));
    return picked(job);
  }

  private AutoFlow picked(TrainingJob job) {
    AutoFlow auto = AutoFlow.of(job, fit.budgetSeconds());
    return auto.withRecipe(flowOptions.embedded(auto.recipe(), job.context()));
  }

  private Recipe recipe(TrainingJob job, Flow startFlow) {
    List<String> given = flowOptions.given();
    if (flowOptions.spec != null && start != null)
      throw new UsageProblem("give --spec or --start, not both");
    if (flowOptions.spec != null || start != null) {
      if (!given.isEmpty())
        throw new UsageProblem(
            (start != null ? "--start" : "--spec")
                + " gives the whole flow: leave out "
                + String.join(", ", given));
      FlowSpec whole = start != null ? startFlow.spec() : flowOptions.readSpec();
      if (whole.features() != job.features() || whole.context() != job.context())
        throw new DataException(
            (start != null ? start : flowOptions.spec)
                + " has "
                + whole.features()
                + " features and "
                + whole.context()
                + " context columns, "
                + data
                + " has "
                + job.features()
                + " and "
                + job.context());
      return whole;
    }
    Recipe recipe =
        job.image() != null
            ? flowOptions.recipe(job.image(), job.context(), fit.seed())
            : flowOptions.recipe(job.features(), job.context(), job.toy(), fit.seed());
    try {
      recipe.spec();
    } catch (IllegalArgumentException e) {
      throw new UsageProblem(e.getMessage());
    }
    recipe.notes().forEach(this::note);
    return recipe;
  }

  private void describe(TrainingJob job, Recipe recipe, TrainOptions options) {
    job.notes(options).forEach(this::note);
    note("flow: " + SpecText.summary(recipe.spec()));
    note("training: " + TrainingResults.describe(options, job.image() != null));
  }

  private void note(String text) {
    if (!quiet) console.note(text);
  }

  private String commandLine() {
    return "flows4j "
        + String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
  }
}

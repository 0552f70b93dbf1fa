package io.github.flows4j.train;

import io.github.flows4j.DataException;
import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Sampler;
import io.github.flows4j.TableEncoding;
import io.github.flows4j.engine.CompiledFlow;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Fits flows to data by maximum likelihood, or to a density known up to a factor. Immutable; each
 * {@code fit} is independent, and several may run at once in one JVM. The same data, options
 * (threads included), kernels, vector width and JDK give bit-identical weights.
 */
public final class Trainer {
  private final TrainOptions options;
  private final List<TrainListener> listeners;
  private final BooleanSupplier stop;
  private final Flow start;
  private final Path checkpoint;
  private final double checkpointSeconds;
  private final Path resume;

  private Trainer(
      TrainOptions options,
      List<TrainListener> listeners,
      BooleanSupplier stop,
      Flow start,
      Path checkpoint,
      double checkpointSeconds,
      Path resume) {
    this.options = options;
    this.listeners = List.copyOf(listeners);
    this.stop = stop;
    this.start = start;
    this.checkpoint = checkpoint;
    this.checkpointSeconds = checkpointSeconds;
    this.resume = resume;
  }

  /** A trainer with the given options. */
  public static Trainer of(TrainOptions options) {
    return new Trainer(
        Objects.requireNonNull(options), List.of(), () -> false, null, null, 0, null);
  }

  /** With one more listener. */
  public Trainer withListener(TrainListener listener) {
    List<TrainListener> more = new ArrayList<>(listeners);
    more.add(Objects.requireNonNull(listener));
    return new Trainer(options, more, stop, start, checkpoint, checkpointSeconds, resume);
  }

  /** Ending after the step at which this becomes true; asked before every step. */
  public Trainer withStopWhen(BooleanSupplier condition) {
    Objects.requireNonNull(condition);
    return new Trainer(options, listeners, condition, start, checkpoint, checkpointSeconds, resume);
  }

  /**
   * Starting from a flow's weights and columns instead of anew; its description must be the one
   * trained.
   */
  public Trainer withStart(Flow flow) {
    Objects.requireNonNull(flow);
    return new Trainer(options, listeners, stop, flow, checkpoint, checkpointSeconds, resume);
  }

  /**
   * Leaving a checkpoint in a file every so many seconds, and when it is stopped, for {@link
   * #withResume}. A process that is killed loses what came after the last one.
   */
  public Trainer withCheckpoint(Path file, double seconds) {
    Objects.requireNonNull(file);
    if (!(seconds >= 0))
      throw new IllegalArgumentException("seconds must be >= 0, were " + seconds);
    return new Trainer(options, listeners, stop, start, file, seconds, resume);
  }

  /**
   * Takes the checkpoints away that a training left.
   *
   * @param members of its ensemble, 1 for a flow alone
   */
  public static void deleteCheckpoints(Path file, int members) throws IOException {
    for (int k = 0; k < members; k++) Files.deleteIfExists(Checkpoint.ofMember(file, k));
  }

  /**
   * Going on from a checkpoint. With steps or epochs, and the threads it had, the result is that of
   * a training never stopped, to the bit; with a budget, the clock goes on from the time spent.
   */
  public Trainer withResume(Path file) {
    Objects.requireNonNull(file);
    return new Trainer(options, listeners, stop, start, checkpoint, checkpointSeconds, file);
  }

  /** Fits a flow to rows: {@link #train(Recipe, TrainingData)} without its history. */
  public Flow fit(Recipe recipe, Rows rows) {
    return train(recipe, TrainingData.of(rows)).flow();
  }

  /** Fits a flow to rows without end: {@link #train(Recipe, Sampler)} without its history. */
  public Flow fit(Recipe recipe, Sampler sampler) {
    return train(recipe, sampler).flow();
  }

  /**
   * Fits a flow to fresh rows at every step, taken as they are.
   *
   * @throws IllegalArgumentException if the options count epochs
   * @throws NonFiniteLoss if the loss ceases to be finite
   * @throws io.github.flows4j.io.ModelFormatException if a checkpoint can't be written or read
   */
  public Training train(Recipe recipe, Sampler sampler) {
    FlowSpec spec = recipe.spec();
    if (spec.features() != sampler.features())
      throw new ShapeMismatch(
          "the flow has " + spec.features() + " features, the sampler " + sampler.features());
    if (spec.context() > 0)
      throw new ShapeMismatch("a conditional flow can't be trained on rows without context");
    if (options.steps() == 0 && options.budget() == 0)
      throw new IllegalArgumentException("rows without end have no epochs: give steps or a budget");
    checkPlainStart();
    Schema schema = start == null ? Schema.plain(spec.features(), spec.context()) : start.schema();
    BatchSource source = new BatchSource.Fresh(sampler, options.batch(), options.seed());
    return run(spec, schema, source, new Objective.Likelihood(), null, 0, false);
  }

  /**
   * Fits a flow to a table. Without validation rows of its own, the options' part of the rows is
   * set aside for it, drawn from the seed; the columns are standardized by the rows that are left.
   * Images ({@link TrainingData#withPixels}) are dequantized by fresh noise each time they are
   * seen, and their losses are nats an image in the user's units.
   *
   * <p>With {@link TrainOptions#withEnsemble} several flows are trained, and the history is theirs
   * one after the other. Each has a checkpoint of its own: {@code NAME} and then {@code NAME-2},
   * {@code NAME-3} and so on, before the file's ending.
   *
   * <p>A flow of a table comes with the quantiles of the validation rows' log-densities, of the
   * training rows' if there are no others: {@link Flow#scores()}. They are of at most 100,000 rows.
   *
   * @throws DataException naming row and column of a value that is not finite or no grey level, or
   *     a constant column
   * @throws IllegalArgumentException if the flow to start from has other pixels
   * @throws ShapeMismatch if the flow's features or context are not the data's
   * @throws NonFiniteLoss if the loss ceases to be finite
   */
  public Training train(Recipe recipe, TrainingData data) {
    FlowSpec spec = recipe.spec();
    if (spec.features() != data.flowFeatures() || spec.context() != data.flowContext())
      throw new ShapeMismatch(
          "the flow has "
              + spec.features()
              + " features and "
              + spec.context()
              + " context columns, the data "
              + data.flowFeatures()
              + " and "
              + data.flowContext());
    if (options.dropout() > 0) DropoutCheck.check(spec);
    if (options.noise() > 0 && data.pixels().isPresent())
      throw new IllegalArgumentException("noise is for rows; images have that of dequantization");
    if (data.rows().count() == 0) throw new DataException("there are no rows to train on");
    // Rows are counted as the user has them: so the check comes before the split.
    checkRows(data, data);
    if (data.table().isEmpty())
      data.context().ifPresent(rows -> ColumnFit.checkFinite(rows, data.contextNames()));
    TrainingData[] parts = split(data);
    Schema schema = start == null ? schema(parts[0]) : start.schema();
    if (!Objects.equals(schema.table(), data.table().orElse(null)))
      throw new IllegalArgumentException(
          "the flow to start from has other typed columns than the data");
    if (!Objects.equals(schema.pixels(), data.pixels().orElse(null)))
      throw new IllegalArgumentException(
          "the flow to start from has other pixels than the data: "
              + schema.pixels()
              + " and "
              + data.pixels().orElse(null));
    Training training =
        options.ensemble() == 1
            ? member(spec, schema, parts, data.fingerprint(), false)
            : ensemble(spec, schema, parts, data.fingerprint());
    return schema.image() ? training : ScoreFit.withScores(training, parts[0], parts[1]);
  }

  private Training member(
      FlowSpec spec, Schema schema, TrainingData[] parts, long data, boolean ofSeveral) {
    BatchSource source =
        new BatchSource.Shuffled(parts[0], schema, options.batch(), options.seed());
    if (options.noise() > 0)
      source = new BatchSource.Noisy(source, schema, options.noise(), options.seed());
    return run(spec, schema, source, new Objective.Likelihood(), parts[1], data, ofSeveral);
  }

  /** Members one after the other. */
  private Training ensemble(FlowSpec spec, Schema schema, TrainingData[] parts, long data) {
    int members = options.ensemble();
    Ensemble ensemble = new Ensemble();
    for (int k = 0; k < members && !ensemble.stopped(); k++) {
      for (TrainListener listener : listeners) listener.member(k + 1, members);
      Trainer trainer =
          new Trainer(
              options
                  .withEnsemble(1)
                  .withBudget(options.budget() / members)
                  .withSeed(k == 0 ? options.seed() : BatchSource.mix(options.seed(), 6, k)),
              listeners,
              stop,
              start,
              Checkpoint.ofMember(checkpoint, k),
              checkpointSeconds,
              Checkpoint.resumed(resume, k));
      ensemble.add(trainer.member(spec, schema, parts, data, true));
    }
    return ensemble.training(parts[1], options.batch(), options.seed());
  }

  /** {@link #fitToTarget(Recipe, TargetDensity, TargetOptions)} with the default options. */
  public TargetFit fitToTarget(Recipe recipe, TargetDensity target) {
    return fitToTarget(recipe, target, TargetOptions.defaults());
  }

  /**
   * Fits a flow q to a density known up to a factor, by the rows that q itself draws: lowers the
   * mean of log q(x) - log p~(x) over a fresh batch at each step, which is the reverse divergence
   * KL(q, p) less log Z (arXiv:1505.05770, eq. 15). Such a fit would rather miss a mode than put
   * rows where the target has none: look at the weights it reports, and at {@link
   * TargetOptions#withAnnealing}.
   *
   * <p>Of the options, those about validation and standardization do not matter. Columns are taken
   * as they are, or as the flow to start from has them; layers that start from data start as they
   * are described.
   *
   * @throws IllegalArgumentException naming a batch normalization or trained base, through which
   *     gradients of sampling do not go; or if the options count epochs
   * @throws ShapeMismatch if the flow's features are not the target's, or it is conditional
   * @throws NonFiniteLoss naming the step, and the row at which the target is not finite; or if the
   *     loss ceases to be finite
   */
  public TargetFit fitToTarget(Recipe recipe, TargetDensity target, TargetOptions how) {
    FlowSpec spec = recipe.spec();
    if (spec.features() != target.features())
      throw new ShapeMismatch(
          "the flow has " + spec.features() + " features, the target " + target.features());
    if (spec.context() > 0)
      throw new ShapeMismatch("a conditional flow can't be fitted to one target");
    checkPlainStart();
    ReverseKl.check(spec);
    if (options.steps() == 0 && options.budget() == 0)
      throw new IllegalArgumentException("a target has no epochs: give steps or a budget");
    Schema schema = start == null ? Schema.plain(spec.features(), 0) : start.schema();
    CompiledFlow base = Engine.compile(spec, startTensors(spec), Precision.DOUBLE);
    BatchSource source = new BatchSource.Latents(base, options.batch(), options.seed());
    ReverseKl objective = new ReverseKl(target, how, schema);
    Training training =
        run(spec, schema, source, objective, null, how.toString().hashCode(), false);
    return objective.judge(training, BatchSource.mix(options.seed(), 5, 0));
  }

  private Training run(
      FlowSpec spec,
      Schema schema,
      BatchSource source,
      Objective objective,
      TrainingData validation,
      long data,
      boolean ofSeveral) {
    Checkpoint from = resume == null ? null : Checkpoint.read(resume);
    return new TrainingRun(
            options, listeners, stop, spec, schema, source, objective, validation, data)
        .checkpointing(checkpoint, checkpointSeconds, ofSeveral)
        .run(startTensors(spec), start == null, from);
  }

  private Tensors startTensors(FlowSpec spec) {
    if (start == null) return Tensors.initial(spec, options.seed());
    if (!start.spec().equals(spec))
      throw new IllegalArgumentException(
          "the flow to start from has another description than the one to train");
    return start.tensors();
  }

  /** Training and validation rows; the latter null where there are none. */
  private TrainingData[] split(TrainingData data) {
    if (data.validation().isPresent()) {
      TrainingData validation = data.validation().get();
      if (validation.pixels().isPresent() && !validation.pixels().equals(data.pixels()))
        throw new IllegalArgumentException(
            "rows to validate on have other pixels than those to train on: "
                + validation.pixels().get()
                + " and "
                + data.pixels().orElse(null));
      checkRows(data, validation);
      return new TrainingData[] {data, validation};
    }
    int count = data.rows().count();
    int held = (int) Math.round(count * options.validationFraction());
    if (held == 0 || held == count) return new TrainingData[] {data, null};
    int[] order = new int[count];
    SplittableRandom random = new SplittableRandom(BatchSource.mix(options.seed(), 3, 0));
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return new TrainingData[] {data.pick(order, held, count), data.pick(order, 0, held)};
  }

  /** Checks the values of data, or of its validation rows. */
  private static void checkRows(TrainingData data, TrainingData part) {
    if (data.pixels().isPresent()) Dequantization.check(data.pixels().get(), part.rows());
    else if (data.table().isPresent())
      TableEncoding.of(data.table().get()).requireReached(part.rows(), part.context().orElse(null));
    else ColumnFit.checkFinite(part.rows(), data.names());
  }

  private void checkPlainStart() {
    if (start != null && (start.schema().image() || start.schema().typed()))
      throw new IllegalArgumentException(
          "the flow to start from is one of images or of typed columns, which are trained on tables"
              + " of them alone");
  }

  private Schema schema(TrainingData training) {
    if (training.table().isPresent()) return Schema.table(training.table().get());
    List<Column> context =
        training.context().map(rows -> columns(rows, training.contextNames())).orElse(List.of());
    return training
        .pixels()
        .map(pixels -> Schema.image(pixels, context))
        .orElseGet(() -> new Schema(columns(training.rows(), training.names()), context));
  }

  private List<Column> columns(Rows rows, List<String> names) {
    return options.standardize()
        ? ColumnFit.standardized(rows, names)
        : ColumnFit.plain(rows, names);
  }
}

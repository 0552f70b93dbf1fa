package io.github.flows4j.train;

import io.github.flows4j.Flow;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** One training from its first step, or the one it was stopped at, to its last. */
final class TrainingRun {
  private static final int VALIDATION_BATCH = 4096;
  private static final int VALIDATION_NUMBERS = 1 << 20;

  private final TrainOptions options;
  private final List<TrainListener> listeners;
  private final BooleanSupplier stop;
  private final FlowSpec spec;
  private final Schema schema;
  private final BatchSource source;
  private final Objective objective;
  private final TrainingData validation;
  private final long data;
  private Path checkpointFile;
  private double checkpointSeconds;
  private boolean checkpointAtEnd;

  private TrainingStep engine;
  private History history = new History();
  private double validationLoss = Double.NaN;
  private double bestLoss = Double.NaN;
  private Tensors best;
  private long bestStep;
  private long validatedStep;
  private int withoutBest;
  private long began;
  private double secondsBefore;
  private double checkpointed;

  /**
   * A training to come.
   *
   * @param objective what it lowers
   * @param validation rows to validate on, or null
   * @param data a number that tells this data from other
   */
  TrainingRun(
      TrainOptions options,
      List<TrainListener> listeners,
      BooleanSupplier stop,
      FlowSpec spec,
      Schema schema,
      BatchSource source,
      Objective objective,
      TrainingData validation,
      long data) {
    this.options = options;
    this.listeners = listeners;
    this.stop = stop;
    this.spec = spec;
    this.schema = schema;
    this.source = source;
    this.objective = objective;
    this.validation = validation;
    this.data = data;
  }

  /**
   * Has it leave a checkpoint every so many seconds.
   *
   * @param atEnd whether to leave one at its end, too
   */
  TrainingRun checkpointing(Path file, double seconds, boolean atEnd) {
    checkpointFile = file;
    checkpointSeconds = seconds;
    checkpointAtEnd = atEnd;
    return this;
  }

  /**
   * Trains.
   *
   * @param tensors what to begin from
   * @param fresh whether layers that start from data are to do so
   * @param from where to go on instead, or null
   */
  Training run(Tensors tensors, boolean fresh, Checkpoint from) {
    if (from != null) from.check(spec, schema, options, data);
    try (TrainingStep steps =
        Engine.trainingStep(
            spec, tensors, options.threads(), Precision.SINGLE, options.recompute())) {
      engine = steps;
      if (from != null) goOn(from);
      return run(fresh && from == null);
    }
  }

  private void goOn(Checkpoint from) {
    engine.restore(from.state());
    history = from.history();
    secondsBefore = from.seconds();
    withoutBest = from.withoutBest();
    bestStep = from.bestStep();
    for (History.Validation look : history.validations()) {
      validatedStep = look.step();
      validationLoss = look.loss();
      if (look.step() == bestStep) bestLoss = look.loss();
    }
    if (bestStep > 0) best = from.best();
  }

  private Training run(boolean fresh) {
    TrainingLength length = length();
    Batch batch = new Batch(options.batch(), spec.features(), spec.context());
    began = System.nanoTime();
    checkpointed = seconds();
    StopReason reason = StopReason.COMPLETED;
    String trouble = null;
    long done = history.steps().size();
    // A member of an ensemble may be resumed after its end.
    if (outOfPatience()) reason = StopReason.PATIENCE;
    while (reason == StopReason.COMPLETED && !length.over(done)) {
      if (stop.getAsBoolean()) {
        reason = StopReason.STOPPED;
        break;
      }
      source.fill(done, batch);
      if (fresh && done == 0 && objective.overData()) engine.initialize(batch);
      long total = length.total(done);
      double rate = options.learningRate() * options.schedule().factor(done, total);
      StepResult result = objective.step(engine, batch, update(rate), (double) done / total);
      if (!result.finite()) {
        reason = StopReason.NON_FINITE_LOSS;
        trouble = "step " + (done + 1) + ": " + objective.trouble(engine, batch, result);
        break;
      }
      int epoch = (int) (done / source.stepsPerEpoch()) + 1;
      done++;
      history.add(new History.Step(done, epoch, result.loss(), result.gradientNorm(), rate));
      boolean looks = validation != null && length.looks(done);
      if (looks) {
        double before = seconds();
        validate(done);
        length.looked(seconds() - before);
      }
      tell(
          looks,
          new Progress(
              done,
              Math.max(done, length.total(done)),
              epoch,
              result.loss(),
              rate,
              validationLoss,
              bestLoss,
              seconds()));
      if (looks && outOfPatience()) {
        reason = StopReason.PATIENCE;
        break;
      }
      checkpoint(false);
    }
    if (reason == StopReason.STOPPED || checkpointAtEnd) checkpoint(true);
    // Stopped between two looks at the validation rows: the last weights may be the best.
    if (validation != null && reason == StopReason.STOPPED && done > validatedStep) validate(done);
    if (best == null) {
      best = engine.average();
      bestStep = done;
    }
    Training training =
        new Training(Flow.of(spec, best, schema), history, reason, bestStep, seconds());
    for (TrainListener listener : listeners) listener.finished(training);
    if (trouble != null) throw new NonFiniteLoss(trouble, training);
    return training;
  }

  private boolean outOfPatience() {
    return options.patience() > 0 && withoutBest >= options.patience();
  }

  private TrainingLength length() {
    if (options.budget() > 0)
      return new TrainingLength.Clock(options.budget(), options.validateEvery(), this::seconds);
    long perEpoch = source.stepsPerEpoch();
    boolean bySteps = options.steps() > 0;
    long total = bySteps ? options.steps() : Math.multiplyExact(perEpoch, options.epochs());
    long usual = bySteps ? Math.max(1, total / TrainingLength.LOOKS) : perEpoch;
    return new TrainingLength.Steps(
        total, options.validateEvery() > 0 ? options.validateEvery() : usual);
  }

  private void checkpoint(boolean now) {
    if (checkpointFile == null) return;
    if (!now && seconds() - checkpointed < checkpointSeconds) return;
    new Checkpoint(
            SpecJson.write(spec),
            SchemaJson.write(schema),
            Checkpoint.describe(options),
            data,
            engine.state(),
            best == null ? engine.tensors() : best,
            best == null ? 0 : bestStep,
            withoutBest,
            seconds(),
            history)
        .write(checkpointFile);
    checkpointed = seconds();
  }

  private Update update(double rate) {
    Optimizer optimizer = options.optimizer();
    return new Update(
        rate,
        optimizer.beta1(),
        optimizer.beta2(),
        optimizer.epsilon(),
        optimizer.weightDecay(),
        options.clipNorm(),
        options.averageDecay(),
        options.dropout());
  }

  private void validate(long step) {
    double sum = 0;
    double weight = 0;
    for (Batch batch : BatchSource.inOrder(validation, schema, validationBatch(), options.seed())) {
      double batchWeight = 0;
      for (int r = 0; r < batch.count(); r++) batchWeight += batch.weights()[r];
      if (batchWeight == 0) continue;
      sum += (engine.evaluate(batch, true) - batch.meanLogDet()) * batchWeight;
      weight += batchWeight;
    }
    validationLoss = sum / weight;
    validatedStep = step;
    history.add(new History.Validation(step, validationLoss));
    withoutBest++;
    if (!(validationLoss < bestLoss || (best == null && Double.isFinite(validationLoss)))) return;
    bestLoss = validationLoss;
    best = engine.average();
    bestStep = step;
    withoutBest = 0;
  }

  /** Rows of a validation batch: fewer of many numbers, which lie in memory at once. */
  private int validationBatch() {
    return Math.max(1, Math.min(VALIDATION_BATCH, VALIDATION_NUMBERS / spec.features()));
  }

  private void tell(boolean looked, Progress progress) {
    Supplier<Flow> flow = () -> Flow.of(spec, engine.average(), schema);
    for (TrainListener listener : listeners) {
      listener.step(progress, flow);
      if (looked) listener.validated(progress, flow);
    }
  }

  private double seconds() {
    return secondsBefore + (System.nanoTime() - began) * 1e-9;
  }
}

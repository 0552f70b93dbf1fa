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
import io.github.flows4j.spec.Tensors;
import java.util.List;
import java.util.function.BooleanSupplier;

/** One training from its first step to its last. */
final class TrainingRun {
  private static final int VALIDATION_BATCH = 4096;
  private static final int VALIDATIONS = 100;

  private final TrainOptions options;
  private final List<TrainListener> listeners;
  private final BooleanSupplier stop;
  private final History history = new History();
  private double validationLoss = Double.NaN;
  private double bestLoss = Double.NaN;
  private Tensors best;
  private long bestStep;
  private long validatedStep;
  private int withoutBest;

  TrainingRun(TrainOptions options, List<TrainListener> listeners, BooleanSupplier stop) {
    this.options = options;
    this.listeners = listeners;
    this.stop = stop;
  }

  /**
   * Trains.
   *
   * @param fresh whether layers that start from data are to do so
   * @param validation rows to validate on, or null
   */
  Training run(
      FlowSpec spec,
      Schema schema,
      Tensors tensors,
      boolean fresh,
      BatchSource source,
      TrainingData validation) {
    try (TrainingStep step =
        Engine.trainingStep(spec, tensors, options.threads(), Precision.SINGLE)) {
      return run(spec, schema, step, fresh, source, validation);
    }
  }

  private Training run(
      FlowSpec spec,
      Schema schema,
      TrainingStep engine,
      boolean fresh,
      BatchSource source,
      TrainingData validation) {
    long perEpoch = source.stepsPerEpoch();
    long total =
        options.steps() > 0 ? options.steps() : Math.multiplyExact(perEpoch, options.epochs());
    long every = validateEvery(total, perEpoch);
    Batch batch = new Batch(options.batch(), spec.features(), spec.context());
    long began = System.nanoTime();
    StopReason reason = StopReason.COMPLETED;
    String trouble = null;
    long done = 0;
    for (; done < total; done++) {
      if (stop.getAsBoolean()) {
        reason = StopReason.STOPPED;
        break;
      }
      source.fill(done, batch);
      if (fresh && done == 0) engine.initialize(batch);
      double rate = options.learningRate() * options.schedule().factor(done, total);
      StepResult result = engine.step(batch, update(rate));
      if (!result.finite()) {
        reason = StopReason.NON_FINITE_LOSS;
        trouble = trouble(done + 1, result, engine.diagnose(batch));
        break;
      }
      int epoch = (int) (done / perEpoch) + 1;
      history.add(new History.Step(done + 1, epoch, result.loss(), result.gradientNorm(), rate));
      boolean looks = validation != null && ((done + 1) % every == 0 || done + 1 == total);
      if (looks) validate(engine, schema, validation, done + 1);
      tell(
          looks,
          new Progress(
              done + 1,
              total,
              epoch,
              result.loss(),
              rate,
              validationLoss,
              bestLoss,
              seconds(began)));
      if (looks && options.patience() > 0 && withoutBest >= options.patience()) {
        done++;
        reason = StopReason.PATIENCE;
        break;
      }
    }
    // Stopped between two looks at the validation rows: the last weights may be the best.
    if (validation != null && reason == StopReason.STOPPED && done > validatedStep)
      validate(engine, schema, validation, done);
    if (best == null) {
      best = engine.tensors();
      bestStep = done;
    }
    Training training =
        new Training(Flow.of(spec, best, schema), history, reason, bestStep, seconds(began));
    for (TrainListener listener : listeners) listener.finished(training);
    if (trouble != null) throw new NonFiniteLoss(trouble, training);
    return training;
  }

  private long validateEvery(long total, long perEpoch) {
    if (options.validateEvery() > 0) return options.validateEvery();
    return options.steps() > 0 ? Math.max(1, total / VALIDATIONS) : perEpoch;
  }

  private Update update(double rate) {
    Optimizer optimizer = options.optimizer();
    return new Update(
        rate,
        optimizer.beta1(),
        optimizer.beta2(),
        optimizer.epsilon(),
        optimizer.weightDecay(),
        options.clipNorm());
  }

  private static String trouble(long step, StepResult result, String diagnosis) {
    String what =
        Double.isFinite(result.loss())
            ? "the gradient's length is " + result.gradientNorm()
            : "the loss is " + result.loss();
    return "step "
        + step
        + ": "
        + what
        + "; "
        + diagnosis
        + "; lower the learning rate or clip the gradient";
  }

  private void validate(TrainingStep engine, Schema schema, TrainingData validation, long step) {
    double sum = 0;
    double weight = 0;
    for (Batch batch :
        BatchSource.inOrder(validation, schema.features(), schema.context(), VALIDATION_BATCH)) {
      double batchWeight = 0;
      for (int r = 0; r < batch.count(); r++) batchWeight += batch.weights()[r];
      if (batchWeight == 0) continue;
      sum += engine.evaluate(batch) * batchWeight;
      weight += batchWeight;
    }
    validationLoss = sum / weight;
    validatedStep = step;
    history.add(new History.Validation(step, validationLoss));
    withoutBest++;
    if (!(validationLoss < bestLoss || (best == null && Double.isFinite(validationLoss)))) return;
    bestLoss = validationLoss;
    best = engine.tensors();
    bestStep = step;
    withoutBest = 0;
  }

  private void tell(boolean looked, Progress progress) {
    for (TrainListener listener : listeners) {
      listener.step(progress);
      if (looked) listener.validated(progress);
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) * 1e-9;
  }
}

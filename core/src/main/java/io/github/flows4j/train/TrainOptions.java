package io.github.flows4j.train;

import java.util.Objects;

/**
 * How to train.
 *
 * @param steps steps in all, or 0 to count epochs
 * @param epochs times the data is gone through, where steps is 0; at least 1
 * @param batch rows a step, at least 1
 * @param learningRate the rate that the schedule multiplies, positive
 * @param schedule how the rate goes
 * @param optimizer how gradients become steps
 * @param clipNorm gradients longer than this are scaled down to it; positive, infinity for none
 * @param validationFraction the part of the rows kept for validation, in [0, 1)
 * @param patience validations without a new best after which training stops; 0 for never
 * @param validateEvery steps between validations; 0 for once an epoch (or 100 times in a training
 *     by steps)
 * @param standardize whether columns are standardized by mean and deviation of the training rows
 * @param seed what all random choices come from
 * @param threads threads to train on, at least 1
 */
public record TrainOptions(
    long steps,
    int epochs,
    int batch,
    double learningRate,
    Schedule schedule,
    Optimizer optimizer,
    double clipNorm,
    double validationFraction,
    int patience,
    long validateEvery,
    boolean standardize,
    long seed,
    int threads) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException quoting the one that is outside its range
   */
  public TrainOptions {
    if (steps < 0) throw new IllegalArgumentException("steps must be >= 0, was " + steps);
    if (epochs < 1) throw new IllegalArgumentException("epochs must be >= 1, was " + epochs);
    if (batch < 1) throw new IllegalArgumentException("batch must be >= 1, was " + batch);
    if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "learningRate must be positive and finite, was " + learningRate);
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(optimizer, "optimizer");
    if (!(clipNorm > 0))
      throw new IllegalArgumentException("clipNorm must be positive, was " + clipNorm);
    if (!(validationFraction >= 0 && validationFraction < 1))
      throw new IllegalArgumentException(
          "validationFraction must be in [0, 1), was " + validationFraction);
    if (patience < 0) throw new IllegalArgumentException("patience must be >= 0, was " + patience);
    if (validateEvery < 0)
      throw new IllegalArgumentException("validateEvery must be >= 0, was " + validateEvery);
    if (threads < 1) throw new IllegalArgumentException("threads must be >= 1, was " + threads);
  }

  /**
   * 100 epochs of batches of 256, Adam at 1e-3 with a cosine to 0, gradients clipped at 5, a tenth
   * of the rows for validation, no early end, columns standardized, seed 0, every processor.
   */
  public static TrainOptions defaults() {
    return new TrainOptions(
        0,
        100,
        256,
        1e-3,
        new Schedule.Cosine(),
        Optimizer.adam(),
        5,
        0.1,
        0,
        0,
        true,
        0,
        Runtime.getRuntime().availableProcessors());
  }

  /** So many steps instead of epochs. */
  public TrainOptions withSteps(long other) {
    if (other < 1) throw new IllegalArgumentException("steps must be >= 1, was " + other);
    return new TrainOptions(
        other,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** So many epochs instead of steps. */
  public TrainOptions withEpochs(int other) {
    return new TrainOptions(
        0,
        other,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another batch size. */
  public TrainOptions withBatch(int other) {
    return new TrainOptions(
        steps,
        epochs,
        other,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another learning rate. */
  public TrainOptions withLearningRate(double other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        other,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another schedule. */
  public TrainOptions withSchedule(Schedule other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        other,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another optimizer. */
  public TrainOptions withOptimizer(Optimizer other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        other,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another limit on the gradient's length. */
  public TrainOptions withClipNorm(double other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        other,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another part of the rows for validation. */
  public TrainOptions withValidationFraction(double other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        other,
        patience,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** An early end after so many validations without a new best. */
  public TrainOptions withPatience(int other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        other,
        validateEvery,
        standardize,
        seed,
        threads);
  }

  /** Another number of steps between validations. */
  public TrainOptions withValidateEvery(long other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        other,
        standardize,
        seed,
        threads);
  }

  /** Columns standardized, or taken as they are. */
  public TrainOptions withStandardize(boolean other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        other,
        seed,
        threads);
  }

  /** Another seed. */
  public TrainOptions withSeed(long other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        other,
        threads);
  }

  /** So many threads. */
  public TrainOptions withThreads(int other) {
    return new TrainOptions(
        steps,
        epochs,
        batch,
        learningRate,
        schedule,
        optimizer,
        clipNorm,
        validationFraction,
        patience,
        validateEvery,
        standardize,
        seed,
        other);
  }
}

package io.github.flows4j.train;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * How to train: {@link #defaults} and what is changed of them, each {@code with} giving a changed
 * copy or throwing an {@link IllegalArgumentException} that quotes a value outside its range.
 * Immutable.
 */
public final class TrainOptions implements Cloneable {
  private long steps = 0;
  private int epochs = 100;
  private double budget = 0;
  private int batch = 256;
  private double learningRate = 1e-3;
  private Schedule schedule = new Schedule.Cosine();
  private Optimizer optimizer = Optimizer.adam();
  private double clipNorm = 5;
  private double validationFraction = 0.1;
  private double averageDecay = 0;
  private double dropout = 0;
  private double noise = 0;
  private int patience = 0;
  private long validateEvery = 0;
  private boolean standardize = true;
  private long seed = 0;
  private boolean recompute = false;
  private int ensemble = 1;
  private int threads = Runtime.getRuntime().availableProcessors();

  private TrainOptions() {}

  /**
   * 100 epochs of batches of 256, Adam at 1e-3 with a cosine to 0, gradients clipped at 5, a tenth
   * of the rows for validation, no early end, columns standardized, seed 0, every processor.
   */
  public static TrainOptions defaults() {
    return new TrainOptions();
  }

  private TrainOptions with(Consumer<TrainOptions> change) {
    try {
      TrainOptions copy = (TrainOptions) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** So many steps instead of epochs. */
  public TrainOptions withSteps(long other) {
    if (other < 1) throw new IllegalArgumentException("steps must be >= 1, was " + other);
    return with(copy -> copy.steps = other);
  }

  /** So many epochs instead of steps. */
  public TrainOptions withEpochs(int other) {
    if (other < 1) throw new IllegalArgumentException("epochs must be >= 1, was " + other);
    return with(
        copy -> {
          copy.steps = 0;
          copy.epochs = other;
        });
  }

  /** So many seconds, with the schedule following the clock; 0 for steps or epochs. */
  public TrainOptions withBudget(double other) {
    if (!(other >= 0 && other < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("budget must be finite and >= 0, was " + other);
    return with(copy -> copy.budget = other);
  }

  /** Another batch size, at least 1. */
  public TrainOptions withBatch(int other) {
    if (other < 1) throw new IllegalArgumentException("batch must be >= 1, was " + other);
    return with(copy -> copy.batch = other);
  }

  /** Another learning rate, positive. */
  public TrainOptions withLearningRate(double other) {
    if (!(other > 0 && other < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("learningRate must be positive and finite, was " + other);
    return with(copy -> copy.learningRate = other);
  }

  /** Another schedule. */
  public TrainOptions withSchedule(Schedule other) {
    Objects.requireNonNull(other, "schedule");
    return with(copy -> copy.schedule = other);
  }

  /** Another optimizer. */
  public TrainOptions withOptimizer(Optimizer other) {
    Objects.requireNonNull(other, "optimizer");
    return with(copy -> copy.optimizer = other);
  }

  /** Another limit on the gradient's length; positive, infinity for none. */
  public TrainOptions withClipNorm(double other) {
    if (!(other > 0)) throw new IllegalArgumentException("clipNorm must be positive, was " + other);
    return with(copy -> copy.clipNorm = other);
  }

  /** Another part of the rows for validation, in [0, 1). */
  public TrainOptions withValidationFraction(double other) {
    if (!(other >= 0 && other < 1))
      throw new IllegalArgumentException("validationFraction must be in [0, 1), was " + other);
    return with(copy -> copy.validationFraction = other);
  }

  /**
   * A moving average of the weights, which keeps so much of itself at each step (at step t at most
   * (1 + t) / (10 + t)), is validated and kept in place of the weights; in [0, 1), 0 for none.
   */
  public TrainOptions withAverageDecay(double other) {
    if (!(other >= 0 && other < 1))
      throw new IllegalArgumentException("averageDecay must be in [0, 1), was " + other);
    return with(copy -> copy.averageDecay = other);
  }

  /**
   * The share of hidden units that each step leaves out of each row's networks, in [0, 1), 0 for
   * none. For networks of ReLU layers, and likelihoods; the flow that comes of it leaves none out.
   */
  public TrainOptions withDropout(double other) {
    if (!(other >= 0 && other < 1))
      throw new IllegalArgumentException("dropout must be in [0, 1), was " + other);
    return with(copy -> copy.dropout = other);
  }

  /**
   * Gaussian noise of so many standard deviations of a column (as the flow sees them) that is added
   * to the numbers of each training row each time it is seen; finite, at least 0, 0 for none. Noise
   * regularization (arXiv:1907.08982): the flow that comes of it is of the density smoothed so, and
   * few rows, or values that many rows share, are not learned by heart. Categories, context and
   * validation rows are as they are. Not for images, nor for rows without end.
   */
  public TrainOptions withNoise(double other) {
    if (!(other >= 0 && other < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("noise must be finite and >= 0, was " + other);
    return with(copy -> copy.noise = other);
  }

  /** An early end after so many validations without a new best; 0 for none. */
  public TrainOptions withPatience(int other) {
    if (other < 0) throw new IllegalArgumentException("patience must be >= 0, was " + other);
    return with(copy -> copy.patience = other);
  }

  /** Another number of steps between validations; 0 for the default. */
  public TrainOptions withValidateEvery(long other) {
    if (other < 0) throw new IllegalArgumentException("validateEvery must be >= 0, was " + other);
    return with(copy -> copy.validateEvery = other);
  }

  /** Columns standardized, or taken as they are. */
  public TrainOptions withStandardize(boolean other) {
    return with(copy -> copy.standardize = other);
  }

  /**
   * Networks keep their inputs only and run forward a second time on the way back, or keep all that
   * they need: with it a step takes about a third more time and much less memory, which images with
   * many couplings or batch normalization can need. The gradients are the same, bit for bit.
   */
  public TrainOptions withRecompute(boolean other) {
    return with(copy -> copy.recompute = other);
  }

  /**
   * So many flows, trained one after the other from seeds of their own on the same rows, and mixed
   * in equal parts ({@link io.github.flows4j.Flow#ensemble}); 1 for a flow alone. Steps and epochs
   * are each one's, the budget is shared out among them. For {@link Trainer#train(
   * io.github.flows4j.spec.Recipe, TrainingData)} only.
   */
  public TrainOptions withEnsemble(int other) {
    if (other < 1) throw new IllegalArgumentException("ensemble must be >= 1, was " + other);
    return with(copy -> copy.ensemble = other);
  }

  /** Another seed. */
  public TrainOptions withSeed(long other) {
    return with(copy -> copy.seed = other);
  }

  /** So many threads, at least 1. */
  public TrainOptions withThreads(int other) {
    if (other < 1) throw new IllegalArgumentException("threads must be >= 1, was " + other);
    return with(copy -> copy.threads = other);
  }

  /** Steps in all, or 0 to count epochs. */
  public long steps() {
    return steps;
  }

  /** Times the data is gone through, where steps is 0. */
  public int epochs() {
    return epochs;
  }

  /** Seconds after which training ends, in place of steps and epochs; 0 for none. */
  public double budget() {
    return budget;
  }

  /** Rows a step. */
  public int batch() {
    return batch;
  }

  /** The rate that the schedule multiplies. */
  public double learningRate() {
    return learningRate;
  }

  /** How the rate goes. */
  public Schedule schedule() {
    return schedule;
  }

  /** How gradients become steps. */
  public Optimizer optimizer() {
    return optimizer;
  }

  /** The length that gradients longer than it are scaled down to; infinity for none. */
  public double clipNorm() {
    return clipNorm;
  }

  /** The part of the rows kept for validation. */
  public double validationFraction() {
    return validationFraction;
  }

  /** How much of the weights' moving average each step keeps; 0 for no average. */
  public double averageDecay() {
    return averageDecay;
  }

  /** The share of hidden units that a step leaves out. */
  public double dropout() {
    return dropout;
  }

  /** Deviation of the noise that is added to training rows; 0 for none. */
  public double noise() {
    return noise;
  }

  /** Validations without a new best after which training stops; 0 for never. */
  public int patience() {
    return patience;
  }

  /** Steps between validations; 0 for once an epoch, or 100 times in a training by steps. */
  public long validateEvery() {
    return validateEvery;
  }

  /** Whether columns are standardized by mean and deviation of the training rows. */
  public boolean standardize() {
    return standardize;
  }

  /** Whether networks run forward a second time instead of keeping what they need. */
  public boolean recompute() {
    return recompute;
  }

  /** Flows that are trained and mixed. */
  public int ensemble() {
    return ensemble;
  }

  /** What all random choices come from. */
  public long seed() {
    return seed;
  }

  /** Threads to train on. */
  public int threads() {
    return threads;
  }

  @Override
  public String toString() {
    return "steps=%d, epochs=%d, budget=%s, batch=%d, learningRate=%s, schedule=%s, optimizer=%s, clipNorm=%s, "
            .formatted(steps, epochs, budget, batch, learningRate, schedule, optimizer, clipNorm)
        + "validationFraction=%s, averageDecay=%s, dropout=%s, noise=%s, patience=%d, validateEvery=%d, standardize=%s, seed=%d, threads=%d"
            .formatted(
                validationFraction,
                averageDecay,
                dropout,
                noise,
                patience,
                validateEvery,
                standardize,
                seed,
                threads);
  }
}

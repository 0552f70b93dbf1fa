package io.github.flows4j.spark;

import io.github.flows4j.Flow;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.train.TrainOptions;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of a training, from the driver's side: weights go out, every partition does its {@link
 * RoundWork}, what comes of it is averaged on the way back. A round's outcome depends on the rows
 * of each partition and the seed alone, not on which worker did what, or how often.
 */
final class DistributedTraining {
  private static final Logger LOG = LoggerFactory.getLogger(FlowEstimator.class);
  private static final int DEPTH = 2;
  private static final double LOG_SECONDS = 10;

  /** Rows that layers start from which set their weights by data. */
  private static final int FIRST_ROWS = 1024;

  private final JavaSparkContext spark;
  private final JavaRDD<Shard> shards;
  private final int partitions;
  private final RoundWork.Shares shares;
  private final Plan plan;
  private final Numbers form;
  private final TrainOptions options;
  private final boolean validates;
  private final List<Round> history = new ArrayList<>();
  private RoundCheckpoint checkpoint;
  private float[] best;
  private double bestLoss = Double.NaN;
  private long bestStep;
  private int withoutBest;

  /**
   * A round that is done.
   *
   * @param step steps done after it
   * @param loss mean loss of its steps, before each moved the weights; nats a standardized row
   * @param validationLoss that of the rows to validate on, after it; NaN where it was not looked at
   */
  record Round(long step, double loss, double validationLoss) {}

  /**
   * A training to come.
   *
   * @param rows to train on, of each partition
   * @param validates whether there are rows to validate on
   */
  DistributedTraining(
      JavaRDD<Shard> shards, int[] rows, boolean validates, Plan plan, TrainOptions options) {
    this.shards = shards;
    this.plan = plan;
    this.options = options;
    this.validates = validates;
    spark = JavaSparkContext.fromSparkContext(shards.context());
    partitions = shards.getNumPartitions();
    shares = new RoundWork.Shares(plan.batch(), rows);
    form = plan.numbers();
  }

  /** Has it leave checkpoints, and go on from one that is there. */
  DistributedTraining checkpointing(RoundCheckpoint to) {
    checkpoint = to;
    return this;
  }

  /** Trains; the weights that did best on validation, or the last. */
  Flow run() {
    FlowSpec spec = plan.spec();
    RoundCheckpoint.Saved saved = checkpoint == null ? null : checkpoint.read();
    long done = 0;
    float[] state;
    if (saved != null) {
      done = saved.step();
      state = saved.state();
      best = saved.best();
      bestLoss = saved.bestLoss();
      bestStep = saved.bestStep();
      withoutBest = saved.withoutBest();
      LOG.info("going on after step {} from {}", done, checkpoint);
    } else {
      state = initial(spec);
    }
    state = plan.syncEvery() == 1 ? shareSteps(state, done) : shareRounds(state, done);
    if (checkpoint != null) checkpoint.delete();
    Tensors tensors = best == null ? form.judged(state) : form.tensors(best);
    return Flow.of(spec, tensors, plan.schema());
  }

  List<Round> history() {
    return history;
  }

  /** The step after which the weights were taken; 0 where none were looked at. */
  long bestStep() {
    return bestStep;
  }

  private float[] initial(FlowSpec spec) {
    RoundWork.Shares few = shares.of(FIRST_ROWS);
    FirstRows first = new FirstRows(plan, few);
    float[] rows =
        fold(shards, partitions, first::of, DistributedTraining::concatenated, new float[0]);
    int features = spec.features();
    int context = spec.context();
    Batch batch = new Batch(rows.length / (features + context), features, context);
    batch.count(batch.capacity());
    int at = 0;
    for (int i = 0; i < batch.count(); i++) {
      for (int j = 0; j < features; j++) batch.rows()[i * features + j] = rows[at++];
      for (int j = 0; j < context; j++) batch.context()[i * context + j] = rows[at++];
    }
    try (TrainingStep steps = plan.steps(Tensors.initial(spec, plan.seed()))) {
      steps.initialize(batch);
      return form.of(steps.state());
    }
  }

  private static float[] concatenated(float[] left, float[] right) {
    float[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  private float[] shareRounds(float[] from, long begin) {
    float[] state = from;
    Progress progress = new Progress(begin);
    for (long done = begin; done < options.steps() && !outOfPatience(); ) {
      int steps = (int) Math.min(plan.syncEvery(), options.steps() - done);
      double[] rates = new double[steps];
      for (int k = 0; k < steps; k++) rates[k] = rate(done + k);
      Broadcast<float[]> sent = spark.broadcast(state);
      Part part =
          checked(
              fold(new RoundWork.LocalSteps(plan, sent, done, new RoundWork.Rates(rates))), done);
      sent.destroy();
      state = part.numbers();
      done += steps;
      after(done - steps, done, part.loss(), state, progress);
    }
    return state;
  }

  /** Every step is of all partitions' rows together, and is taken here. */
  private float[] shareSteps(float[] from, long begin) {
    try (TrainingStep steps = plan.steps(form.tensors(from))) {
      steps.restore(form.state(begin, from));
      float[] state = from;
      Progress progress = new Progress(begin);
      for (long done = begin; done < options.steps() && !outOfPatience(); ) {
        Broadcast<float[]> sent = spark.broadcast(form.of(steps.tensors()));
        Part part = checked(fold(new RoundWork.Gradient(plan, sent, done, shares)), done);
        sent.destroy();
        double[] gradient = new double[part.numbers().length];
        for (int i = 0; i < gradient.length; i++) gradient[i] = part.numbers()[i];
        StepResult result = steps.descend(part.loss(), gradient, plan.update(rate(done)));
        if (!result.finite())
          throw new IllegalStateException(
              "step " + (done + 1) + ": the gradient's length is " + result.gradientNorm());
        done++;
        state = form.of(steps.state());
        after(done - 1, done, part.loss(), state, progress);
      }
      return state;
    }
  }

  private double rate(long step) {
    return options.learningRate() * options.schedule().factor(step, options.steps());
  }

  private Part fold(RoundWork work) {
    return fold(shards, partitions, work::of, Part::merge, Part.NONE);
  }

  /** What a partition comes to. */
  interface Work<T> extends Serializable {
    T of(Shard shard);
  }

  /** What all partitions come to, merged in an order that is always the same. */
  static <T extends Serializable> T fold(
      JavaRDD<Shard> shards, int partitions, Work<T> work, OrderedFold.Merge<T> merge, T none) {
    return shards
        .treeAggregate(
            new OrderedFold<>(merge),
            (OrderedFold<T> all, Shard shard) ->
                all.add(OrderedFold.place(shard.partition(), partitions), work.of(shard)),
            OrderedFold::addAll,
            DEPTH)
        .result(none);
  }

  private static Part checked(Part part, long done) {
    if (part.trouble() != null)
      throw new IllegalStateException(
          part.trouble() + "; a lower learningRate may help, or a smaller clipNorm");
    if (part.weight() == 0)
      throw new IllegalStateException("step " + (done + 1) + ": no partition had a row for it");
    return part;
  }

  private boolean outOfPatience() {
    return options.patience() > 0 && withoutBest >= options.patience();
  }

  private void after(long before, long done, double loss, float[] state, Progress progress) {
    long every = options.validateEvery();
    boolean looks = validates && (done / every > before / every || done >= options.steps());
    double validationLoss = looks ? validate(done, state) : Double.NaN;
    history.add(new Round(done, loss, validationLoss));
    progress.log(done, loss, validationLoss, done >= options.steps() || outOfPatience());
    if (checkpoint != null && done < options.steps())
      checkpoint.write(
          new RoundCheckpoint.Saved(done, state, best, bestStep, bestLoss, withoutBest));
  }

  private double validate(long done, float[] state) {
    float[] judged = form.of(form.judged(state));
    Broadcast<float[]> sent = spark.broadcast(judged);
    double loss = fold(new RoundWork.Validation(plan, sent)).loss();
    sent.destroy();
    withoutBest++;
    if (loss < bestLoss || (best == null && Double.isFinite(loss))) {
      bestLoss = loss;
      best = judged;
      bestStep = done;
      withoutBest = 0;
    }
    return loss;
  }

  /** Some rows of each partition, features and context, for layers that start from data. */
  private record FirstRows(Plan plan, RoundWork.Shares shares) implements Serializable {
    float[] of(Shard shard) {
      int rows = shares.of(shard.partition(), plan.seed(), -1);
      int features = shard.features();
      int context = shard.contextColumns();
      Batch batch = new Batch(rows, features, context);
      if (rows > 0) shard.fill(batch, 0, rows, plan.schema(), plan.seed());
      float[] numbers = new float[rows * (features + context)];
      int at = 0;
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < features; j++) numbers[at++] = (float) batch.rows()[i * features + j];
        for (int j = 0; j < context; j++) numbers[at++] = (float) batch.context()[i * context + j];
      }
      return numbers;
    }
  }

  /** Says how a training goes, every now and then. */
  private final class Progress {
    private final long begin;
    private final long began = System.nanoTime();
    private long said = began;

    Progress(long begin) {
      this.begin = begin;
    }

    void log(long done, double loss, double validationLoss, boolean last) {
      long now = System.nanoTime();
      if (!last && Double.isNaN(validationLoss) && (now - said) * 1e-9 < LOG_SECONDS) return;
      said = now;
      double seconds = (now - began) * 1e-9;
      LOG.info(
          "step {} of {}, loss {}{}, {} steps/s",
          done,
          options.steps(),
          "%.4f".formatted(loss),
          Double.isNaN(validationLoss) ? "" : ", validation %.4f".formatted(validationLoss),
          "%.1f".formatted((done - begin) / seconds));
    }
  }
}

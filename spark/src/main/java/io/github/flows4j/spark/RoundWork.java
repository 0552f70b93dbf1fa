package io.github.flows4j.spark;

import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.FlowSpec;
import java.io.Serializable;
import java.util.SplittableRandom;
import org.apache.spark.broadcast.Broadcast;

/** What a worker does with its partition in a round. What it finds depends on nothing else. */
interface RoundWork extends Serializable {
  /** Does it. */
  Part of(Shard shard);

  /**
   * Some steps of its own, from the weights and moments that all begin the round with; the weights
   * and moments that come of it, weighed by rows.
   *
   * @param plan the training
   * @param numbers the state, as {@link Numbers} has it
   * @param step steps done before
   * @param rates the learning rate of each step of the round
   */
  record LocalSteps(Plan plan, Broadcast<float[]> numbers, long step, Rates rates)
      implements RoundWork {
    @Override
    public Part of(Shard shard) {
      if (shard.training() == 0) return Part.NONE;
      Numbers form = plan.numbers();
      float[] state = numbers.value();
      int rows = Math.min(plan.batch(), shard.training());
      Batch batch = batch(plan.spec(), rows);
      double loss = 0;
      try (TrainingStep steps = plan.steps(form.tensors(state))) {
        steps.restore(form.state(step, state));
        for (int k = 0; k < rates.count(); k++) {
          shard.fill(batch, (step + k) * rows, rows, plan.schema(), plan.seed());
          StepResult result = steps.step(batch, plan.update(rates.get(k)));
          if (!result.finite()) return troubled(step + k + 1, shard, result, steps.diagnose(batch));
          loss += (result.loss() - loss) / (k + 1);
        }
        return Part.of(shard.weight(0, shard.training()), loss, form.of(steps.state()));
      }
    }
  }

  /** A partition's share of one step's batch: its gradient, weighed by its rows. */
  record Gradient(Plan plan, Broadcast<float[]> weights, long step, Shares shares)
      implements RoundWork {
    @Override
    public Part of(Shard shard) {
      int rows = shares.of(shard.partition(), plan.seed(), step);
      if (rows == 0) return Part.NONE;
      Batch batch = batch(plan.spec(), rows);
      fill(batch, shard, rows);
      try (TrainingStep steps = plan.steps(plan.numbers().tensors(weights.value()))) {
        double[] gradient = new double[steps.size()];
        StepResult result = steps.gradient(batch, gradient);
        if (!result.finite()) return troubled(step + 1, shard, result, steps.diagnose(batch));
        float[] numbers = new float[gradient.length];
        for (int i = 0; i < numbers.length; i++) numbers[i] = (float) gradient[i];
        double weight = 0;
        for (int i = 0; i < rows; i++) weight += batch.weights()[i];
        return Part.of(weight, result.loss(), numbers);
      }
    }

    /** The rows of the step: about where the steps before left off. */
    void fill(Batch batch, Shard shard, int rows) {
      long from = (long) ((double) step * plan.batch() * shard.training() / shares.rows());
      shard.fill(batch, from, rows, plan.schema(), plan.seed());
    }
  }

  /** The loss of a partition's rows to validate on. */
  record Validation(Plan plan, Broadcast<float[]> weights) implements RoundWork {
    private static final int BATCH = 4096;

    @Override
    public Part of(Shard shard) {
      int rows = shard.count() - shard.training();
      if (rows == 0) return Part.NONE;
      Batch batch = batch(plan.spec(), Math.min(BATCH, rows));
      double weight = 0;
      double loss = 0;
      try (TrainingStep steps = plan.steps(plan.numbers().tensors(weights.value()))) {
        for (int from = shard.training(); from < shard.count(); from += BATCH) {
          int some = Math.min(BATCH, shard.count() - from);
          shard.fillInOrder(batch, from, some, plan.schema());
          double more = shard.weight(from, from + some);
          weight += more;
          loss += (steps.evaluate(batch, false) - loss) * (more / weight);
        }
      }
      return Part.of(weight, loss);
    }
  }

  private static Part troubled(long step, Shard shard, StepResult result, String diagnosis) {
    return Part.troubled(
        "step "
            + step
            + ", partition "
            + shard.partition()
            + ": the loss is "
            + result.loss()
            + "; "
            + diagnosis);
  }

  private static Batch batch(FlowSpec spec, int rows) {
    return new Batch(rows, spec.features(), spec.context());
  }

  /** The learning rates of a round. */
  final class Rates implements Serializable {
    private static final long serialVersionUID = 1;

    private final double[] rates;

    Rates(double... rates) {
      this.rates = rates;
    }

    int count() {
      return rates.length;
    }

    double get(int step) {
      return rates[step];
    }
  }

  /**
   * How many rows of each step's batch are a partition's: in proportion to its rows to train on,
   * with what a fraction of a row leaves over going to one partition in one step and to another in
   * the next.
   */
  final class Shares implements Serializable {
    private static final long serialVersionUID = 1;

    private final int batch;
    private final long[] before;

    /**
     * Shares of batches.
     *
     * @param batch rows of all partitions' batches together
     * @param rows to train on, of each partition
     */
    Shares(int batch, int... rows) {
      before = new long[rows.length + 1];
      for (int p = 0; p < rows.length; p++) before[p + 1] = before[p] + rows[p];
      this.batch = (int) Math.min(batch, rows());
    }

    /** Shares of batches of another size. */
    Shares of(int otherBatch) {
      int[] rows = new int[before.length - 1];
      for (int p = 0; p < rows.length; p++) rows[p] = (int) (before[p + 1] - before[p]);
      return new Shares(otherBatch, rows);
    }

    /** Rows of all partitions. */
    long rows() {
      return before[before.length - 1];
    }

    /** Those of a partition in a step. */
    int of(int partition, long seed, long step) {
      double shift = new SplittableRandom(Shard.mix(seed, -1, step)).nextDouble();
      return (int) (end(partition + 1, shift) - end(partition, shift));
    }

    private long end(int partition, double shift) {
      if (batch == rows()) return before[partition];
      return (long) Math.floor((double) batch * before[partition] / rows() + shift);
    }
  }
}

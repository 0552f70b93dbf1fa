package io.github.flows4j.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.train.Schedule;
import io.github.flows4j.train.TrainOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** With syncEvery = 1, partitions together do what one machine does with the same rows. */
class SharedStepsTest {
  private static final int STEPS = 50;
  private static final int BATCH = 100;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    session = Sessions.local();
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  private static final FlowSpec FLOW =
      Flows.realNvp(3).withTransforms(4).withHidden(32, 32).withContext(1).spec();

  private static final TrainOptions OPTIONS =
      TrainOptions.defaults()
          .withSteps(STEPS)
          .withBatch(BATCH)
          .withLearningRate(1e-3)
          .withSchedule(new Schedule.Constant())
          .withValidateEvery(STEPS)
          .withSeed(5)
          .withThreads(1);

  /** Uneven partitions, two of them empty, with weights. */
  private static Dataset<Row> data() {
    double[][] rows = Sessions.normals(1000, 5, 3);
    SplittableRandom random = new SplittableRandom(4);
    for (double[] row : rows) row[4] = 0.5 + random.nextDouble();
    return Sessions.numbers(session, rows, 3, "a", "b", "c", "given", "weight")
        .filter("not (a > 0.4 and a < 0.7)")
        .union(Sessions.numbers(session, new double[0][5], 2, "a", "b", "c", "given", "weight"));
  }

  @Test
  void gradientsAndLossesAreThoseOfOneMachine() {
    FlowModel model =
        new FlowEstimator()
            .setInputCols("a", "b", "c")
            .setContextCols("given")
            .setWeightCol("weight")
            .setFlow(FLOW)
            .setSteps(STEPS)
            .setSyncEvery(1)
            .setBatchSize(BATCH)
            .setLearningRate(1e-3)
            .setSchedule("constant")
            .setValidationFraction(0)
            .setSeed(5)
            .fit(data());
    double[] losses = model.lossHistory();
    assertEquals(STEPS, losses.length);

    RowLayout layout = new RowLayout(null, List.of("a", "b", "c"), List.of("given"), "weight");
    RowReader reader = new RowReader(layout, 0);
    List<Shard> shards =
        InternalRows.of(data().select(layout.inputs().toArray(org.apache.spark.sql.Column[]::new)))
            .mapPartitionsWithIndex(
                (p, rows) -> List.of(Shard.of(p, rows, reader, 0, 5)).iterator(), true)
            .collect();
    assertEquals(5, shards.size());
    assertTrue(shards.stream().anyMatch(shard -> shard.training() == 0));
    Schema schema = model.flow().schema();
    Plan plan = new Plan(FLOW, schema, OPTIONS, 1);
    RoundWork.Shares shares =
        new RoundWork.Shares(BATCH, shards.stream().mapToInt(Shard::training).toArray());
    double worst = 0;
    double worstGradient = 0;
    try (TrainingStep alone =
        Engine.trainingStep(FLOW, Tensors.initial(FLOW, 5), 1, Precision.SINGLE)) {
      for (long step = 0; step < STEPS; step++) {
        Batch whole = whole(shards, plan, shares, step);
        assertEquals(BATCH, whole.count());
        double[] gradient = new double[alone.size()];
        alone.gradient(whole, gradient);
        worstGradient =
            Math.max(worstGradient, gap(gradient, together(shards, plan, shares, step, alone)));
        double loss = alone.step(whole, plan.update(1e-3)).loss();
        worst = Math.max(worst, Math.abs(loss - losses[(int) step]));
      }
    }
    System.out.printf(
        "syncEvery = 1 beside one machine: gradients %.1e of the largest, losses of %d steps"
            + " %.1e%n",
        worstGradient, STEPS, worst);
    assertTrue(worstGradient < 1e-5, () -> "gradients differ");
    assertTrue(worst < 1e-4, () -> "losses differ");
  }

  private static Batch whole(List<Shard> shards, Plan plan, RoundWork.Shares shares, long step) {
    Batch all = new Batch(BATCH, FLOW.features(), FLOW.context());
    int at = 0;
    for (Shard shard : shards) {
      int rows = shares.of(shard.partition(), plan.seed(), step);
      if (rows == 0) continue;
      Batch part = new Batch(rows, FLOW.features(), FLOW.context());
      new RoundWork.Gradient(plan, null, step, shares).fill(part, shard, rows);
      System.arraycopy(part.rows(), 0, all.rows(), at * 3, rows * 3);
      System.arraycopy(part.context(), 0, all.context(), at, rows);
      System.arraycopy(part.weights(), 0, all.weights(), at, rows);
      at += rows;
    }
    all.count(at);
    return all;
  }

  private static float[] together(
      List<Shard> shards, Plan plan, RoundWork.Shares shares, long step, TrainingStep weights) {
    Broadcast<float[]> sent =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .broadcast(plan.numbers().of(weights.tensors()));
    OrderedFold<Part> fold = new OrderedFold<>(Part::merge);
    List<Shard> others = new ArrayList<>(shards);
    for (Shard shard : others)
      fold.add(shard.partition(), new RoundWork.Gradient(plan, sent, step, shares).of(shard));
    return fold.result(Part.NONE).numbers();
  }

  /** The largest difference, over the largest number. */
  private static double gap(double[] expected, float[] found) {
    double largest = 0;
    double gap = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      gap = Math.max(gap, Math.abs(expected[i] - found[i]));
    }
    return gap / largest;
  }
}

package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import io.github.flows4j.train.TrainingData;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows, columns, depths and threads far from the ordinary. */
class ExtremesTest {
  private static final TrainOptions QUICK =
      TrainOptions.defaults().withSteps(200).withBatch(64).withThreads(2);

  private static Flow trained() {
    return Trainer.of(QUICK)
        .fit(Flows.realNvp(2).withTransforms(4).withHidden(16), Toys.twoMoons().sample(1_000, 3));
  }

  /**
   * Single precision says what double does, or that the density is 0 where double's is below any
   * float's reach.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-310, -1e-45, 3, 50, 1000, 1e6, -1e10, 1e18, 1e30, -1e300})
  void rowsFarOut(double size) {
    Flow flow = trained();
    Rows row = Rows.of(2, size, -size);
    double single = flow.logProb(row)[0];
    double exact = flow.withPrecision(Precision.DOUBLE).logProb(row)[0];
    assertFalse(Double.isNaN(single) || Double.isNaN(exact), single + " and " + exact);
    if (single == Double.NEGATIVE_INFINITY) assertTrue(exact < -1e15, "exactly " + exact);
    else assertEquals(exact, single, 1e-4 * (10 + Math.abs(exact)));
    assertEquals(single, flow.scorer().logProb(row.row(0)), 1e-6 * (1 + Math.abs(single)));
  }

  /**
   * A column with one value a million deviations out: the flow trains, and what it gives is finite.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e3, 1e6, 1e30})
  void aHugeOutlierDoesNotBreakTraining(double outlier) {
    double[] values = Toys.twoMoons().sample(1_000, 4).toArray();
    values[777] = outlier;
    Rows rows = Rows.of(2, values);
    Training training =
        Trainer.of(QUICK)
            .train(Flows.realNvp(2).withTransforms(4).withHidden(16), TrainingData.of(rows));
    for (var step : training.history().steps()) assertTrue(Double.isFinite(step.loss()));
    for (double logProb : training.flow().logProb(rows)) assertFalse(Double.isNaN(logProb));
  }

  /**
   * How far single precision drifts from double over 3, 10, 30 and 100 couplings of random weights,
   * scales within e^-1 and e: measured on the vector kernels, worst of 500 rows, 1.2e-7, 5.6e-7,
   * 1.9e-6 and 9.3e-4 relative to 1 + |log p|. Each coupling may stretch an error as it stretches
   * rows, so a hundred lose half of the digits; a factor of ten is left.
   */
  @ParameterizedTest
  @CsvSource({"3, 1.2e-6", "10, 5.6e-6", "30, 1.9e-5", "100, 9.3e-3"})
  void driftGrowsSlowlyWithDepth(int couplings, double limit) {
    var spec =
        Flows.realNvp(6)
            .withTransforms(couplings)
            .withHidden(32, 32)
            .withScaleBound(new ScaleBound.Tanh(1))
            .spec();
    Flow flow = Flow.of(spec, Tensors.initial(spec, 5));
    SplittableRandom random = new SplittableRandom(6);
    Rows x = Rows.of(6, random.doubles(6 * 500).map(u -> 4 * u - 2).toArray());
    double[] single = flow.logProb(x);
    double[] exact = flow.withPrecision(Precision.DOUBLE).logProb(x);
    double worst = 0;
    for (int i = 0; i < single.length; i++)
      worst = Math.max(worst, Math.abs(single[i] - exact[i]) / (1 + Math.abs(exact[i])));
    System.out.println(couplings + " couplings: float32 drifts by at most " + worst);
    assertTrue(worst < limit, couplings + " couplings drift by " + worst);
  }

  @Test
  void sixteenThreadsShareAFlow() throws InterruptedException {
    Flow flow = trained();
    Rows x = Toys.twoMoons().sample(2_000, 8);
    double[] alone = flow.withThreads(1).logProb(x);
    Rows samples = flow.withThreads(1).sample(500, 9);
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    Thread[] threads = new Thread[16];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          new Thread(
              () -> {
                try {
                  for (int round = 0; round < 5; round++) {
                    assertArrayEquals(alone, flow.logProb(x));
                    assertEquals(samples, flow.sample(500, 9));
                    Scorer scorer = flow.scorer();
                    for (int i = 0; i < 50; i++)
                      assertEquals(
                          alone[i], scorer.logProb(x.row(i)), 1e-5 * (10 + Math.abs(alone[i])));
                  }
                } catch (Throwable e) {
                  failures.add(e);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) thread.join();
    assertTrue(failures.isEmpty(), () -> failures.peek().toString());
  }

  /**
   * Wide and narrow tables, batches of one and of many: the numbers of a row do not depend on its
   * company.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 17, 100, 1_000})
  void anyWidthAndAnyBatch(int features) {
    var spec = Flows.realNvp(features).withTransforms(2).withHidden(24).spec();
    Map<String, Tensor> byName = new LinkedHashMap<>(Tensors.initial(spec, 7).byName());
    Flow flow = Flow.of(spec, Tensors.of(byName));
    SplittableRandom random = new SplittableRandom(8);
    Rows x = Rows.of(features, random.doubles(130L * features).map(u -> 2 * u - 1).toArray());
    double[] all = flow.logProb(x);
    for (int count : new int[] {1, 2, 63, 64, 65, 129})
      assertArrayEquals(
          Arrays.copyOf(all, count), flow.logProb(x.slice(0, count)), 1e-5 * features);
  }
}

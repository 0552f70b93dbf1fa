package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.CouplingFlow;
import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Toys;
import io.github.flows4j.metrics.DensityCoverage;
import io.github.flows4j.spec.ScaleBound;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The tutorial's job on the Swiss roll over five seeds, beside what PyTorch reaches (21 and 12
 * seeds): the roll is a curve, so the likelihood has no upper bound and single runs scatter;
 * medians are held. The seeds are trained side by side on a thread each, which waits for no other.
 */
@Tag("trained")
class SwissRollTest {
  private static final int SEEDS = 5;

  private static final CouplingFlow TUTORIAL =
      Flows.realNvp(2)
          .withTransforms(6)
          .withHidden(128, 128)
          .withHalfMasks()
          .withScaleBound(new ScaleBound.Tanh(1));

  private static TrainOptions options(long seed) {
    return TrainOptions.defaults()
        .withSteps(10_000)
        .withBatch(128)
        .withClipNorm(Double.POSITIVE_INFINITY)
        .withThreads(1)
        .withSeed(seed);
  }

  /** PyTorch: median of the mean loss over the last 1,000 steps -0.37, from -1.96 to 0.46. */
  @Test
  void constantRate() {
    double[] losses = new double[SEEDS];
    eachSeed(
        seed -> {
          TrainOptions options = options(seed).withSchedule(new Schedule.Constant());
          Training training = Trainer.of(options).train(TUTORIAL, Toys.swissRoll());
          losses[seed] = training.history().meanLoss(1_000);
        });
    System.out.println("constant rate, mean loss of the last 1,000 steps: " + show(losses));
    assertTrue(median(losses) <= 0.1, () -> show(losses));
  }

  /**
   * PyTorch: NLL on fresh points from -1.92 to -0.43, density 0.22 to 0.52, coverage 0.55 to 0.75.
   */
  @Test
  void cosineToZero() {
    double[] losses = new double[SEEDS];
    double[] densities = new double[SEEDS];
    double[] coverages = new double[SEEDS];
    eachSeed(
        seed -> {
          Flow flow = Trainer.of(options(seed)).fit(TUTORIAL, Toys.swissRoll());
          double[] logProb = flow.logProb(Toys.swissRoll().sample(100_000, 1_000 + seed));
          losses[seed] = -Arrays.stream(logProb).average().orElseThrow();
          Rows real = Toys.swissRoll().sample(1_000, 2_000 + seed);
          DensityCoverage quality = DensityCoverage.of(real, flow.sample(1_000, 3_000 + seed), 5);
          densities[seed] = quality.density();
          coverages[seed] = quality.coverage();
        });
    System.out.println("cosine, NLL on 100,000 fresh points: " + show(losses));
    System.out.println("cosine, density: " + show(densities));
    System.out.println("cosine, coverage: " + show(coverages));
    assertTrue(median(losses) <= -0.6, () -> show(losses));
    assertTrue(median(densities) >= 0.30, () -> show(densities));
    assertTrue(median(coverages) >= 0.55, () -> show(coverages));
  }

  private static void eachSeed(IntConsumer job) {
    IntStream.range(0, SEEDS).parallel().forEach(job);
  }

  private static double median(double[] values) {
    return DoubleStream.of(values).sorted().toArray()[values.length / 2];
  }

  private static String show(double[] values) {
    return "median " + median(values) + " of " + Arrays.toString(values);
  }
}

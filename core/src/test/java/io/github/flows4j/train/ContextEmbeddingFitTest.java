package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Recipe;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two normals given five context columns: with u their sum / sqrt 5, standard normal as each of
 * them is, x1 has mean sin 2u and deviation 0.3, x2 mean 0 and deviation e^(sin(2u) / 2).
 */
@Tag("trained")
class ContextEmbeddingFitTest {
  private static final int ROWS = 20_000;
  private static final int FRESH = 20_000;
  private static final int COLUMNS = 5;
  private static final double NOISE = 0.3;

  private SplittableRandom random;
  private Rows context;
  private Rows rows;

  @BeforeEach
  void seed() {
    random = new SplittableRandom(1);
  }

  private void draw(int count) {
    double[] given = new double[count * COLUMNS];
    double[] x = new double[count * 2];
    for (int i = 0; i < given.length; i++) given[i] = random.nextGaussian();
    context = Rows.wrap(COLUMNS, given);
    for (int i = 0; i < count; i++) {
      double wave = wave(i);
      x[2 * i] = wave + NOISE * random.nextGaussian();
      x[2 * i + 1] = Math.exp(wave / 2) * random.nextGaussian();
    }
    rows = Rows.wrap(2, x);
  }

  private double wave(int row) {
    double sum = 0;
    for (int c = 0; c < COLUMNS; c++) sum += context.get(row, c);
    return Math.sin(2 * sum / Math.sqrt(COLUMNS));
  }

  private double truth(int row) {
    double wave = wave(row);
    double a = (rows.get(row, 0) - wave) / NOISE;
    double b = rows.get(row, 1) * Math.exp(-wave / 2);
    return -Math.log(2 * Math.PI * NOISE) - wave / 2 - (a * a + b * b) / 2;
  }

  /** The mean of log p - log q over fresh rows, after a short training. */
  private double gap(String name, Recipe recipe) {
    draw(ROWS);
    TrainOptions options =
        TrainOptions.defaults()
            .withSteps(1_000)
            .withLearningRate(3e-3)
            .withBatch(256)
            .withAverageDecay(0.99)
            .withThreads(2)
            .withSeed(1);
    Flow flow =
        Trainer.of(options).train(recipe, TrainingData.of(rows).withContext(context)).flow();
    draw(FRESH);
    double[] logProb = flow.logProb(rows, context);
    double gap = 0;
    for (int i = 0; i < FRESH; i++) gap += (truth(i) - logProb[i]) / FRESH;
    System.out.println(name + ", gap " + gap);
    return gap;
  }

  /**
   * All that this flow can learn of the context beyond a linear map is in the embedding. With none,
   * the best linear mean of x1 leaves a variance of 0.5 (1 - e^-8) + 0.09 - 4 e^-4 = 0.516, which
   * costs log(0.516 / 0.09) / 2 = 0.87 nats alone.
   */
  @Test
  void aNormalWhoseBaseIsLinearInTheEmbedding() {
    FlowSpec linear = new FlowSpec(2, COLUMNS, List.of(), new ConditionalNormal());
    double with =
        gap("normal behind an embedding", linear.withEmbedding(ContextEmbedding.of(4, 64, 64)));
    double without = gap("normal linear in the context", linear);
    assertTrue(without > 0.8, "gap " + without);
    assertTrue(with <= 0.04, "gap " + with);
  }

  @Test
  void autoregressiveLayersThatSeeTwoNumbers() {
    Recipe maf = Flows.maf(2).withContext(COLUMNS).withContextEmbedding(2, 64, 64);
    double gap = gap("maf behind an embedding", maf);
    assertTrue(gap <= 0.03, "gap " + gap);
  }
}

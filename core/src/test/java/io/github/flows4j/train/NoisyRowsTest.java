package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Warp;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** {@link TrainOptions#withNoise}: what it does to rows, and to the flow that comes of them. */
class NoisyRowsTest {
  private static final int ROWS = 4_000;

  @Test
  void numbersHaveFreshNoiseOfTheDeviationAskedFor() {
    Schema schema = Schema.plain(2, 1);
    TrainingData data =
        TrainingData.of(rows(2, r -> r)).withContext(rows(1, r -> -r), List.of("c"));
    Batch plain = filled(data, schema, 0, 0);
    Batch noisy = filled(data, schema, 0.25, 0);
    assertArrayEquals(plain.context(), noisy.context());
    double[] noise = difference(noisy, plain);
    assertEquals(0, mean(noise), 5 * 0.25 / Math.sqrt(noise.length));
    assertEquals(0.25, deviation(noise), 0.01);
    assertArrayEquals(noisy.rows(), filled(data, schema, 0.25, 0).rows());
    double[] next = difference(filled(data, schema, 0.25, 1), filled(data, schema, 0, 1));
    for (int i = 0; i < noise.length; i++) assertNotEquals(noise[i], next[i]);
  }

  @Test
  void categoriesAndSignsOfGapsHaveNone() {
    TableSchema table =
        TableSchema.of(
            List.of(
                new CategoryColumn("a", List.of("x", "y"), List.of(1.0, 3.0)),
                new NumberColumn(
                    "b", NumberColumn.Kind.REAL, 0, new Warp.Identity(), 0, 2_000, 0.1)),
            List.of());
    Schema schema = Schema.table(table);
    TrainingData data = TrainingData.of(rows(2, r -> r % 2)).withTable(table);
    double[] noise = difference(filled(data, schema, 0.25, 0), filled(data, schema, 0, 0));
    double[] numbers = new double[ROWS];
    for (int r = 0; r < ROWS; r++) {
      assertEquals(0, noise[3 * r]);
      numbers[r] = noise[3 * r + 1];
      assertEquals(0, noise[3 * r + 2]);
    }
    assertEquals(0.25, deviation(numbers), 0.02);
  }

  /** Noise of one deviation on normal rows: a normal density of twice the variance. */
  @Test
  void theFlowIsOfTheSmoothedDensity() {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[2 * ROWS];
    for (int i = 0; i < values.length; i++) values[i] = 3 + 5 * random.nextGaussian();
    Rows rows = Rows.of(2, values);
    TrainOptions options =
        TrainOptions.defaults().withSteps(600).withLearningRate(1e-2).withThreads(1);
    Recipe recipe = Flows.realNvp(2).withTransforms(2).withHidden(8);
    assertEquals(5, spread(Trainer.of(options).fit(recipe, rows)), 0.3);
    assertEquals(5 * Math.sqrt(2), spread(Trainer.of(options.withNoise(1)).fit(recipe, rows)), 0.4);
  }

  private static double spread(Flow flow) {
    return deviation(flow.sample(20_000, 3).column(0));
  }

  @Test
  void imagesAndImpossibleDeviationsAreRefused() {
    ImageShape shape = new ImageShape(1, 4, 4);
    Pixels pixels = new Pixels(shape, 4, new PixelScaling.Logit(0.05));
    TrainingData images = TrainingData.of(rows(16, r -> 1)).withPixels(pixels);
    Trainer trainer = Trainer.of(TrainOptions.defaults().withSteps(1).withNoise(0.1));
    Recipe recipe = Flows.realNvp(16);
    String message =
        assertThrows(IllegalArgumentException.class, () -> trainer.train(recipe, images))
            .getMessage();
    assertTrue(message.contains("noise"), message);
    for (double wrong : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
      assertThrows(IllegalArgumentException.class, () -> TrainOptions.defaults().withNoise(wrong));
  }

  private static Rows rows(int columns, IntToDoubleFunction value) {
    double[] values = new double[ROWS * columns];
    for (int i = 0; i < values.length; i++) values[i] = value.applyAsDouble(i / columns);
    return Rows.of(columns, values);
  }

  private static Batch filled(TrainingData data, Schema schema, double noise, long step) {
    BatchSource source = new BatchSource.Shuffled(data, schema, ROWS, 3);
    if (noise > 0) source = new BatchSource.Noisy(source, schema, noise, 3);
    Batch batch = new Batch(ROWS, schema.features().size(), schema.context().size());
    source.fill(step, batch);
    return batch;
  }

  private static double[] difference(Batch one, Batch other) {
    double[] difference = one.rows().clone();
    for (int i = 0; i < difference.length; i++) difference[i] -= other.rows()[i];
    return difference;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) sum += value;
    return sum / values.length;
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) sum += (value - mean) * (value - mean);
    return Math.sqrt(sum / values.length);
  }
}

package io.github.flows4j.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.contract.Cases.Case;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.SampleLoss;
import io.github.flows4j.engine.training.SampleTile;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The gradient through sampling of every transform that can be sampled through. Seeds are fixed.
 */
class SamplingContractTest {
  private static final int ROWS = 9;

  static Stream<Case> all() {
    return Cases.all().stream();
  }

  /** Those that can be sampled through. */
  static Stream<Case> cases() {
    return all()
        .filter(which -> which.spec().transforms().stream().noneMatch(BatchNorm.class::isInstance))
        .filter(which -> which.spec().tensors().stream().noneMatch(SamplingContractTest::ofBase));
  }

  private static boolean ofBase(TensorSpec tensor) {
    return tensor.trained() && tensor.name().startsWith("base.");
  }

  /**
   * log q - log p~ with log p~ = sum -x^2 / 2 - cos(x + 0.5), smooth and with slopes everywhere.
   */
  private record ToTarget(boolean pathOnly) implements SampleLoss {
    @Override
    public void evaluate(SampleTile tile) {
      int features = tile.x().length / tile.loss().length;
      for (int r = 0; r < tile.rows(); r++) {
        tile.loss()[r] = tile.logProb()[r];
        tile.byLogProb()[r] = 1;
        for (int i = r * features; i < (r + 1) * features; i++) {
          double x = tile.x()[i];
          tile.loss()[r] += x * x / 2 + Math.cos(x + 0.5);
          tile.byRow()[i] = x - Math.sin(x + 0.5);
        }
      }
    }
  }

  /**
   * By every trained number, in double, with contexts, row weights and several threads, as {@link
   * TransformContractTest} does for the likelihood. Latents are those of rows within (-2, 2) and
   * the case's reach, where a map found by quadrature has the log-determinant of what it computes.
   * Steps are smaller than there, since the inverse of a steep map bends sharply.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void sampleGradientIsThatOfFiniteDifferences(Case which) {
    Tensors tensors = which.tensors(33);
    Batch latents = latents(which, tensors, 34);
    SampleLoss loss = new ToTarget(false);
    try (TrainingStep step = Engine.trainingStep(which.spec(), tensors, 3, Precision.DOUBLE);
        TrainingStep alone = Engine.trainingStep(which.spec(), tensors, 1, Precision.DOUBLE)) {
      double[] gradient = new double[step.size()];
      double value = step.sampleGradient(latents, loss, gradient).loss();
      double scale = 1 + Arrays.stream(gradient).map(Math::abs).max().orElse(0);
      double[] ofOne = new double[step.size()];
      double valueOfOne = alone.sampleGradient(latents, loss, ofOne).loss();
      assertEquals(value, valueOfOne, 1e-12 * (1 + Math.abs(value)));
      assertArrayEquals(ofOne, gradient, 1e-12 * scale);
      int at = 0;
      int looked = 0;
      int kinks = 0;
      for (TensorSpec tensor : which.spec().tensors()) {
        if (!tensor.trained()) continue;
        for (int i = 0; i < tensor.size(); i++, at++) {
          // A look at some of a large tensor's numbers; all of a small one's.
          if (tensor.size() > 40 && i % 7 != 0) continue;
          double near = slope(alone, tensors, tensor.name(), i, latents, loss, 0x1p-18f);
          double far = slope(alone, tensors, tensor.name(), i, latents, loss, 0x1p-17f);
          looked++;
          if (Math.abs(near - far) > 1e-5 * scale) kinks++;
          else
            assertEquals((4 * near - far) / 3, gradient[at], 2e-5 * scale, tensor.name() + " " + i);
        }
      }
      assertTrue(kinks <= looked / 10, kinks + " of " + looked + " numbers are beside a kink");
    }
  }

  private static double slope(
      TrainingStep step,
      Tensors tensors,
      String name,
      int index,
      Batch latents,
      SampleLoss loss,
      float h) {
    float value = tensors.get(name).get(index);
    float up = value + h;
    float down = value - h;
    double[] unused = new double[step.size()];
    step.load(TransformContractTest.with(tensors, name, index, up));
    double above = step.sampleGradient(latents, loss, unused).loss();
    step.load(TransformContractTest.with(tensors, name, index, down));
    double below = step.sampleGradient(latents, loss, unused).loss();
    return (above - below) / ((double) up - down);
  }

  /**
   * The path gradient is the full one less what log q changes by the weights at fixed rows, which
   * is the gradient of the likelihood over the rows drawn.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void pathGradientLeavesOutTheScore(Case which) {
    Tensors tensors = which.tensors(35);
    Batch latents = latents(which, tensors, 36);
    Batch rows = latents(which, tensors, 36);
    SampleLoss full = new ToTarget(false);
    SampleLoss drawing =
        tile -> {
          full.evaluate(tile);
          int features = which.spec().features();
          System.arraycopy(
              tile.x(), 0, rows.rows(), tile.from() * features, tile.rows() * features);
        };
    try (TrainingStep step = Engine.trainingStep(which.spec(), tensors, 2, Precision.DOUBLE)) {
      double[] gradient = new double[step.size()];
      double value = step.sampleGradient(latents, drawing, gradient).loss();
      double[] path = new double[step.size()];
      double sameValue = step.sampleGradient(latents, new ToTarget(true), path).loss();
      double[] likelihood = new double[step.size()];
      step.gradient(rows, likelihood);
      assertEquals(value, sameValue);
      double scale = 1 + Arrays.stream(gradient).map(Math::abs).max().orElse(0);
      for (int i = 0; i < path.length; i++) likelihood[i] += gradient[i];
      assertArrayEquals(likelihood, path, 1e-8 * scale);
    }
  }

  private static Batch latents(Case which, Tensors tensors, long seed) {
    int features = which.spec().features();
    int columns = which.spec().context();
    Rows x = TransformContractTest.rows(ROWS, features, Math.min(2, which.reach()), seed);
    Rows context = TransformContractTest.rows(ROWS, columns, 2, seed + 100);
    Flow flow = Flow.of(which.spec(), tensors).withPrecision(Precision.DOUBLE);
    Rows z = (context == null ? flow.transform(x) : flow.transform(x, context)).rows();
    Batch batch = new Batch(ROWS, features, columns);
    z.copyTo(0, ROWS, batch.rows(), 0);
    if (context != null) context.copyTo(0, ROWS, batch.context(), 0);
    SplittableRandom random = new SplittableRandom(seed);
    for (int r = 0; r < ROWS; r++) batch.weights()[r] = 0.5 + random.nextDouble();
    batch.count(ROWS);
    return batch;
  }
}

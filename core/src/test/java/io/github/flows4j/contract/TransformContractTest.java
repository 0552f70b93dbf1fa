package io.github.flows4j.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Gradient;
import io.github.flows4j.Rows;
import io.github.flows4j.Scorer;
import io.github.flows4j.Transformed;
import io.github.flows4j.contract.Cases.Case;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every transform must do, over all of them and all their options. Seeds are fixed. */
class TransformContractTest {
  private static final int ROWS = 70; // more than a tile

  static Stream<Case> cases() {
    return Cases.all().stream();
  }

  /**
   * A flow with columns in units of their own, so that standardization is part of everything
   * checked here.
   */
  static Flow flow(Case which, long seed) {
    Schema schema =
        new Schema(columns("x", which.spec().features()), columns("c", which.spec().context()));
    return Flow.of(which.spec(), which.tensors(seed), schema);
  }

  private static List<Column> columns(String prefix, int count) {
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < count; j++)
      columns.add(new Column(prefix + j, 0.3 * j - 0.2, 1 + 0.25 * j));
    return columns;
  }

  static Rows rows(int count, int columns, double size, long seed) {
    if (columns == 0) return null;
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = random.doubles((long) count * columns).map(u -> size * (2 * u - 1)).toArray();
    return Rows.of(columns, values);
  }

  private static Transformed transform(Flow flow, Rows x, Rows context) {
    return context == null ? flow.transform(x) : flow.transform(x, context);
  }

  private static Transformed inverse(Flow flow, Rows z, Rows context) {
    return context == null ? flow.inverse(z) : flow.inverse(z, context);
  }

  private static double[] logProb(Flow flow, Rows x, Rows context) {
    return context == null ? flow.logProb(x) : flow.logProb(x, context);
  }

  private static Gradient gradient(Flow flow, Rows x, Rows context) {
    return context == null ? flow.gradient(x) : flow.gradient(x, context);
  }

  /**
   * Double: round-off of a few hundred operations and Newton's stop. Single: the same at 2^-24.
   * What is lost in z comes back multiplied by the slope of the inverse, at most e^|log det| where
   * the logs have one sign.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void roundTripAndOppositeLogDets(Case which) {
    for (Precision precision : Precision.values()) {
      double perLayer = precision == Precision.DOUBLE ? 1e-9 : 2e-5;
      double tolerance = perLayer * Math.max(1, which.spec().transforms().size());
      Flow flow = flow(which, 1).withPrecision(precision);
      for (double size : new double[] {0.1, 2, 20}) {
        if (size > which.reach()) continue;
        Rows x = rows(ROWS, flow.features(), size, 2);
        Rows context = rows(ROWS, which.spec().context(), 2, 3);
        Transformed latent = transform(flow, x, context);
        Transformed back = inverse(flow, latent.rows(), context);
        for (int i = 0; i < ROWS; i++) {
          double logDet = latent.logDet()[i];
          for (int j = 0; j < flow.features(); j++) {
            double limit = tolerance * (1 + Math.abs(x.get(i, j))) * Math.exp(Math.abs(logDet));
            assertEquals(x.get(i, j), back.rows().get(i, j), limit, "row " + i + " size " + size);
          }
          assertEquals(-logDet, back.logDet()[i], tolerance * (10 + Math.abs(logDet)), "row " + i);
        }
      }
    }
  }

  /**
   * Central differences in double, error about h^2 = 1e-10 and round-off / h = 1e-11, in a
   * determinant of D columns.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void logDetIsThatOfTheNumericalJacobian(Case which) {
    Flow flow = flow(which, 4).withPrecision(Precision.DOUBLE);
    int features = flow.features();
    double h = 1e-5;
    int points = 6;
    Rows x = rows(points, features, 1.5, 5);
    Rows context = rows(points, which.spec().context(), 2, 6);
    double[] logDet = transform(flow, x, context).logDet();
    for (int i = 0; i < points; i++) {
      double[][] jacobian = new double[features][features];
      Rows own = context == null ? null : context.slice(i, i + 1);
      for (int j = 0; j < features; j++) {
        double[] up = x.row(i);
        double[] down = x.row(i);
        up[j] += h;
        down[j] -= h;
        Rows z = transform(flow, Rows.of(new double[][] {up, down}), own).rows();
        for (int k = 0; k < features; k++) jacobian[k][j] = (z.get(0, k) - z.get(1, k)) / (2 * h);
      }
      assertEquals(LogDet.of(jacobian), logDet[i], 1e-7 * features, "row " + i);
    }
  }

  /**
   * Against central differences of log_prob in double: by row and by context, in the user's units.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void gradientIsThatOfFiniteDifferences(Case which) {
    Flow flow = flow(which, 7).withPrecision(Precision.DOUBLE);
    int points = 5;
    Rows x = rows(points, flow.features(), 1.5, 8);
    Rows context = rows(points, which.spec().context(), 2, 9);
    Gradient exact = gradient(flow, x, context);
    assertArrayEquals(logProb(flow, x, context), exact.logProb(), 1e-12);
    assertClose(differences(x, moved -> logProb(flow, moved, context)), exact.byRow(), 1e-6);
    if (context == null) {
      assertTrue(exact.byContext().isEmpty());
      return;
    }
    assertClose(
        differences(context, moved -> logProb(flow, x, moved)),
        exact.byContext().orElseThrow(),
        1e-6);
  }

  private interface Score {
    double[] of(Rows rows);
  }

  private static double[] differences(Rows at, Score score) {
    double h = 1e-5;
    double[] values = at.toArray();
    double[] slopes = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      double kept = values[k];
      values[k] = kept + h;
      double up = score.of(Rows.of(at.columns(), values))[k / at.columns()];
      values[k] = kept - h;
      double down = score.of(Rows.of(at.columns(), values))[k / at.columns()];
      values[k] = kept;
      slopes[k] = (up - down) / (2 * h);
    }
    return slopes;
  }

  private static void assertClose(double[] expected, Rows actual, double tolerance) {
    double[] found = actual.toArray();
    for (int k = 0; k < expected.length; k++)
      assertEquals(expected[k], found[k], tolerance * (1 + Math.abs(expected[k])), "number " + k);
  }

  /**
   * Single precision against the same weights in double, log_prob and gradient, over ordinary rows.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionIsCloseToDouble(Case which) {
    Flow single = flow(which, 10);
    Flow exact = single.withPrecision(Precision.DOUBLE);
    Rows x = rows(ROWS, single.features(), 2, 11);
    Rows context = rows(ROWS, which.spec().context(), 2, 12);
    Gradient found = gradient(single, x, context);
    Gradient expected = gradient(exact, x, context);
    double[] byRow = found.byRow().toArray();
    double[] expectedByRow = expected.byRow().toArray();
    int off = 0;
    for (int i = 0; i < ROWS; i++)
      assertEquals(
          expected.logProb()[i], found.logProb()[i], 1e-5 * (10 + Math.abs(expected.logProb()[i])));
    for (int k = 0; k < byRow.length; k++) {
      double limit = 1e-4 * (10 + Math.abs(expectedByRow[k]));
      if (!(Math.abs(expectedByRow[k] - byRow[k]) <= limit)) off++;
    }
    // A row beside the kink of a ReLU may take the other side.
    assertTrue(off <= byRow.length / 100, off + " of " + byRow.length + " gradients are off");
  }

  /**
   * The gradient of a batch's loss by every trained number, against central differences in double,
   * with batch statistics, row weights and several threads. Weights are float32, so steps are what
   * the floats make of 2^-10 and 2^-9; together they give the slope to their fourth power. Where
   * they disagree by more than a smooth function's could, a ReLU's kink lies between, and the
   * number is passed over; few may be.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void weightGradientIsThatOfFiniteDifferences(Case which) {
    Tensors tensors = which.tensors(13);
    int rows = 9;
    Batch batch = new Batch(rows, which.spec().features(), which.spec().context());
    SplittableRandom random = new SplittableRandom(14);
    fill(batch.rows(), random);
    fill(batch.context(), random);
    for (int r = 0; r < rows; r++) batch.weights()[r] = 0.5 + random.nextDouble();
    batch.count(rows);
    try (TrainingStep step = Engine.trainingStep(which.spec(), tensors, 3, Precision.DOUBLE);
        TrainingStep alone = Engine.trainingStep(which.spec(), tensors, 1, Precision.DOUBLE)) {
      double[] gradient = new double[step.size()];
      double loss = step.gradient(batch, gradient).loss();
      double[] ofOne = new double[step.size()];
      assertEquals(loss, alone.gradient(batch, ofOne).loss(), 1e-12 * (1 + Math.abs(loss)));
      assertArrayEquals(ofOne, gradient, 1e-10);
      double scale =
          1
              + IntStream.range(0, gradient.length)
                  .mapToDouble(i -> Math.abs(gradient[i]))
                  .max()
                  .orElse(0);
      int at = 0;
      int looked = 0;
      int kinks = 0;
      for (var tensorSpec : which.spec().tensors()) {
        if (!tensorSpec.trained()) continue;
        for (int i = 0; i < tensorSpec.size(); i++, at++) {
          // A look at some of a large tensor's numbers; all of a small one's.
          if (tensorSpec.size() > 40 && i % 7 != 0) continue;
          double near = slope(alone, tensors, tensorSpec.name(), i, batch, 0x1p-10f);
          double far = slope(alone, tensors, tensorSpec.name(), i, batch, 0x1p-9f);
          looked++;
          if (Math.abs(near - far) > 1e-5 * scale) kinks++;
          else
            assertEquals(
                (4 * near - far) / 3, gradient[at], 2e-5 * scale, tensorSpec.name() + " " + i);
        }
      }
      assertTrue(kinks <= looked / 10, kinks + " of " + looked + " numbers are beside a kink");
    }
  }

  private static void fill(double[] values, SplittableRandom random) {
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
  }

  private static double slope(
      TrainingStep step, Tensors tensors, String name, int index, Batch batch, float h) {
    float value = tensors.get(name).get(index);
    float up = value + h;
    float down = value - h;
    double[] unused = new double[step.size()];
    step.load(with(tensors, name, index, up));
    double above = step.gradient(batch, unused).loss();
    step.load(with(tensors, name, index, down));
    double below = step.gradient(batch, unused).loss();
    return (above - below) / ((double) up - down);
  }

  static Tensors with(Tensors tensors, String name, int index, float value) {
    Map<String, Tensor> changed = new LinkedHashMap<>(tensors.byName());
    Tensor old = tensors.get(name);
    changed.put(name, Tensor.of(old.shape(), i -> i == index ? value : old.get(i)));
    return Tensors.of(changed);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchesThreadsAndSingleRowsAgree(Case which) {
    Flow flow = flow(which, 15);
    Rows x = rows(ROWS, flow.features(), 2, 16);
    Rows context = rows(ROWS, which.spec().context(), 2, 17);
    double[] together = logProb(flow, x, context);
    assertArrayEquals(together, logProb(flow.withThreads(1), x, context));
    assertArrayEquals(together, logProb(flow.withThreads(5), x, context));
    Scorer scorer = flow.scorer();
    for (int i = 0; i < ROWS; i++) {
      Rows own = context == null ? null : context.slice(i, i + 1);
      // Products of one row may add in another order than those of a tile.
      double limit = 1e-5 * (10 + Math.abs(together[i]));
      assertEquals(together[i], logProb(flow, x.slice(i, i + 1), own)[0], limit);
      double scored = own == null ? scorer.logProb(x.row(i)) : scorer.logProb(x.row(i), own.row(0));
      assertEquals(together[i], scored, limit);
      if (own == null) continue;
      assertEquals(together[i], flow.given(own.row(0)).logProb(x.slice(i, i + 1))[0], limit);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rowsFarOutHaveNoNaN(Case which) {
    Flow flow = flow(which, 18);
    for (double size : new double[] {0, 1e-300, 1e-40, 1e6, 1e30, 1e300}) {
      double[] row = new double[flow.features()];
      java.util.Arrays.fill(row, size);
      Rows context = rows(1, which.spec().context(), 2, 19);
      double found = logProb(flow, Rows.of(row.length, row), context)[0];
      assertFalse(Double.isNaN(found) || found == Double.POSITIVE_INFINITY, size + ": " + found);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatIsNotFiniteOrDoesNotFitIsRefused(Case which) {
    Flow flow = flow(which, 20);
    int features = flow.features();
    Rows context = rows(3, which.spec().context(), 2, 21);
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] values = new double[3 * features];
      values[2 * features - 1] = bad;
      Rows x = Rows.of(features, values);
      String message =
          assertThrows(DataException.class, () -> logProb(flow, x, context)).getMessage();
      assertEquals(
          "row 2, column x" + (features - 1) + ": " + bad + " is not a finite number", message);
    }
    Rows wide = rows(3, features + 1, 1, 22);
    assertThrows(ShapeMismatch.class, () -> logProb(flow, wide, context));
    if (context == null) return;
    Rows x = rows(3, features, 1, 23);
    assertThrows(ShapeMismatch.class, () -> flow.logProb(x));
    assertThrows(ShapeMismatch.class, () -> flow.logProb(x, context.slice(0, 2)));
  }
}

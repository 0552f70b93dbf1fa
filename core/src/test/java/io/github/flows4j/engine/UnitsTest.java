package io.github.flows4j.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Schema;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnitsTest {
  private static Units pixels(int features, int levels, PixelScaling scaling) {
    return Units.features(
        Schema.image(new Pixels(new ImageShape(1, 1, features), levels, scaling), List.of()));
  }

  static Stream<Units> all() {
    return Stream.of(
        pixels(3, 256, new PixelScaling.Logit(0)),
        pixels(3, 256, new PixelScaling.Logit(1e-6)),
        pixels(3, 256, new PixelScaling.Logit(0.05)),
        pixels(3, 32, new PixelScaling.Logit(0.49)),
        pixels(3, 255, new PixelScaling.Logit(0)),
        pixels(3, 256, new PixelScaling.Centered()),
        Units.context(
            new Schema(
                List.of(),
                List.of(new Column("a", -3, 0.5), new Column("b", 100, 40), Column.plain("c")))));
  }

  private static double[] rows(int count, SplittableRandom random) {
    double[] values = new double[3 * count];
    for (int i = 0; i < values.length; i++) values[i] = random.nextDouble(1e-3, 32 - 1e-3);
    return values;
  }

  @ParameterizedTest
  @MethodSource("all")
  void thereAndBackAgain(Units units) {
    double[] user = rows(200, new SplittableRandom(1));
    double[] values = user.clone();
    double[] logDet = new double[202];
    units.toFlow(values, 200, logDet, 1);
    units.toUser(values, 200, logDet, 1);
    // Near an end of the logit the relative error of s grows by 1 / s: 1e-5 of 32 levels at least.
    assertArrayEquals(user, values, 1e-11);
    assertArrayEquals(new double[202], logDet, 1e-9);
    units.toFlow(values, 200, null, 0);
    units.toUser(values, 200, null, 0);
    assertArrayEquals(user, values, 1e-11);
  }

  @ParameterizedTest
  @MethodSource("all")
  void logDetIsThatOfTheSlopes(Units units) {
    double[] user = rows(1, new SplittableRandom(2));
    double[] logDet = new double[1];
    units.toFlow(user.clone(), 1, logDet, 0);
    double sum = 0;
    double step = 1e-5;
    for (int j = 0; j < 3; j++) {
      double[] above = user.clone();
      double[] below = user.clone();
      above[j] += step;
      below[j] -= step;
      units.toFlow(above, 1, null, 0);
      units.toFlow(below, 1, null, 0);
      sum += Math.log((above[j] - below[j]) / (2 * step));
    }
    assertEquals(sum, logDet[0], 1e-8);
  }

  /** Of log p(x) = sum of sin(y_j) + log|det|, by central differences. */
  @ParameterizedTest
  @MethodSource("all")
  void gradientsAreThoseInTheUsersUnits(Units units) {
    double[] user = rows(20, new SplittableRandom(3));
    double[] gradient = user.clone();
    units.toFlow(gradient, 20, null, 0);
    for (int i = 0; i < gradient.length; i++) gradient[i] = Math.cos(gradient[i]);
    units.gradientToUser(gradient, user, 20);
    double step = 1e-5;
    for (int i = 0; i < user.length; i++) {
      double numerical =
          (density(units, user, i, step) - density(units, user, i, -step)) / 2 / step;
      assertEquals(numerical, gradient[i], 1e-6 * (1 + Math.abs(numerical)));
    }
  }

  private static double density(Units units, double[] user, int moved, double by) {
    double[] row = new double[3];
    System.arraycopy(user, moved / 3 * 3, row, 0, 3);
    row[moved % 3] += by;
    double[] logDet = new double[1];
    units.toFlow(row, 1, logDet, 0);
    return Math.sin(row[0]) + Math.sin(row[1]) + Math.sin(row[2]) + logDet[0];
  }

  /** The formula of the logit's log|det|, in the form that does not cancel; 5,000 factors. */
  @Test
  void manyPixelsNeitherUnderflowNorLoseDigits() {
    int features = 5_000;
    Units units = pixels(features, 256, new PixelScaling.Logit(0));
    double[] values = new double[features];
    for (int i = 0; i < features; i++) values[i] = i % 3 == 0 ? 1e-200 * (i + 1) : 256 * 1e-9 * i;
    double[] logDet = new double[1];
    double expected = features * -Math.log(256);
    for (double x : values) {
      double y = Math.log(x / 256) - Math.log1p(-x / 256);
      expected += Math.abs(y) + 2 * Math.log1p(Math.exp(-Math.abs(y)));
    }
    values[1] = 128;
    expected += 2 * Math.log(2) - slope(256e-9);
    units.toFlow(values, 1, logDet, 0);
    assertEquals(1, logDet[0] / expected, 1e-13);
    assertEquals(0, values[1], 1e-16);
    assertEquals(Math.log(1e-200 / 256), values[0], 1e-12);
  }

  private static double slope(double x) {
    double y = Math.log(x / 256) - Math.log1p(-x / 256);
    return Math.abs(y) + 2 * Math.log1p(Math.exp(-Math.abs(y)));
  }

  @Test
  void beyondTheLogitTheDensityIsZero() {
    Units units = pixels(2, 256, new PixelScaling.Logit(0.05));
    // The logit's domain is (-14.2, 270.2).
    double[] x = {-14, 3, 300, 270, 270.2, -14.2, -15, 4};
    double[] y = x.clone();
    double[] logDet = new double[4];
    units.toFlow(y, 4, logDet, 0);
    assertTrue(Double.isFinite(logDet[0]) && Double.isFinite(logDet[2]));
    assertEquals(Double.NEGATIVE_INFINITY, logDet[1]);
    assertEquals(Double.NEGATIVE_INFINITY, logDet[3]);
    for (double value : y) assertTrue(Double.isFinite(value));
    double[] gradient = {1, 1, 1, 1, 1, 1, 1, 1};
    units.gradientToUser(gradient, x, 4);
    assertArrayEquals(new double[2], new double[] {gradient[2], gradient[3]});
    assertArrayEquals(new double[2], new double[] {gradient[6], gradient[7]});
    assertFalse(units.reaches(300) || units.reaches(-15));
    assertTrue(units.reaches(270) && units.reaches(0));
    double[] ends = {0, 256};
    units = pixels(2, 256, new PixelScaling.Logit(0));
    assertFalse(units.reaches(0) || units.reaches(256));
    double[] one = new double[1];
    units.toFlow(ends, 1, one, 0);
    assertEquals(Double.NEGATIVE_INFINITY, one[0]);
  }

  /** What is drawn far out must have a density. */
  @Test
  void whatComesBackCanGoThereAgain() {
    for (double alpha : new double[] {0, 1e-6, 0.05, 0.3, 0.499})
      for (int levels : new int[] {2, 7, 255, 256, 65_536}) {
        Units units = pixels(2, levels, new PixelScaling.Logit(alpha));
        for (double y : new double[] {30, 37, 40, 800, 1e30}) {
          double[] values = {y, -y};
          units.toUser(values, 1, null, 0);
          double[] logDet = new double[1];
          units.toFlow(values, 1, logDet, 0);
          assertTrue(
              Double.isFinite(logDet[0]), "alpha " + alpha + ", levels " + levels + ", y " + y);
        }
        double[] none = {Double.NaN, 0};
        units.toUser(none, 1, null, 0);
        assertTrue(Double.isNaN(none[0]));
      }
  }

  @Test
  void quickLog() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 200_000; i++) {
      double x = Math.exp(random.nextGaussian() * (i % 2 == 0 ? 100 : 1e-3));
      double log = Math.log(x);
      assertEquals(log, QuickLog.log(x), 4e-16 * (1 + Math.abs(log)));
    }
    assertEquals(0, QuickLog.log(1), 1e-17);
    assertEquals(Math.log(Double.MIN_NORMAL), QuickLog.log(Double.MIN_NORMAL), 2e-13);
    assertEquals(Math.log(Double.MAX_VALUE), QuickLog.log(Double.MAX_VALUE), 2e-13);
  }

  @Test
  void noiseLeavesLevelsAsTheyAre() {
    double[] values = new double[1_001];
    for (int i = 1; i < values.length; i++) values[i] = i % 2 == 0 ? 65_535 : 0;
    PixelNoise.add(values, 1, 999, new SplittableRandom(6));
    double sum = 0;
    double squares = 0;
    for (int i = 1; i < 1_000; i++) {
      double u = values[i] - (i % 2 == 0 ? 65_535 : 0);
      assertTrue(u > 0 && u < 1);
      sum += u;
      squares += (u - 0.5) * (u - 0.5);
    }
    // Five standard errors: of the mean sqrt(1 / 12 / 999), of the variance sqrt(1 / 180 / 999).
    assertEquals(0.5, sum / 999, 5 * Math.sqrt(1 / 12.0 / 999));
    assertEquals(1 / 12.0, squares / 999, 5 * Math.sqrt(1 / 180.0 / 999));
    assertEquals(0, values[0]);
    assertEquals(65_535, values[1_000]);
    double[] image = {9, 1, 2, 3, 4, 5, 6, 9};
    PixelNoise.mirror(image, 1, 6, 3);
    assertArrayEquals(new double[] {9, 3, 2, 1, 6, 5, 4, 9}, image);
  }
}

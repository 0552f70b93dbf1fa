package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImportanceWeightsTest {
  private static final double INF = Double.POSITIVE_INFINITY;

  /** A function of n uniforms of Lehmer's generator, which is as easily written in Python. */
  private static double[] logWeights(int n, DoubleUnaryOperator ofUniform) {
    return DoubleStream.iterate(12345, s -> s * 48271 % 2147483647)
        .skip(1)
        .limit(n)
        .map(s -> ofUniform.applyAsDouble(s / 2147483647))
        .toArray();
  }

  /**
   * Shapes by {@code arviz.psislw(logWeights)[1]} of ArviZ 0.23.4, which has the fit of the R
   * package loo; the others by NumPy: {@code w = exp(l - max(l))}, {@code sum(w)**2 / (n *
   * sum(w**2))} and {@code max(l) + log(mean(w))}.
   */
  @Test
  void agreesWithArviz() {
    assertWeights(
        0.5607141135570306,
        0.36945022469325073,
        0.6860267417018795,
        logWeights(1_000, u -> -0.5 * Math.log(u)));
    assertWeights(
        0.914206278920372,
        0.007583529612876409,
        2.2949050765407177,
        logWeights(4_000, u -> -Math.log(u)));
    assertWeights(
        -0.8498562443924018, 0.7541691202830356, -0.6840322249557328, logWeights(1_000, Math::log));
    assertWeights(
        0.15981850377628362,
        0.5232546365372462,
        -0.0545790509763453,
        logWeights(300, u -> Math.log(-Math.log(u))));
    assertWeights(
        2.129665145702829,
        0.010465147231412815,
        13.180480279104387,
        logWeights(100, u -> -3 * Math.log(u)));
    assertWeights(
        0.23485981874698042,
        0.9471955110910645,
        0.2528167435604304,
        logWeights(25, u -> -0.2 * Math.log(u)));
    assertWeights(
        -0.7097577070539157,
        0.5099629213585448,
        -0.4238877900563113,
        logWeights(1_000, u -> u < 0.5 ? -INF : -0.7 * Math.log(u)));
    // Weights over hundreds of decades, of which most count as 0.
    assertWeights(
        81.875272303038, 0.0005, 854.7743330944998, logWeights(2_000, u -> -100 * Math.log(u)));
  }

  private static void assertWeights(
      double shape, double effective, double logMean, double[] logWeights) {
    var result = ImportanceWeights.of(logWeights);
    // Sums are taken in another order and units.
    assertEquals(shape, result.paretoShape(), 1e-11 * (1 + Math.abs(shape)));
    assertEquals(effective, result.effectiveSampleSize(), 1e-13);
    assertEquals(logMean, result.logMean(), 1e-13 * (1 + Math.abs(logMean)));
    assertEquals(logWeights.length, result.count());
  }

  @Test
  void byHand() {
    var result = ImportanceWeights.of(new double[] {0, Math.log(3), -INF, 0});
    // (1 + 3 + 1)^2 / (4 (1 + 9 + 1)).
    assertEquals(25.0 / 44, result.effectiveSampleSize(), 1e-15);
    assertEquals(Math.log(1.25), result.logMean(), 1e-15);
    assertEquals(4, result.count());
    assertEquals(new ImportanceWeights(1, INF, -5, 1), ImportanceWeights.of(new double[] {-5}));
  }

  @Test
  void neitherOrderNorScaleMatters() {
    double[] logWeights = logWeights(500, u -> -0.4 * Math.log(u));
    var expected = ImportanceWeights.of(logWeights);
    double[] reversed = IntStream.range(0, 500).mapToDouble(i -> logWeights[499 - i]).toArray();
    assertEquals(expected, ImportanceWeights.of(reversed));
    // Far outside of what exp can take.
    for (double shift : new double[] {-1e5, 1e5}) {
      var shifted = ImportanceWeights.of(Arrays.stream(reversed).map(l -> l + shift).toArray());
      assertEquals(expected.paretoShape(), shifted.paretoShape(), 1e-9);
      assertEquals(expected.effectiveSampleSize(), shifted.effectiveSampleSize(), 1e-10);
      assertEquals(expected.logMean() + shift, shifted.logMean(), 1e-9);
    }
  }

  @Test
  void shapeOfParetoWeights() {
    // The limit of the tail; the prior and the finite tail move it a little.
    var random = new SplittableRandom(5);
    for (double shape : new double[] {0.2, 0.5, 0.9}) {
      double[] logWeights = random.doubles(100_000).map(u -> -shape * Math.log1p(-u)).toArray();
      assertEquals(shape, ImportanceWeights.of(logWeights).paretoShape(), 0.1);
    }
  }

  @Test
  void normalProposals() {
    // Wider than the target: weights are bounded, log Z is 0, and with w = sd exp(-x^2 (1 - 1 /
    // sd^2) / 2) the effective size is 1 / E[w^2] = sqrt(2 - 1 / sd^2) / sd.
    double[] wide = Samples.normal(20_000, 1, 3, 0).toArray();
    var good = ImportanceWeights.of(Arrays.stream(wide).map(z -> logRatio(z, 1.5)).toArray());
    assertTrue(good.paretoShape() < 0, good.toString());
    assertEquals(0.8315, good.effectiveSampleSize(), 0.01);
    assertEquals(0, good.logMean(), 0.01);
    // Narrower: w^2 has no mean for sd below sqrt(1/2); k = 1 - sd^2.
    var bad = ImportanceWeights.of(Arrays.stream(wide).map(z -> logRatio(z, 0.4)).toArray());
    assertTrue(bad.paretoShape() > 0.6, bad.toString());
    assertTrue(bad.effectiveSampleSize() < 0.05, bad.toString());
  }

  /** Of a standard normal to one of the given sd, at sd z. */
  private static double logRatio(double z, double sd) {
    return Math.log(sd) + (z * z - sd * sd * z * z) / 2;
  }

  @Test
  void tailsThatCannotBeFitted() {
    // 20 weights make a tail of 4, 21 one of 5.
    assertEquals(INF, shape(logWeights(20, u -> u)));
    assertTrue(Double.isFinite(shape(logWeights(21, u -> u))));
    // At their bound: 95 of 1,000 are the tail.
    assertEquals(-INF, shape(new double[1_000]));
    assertEquals(-INF, shape(tied(96, 0)));
    assertTrue(shape(tied(95, 0)) < 0);
    // All but a few have weight 0.
    assertTrue(shape(tied(5, -INF)) < 0);
    assertEquals(INF, shape(tied(4, -INF)));
    // Too close for weights, not for logs.
    double[] close = logWeights(1_000, u -> 1e-13 * u);
    assertTrue(Double.isFinite(shape(close)), () -> "shape " + shape(close));
    // Equal but for one bit, then over all that doubles hold.
    double[] wild = logWeights(1_000, u -> u < 0.95 ? -708 + 1e-13 * u : 0);
    assertTrue(shape(wild) > -INF, () -> "shape " + shape(wild));
  }

  private static double shape(double[] logWeights) {
    return ImportanceWeights.of(logWeights).paretoShape();
  }

  /** 1,000 of which {@code top} are 1 and the others u - 1 + rest, u uniform. */
  private static double[] tied(int top, double rest) {
    double[] logWeights = logWeights(1_000, u -> u - 1 + rest);
    Arrays.fill(logWeights, 0, top, 1);
    return logWeights;
  }

  @Test
  void allWeightsZero() {
    assertEquals(
        new ImportanceWeights(0, INF, -INF, 2), ImportanceWeights.of(new double[] {-INF, -INF}));
  }

  @Test
  void checksItsInput() {
    assertFails("no weights");
    assertFails("log weight 1 is NaN", 0, Double.NaN);
    assertFails("log weight 2 is Infinity", 0, -INF, INF);
  }

  private static void assertFails(String message, double... logWeights) {
    var thrown =
        assertThrows(IllegalArgumentException.class, () -> ImportanceWeights.of(logWeights));
    assertEquals(message, thrown.getMessage());
  }
}

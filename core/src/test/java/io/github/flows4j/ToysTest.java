package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ToysTest {
  private static final long SEED = 20260117;

  static Stream<String> names() {
    return Toys.names().stream();
  }

  static Stream<String> withDensity() {
    return names().filter(name -> Toys.named(name).entropy().isPresent());
  }

  @Test
  void namesAreThoseOfTheCommand() {
    assertEquals(
        List.of(
            "swiss-roll", "two-moons", "circles", "pinwheel", "checkerboard", "eight-gaussians"),
        Toys.names());
    assertEquals(Toys.twoMoons(), Toys.named("two-moons"));
  }

  @Test
  void unknownNameListsThemAll() {
    var e = assertThrows(IllegalArgumentException.class, () -> Toys.named("moons"));
    assertEquals(
        "no toy set is called 'moons'; there are swiss-roll, two-moons, circles, pinwheel,"
            + " checkerboard, eight-gaussians",
        e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("names")
  void sameSeedSameRows(String name) {
    Toy toy = Toys.named(name);
    assertEquals(name, toy.name());
    assertEquals(2, toy.features());
    assertEquals(toy.sample(100, 1), toy.sample(100, 1));
    assertNotEquals(toy.sample(100, 1), toy.sample(100, 2));
  }

  @ParameterizedTest
  @MethodSource("names")
  void writesOnlyItsOwnRows(String name) {
    double[] out = new double[8];
    Toys.named(name).sample(new SplittableRandom(SEED), 2, out, 3);
    assertEquals(0, out[0] + out[1] + out[2] + out[7]);
    assertNotEquals(0, out[3] * out[6]);
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> Toys.named(name).sample(new SplittableRandom(SEED), 3, out, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "two-moons, 0.5, 0.25, 0.05, 2.5",
    "circles, 0, 0, 0.05, 1.5",
    "pinwheel, 0, 0, 0.05, 6",
    "checkerboard, 0, 0, 0.1, 4",
    "eight-gaussians, 0, 0, 0.05, 5.5"
  })
  void meansAndRanges(String name, double meanX, double meanY, double tolerance, double range) {
    Rows rows = Toys.named(name).sample(20_000, SEED);
    double x = 0;
    double y = 0;
    for (int i = 0; i < rows.count(); i++) {
      x += rows.get(i, 0) / rows.count();
      y += rows.get(i, 1) / rows.count();
      assertTrue(Math.hypot(rows.get(i, 0), rows.get(i, 1)) < range * Math.sqrt(2));
    }
    // The largest standard deviation is the checkerboard's 2.3: 6 standard errors are 0.1.
    assertEquals(meanX, x, tolerance);
    assertEquals(meanY, y, tolerance);
  }

  @Test
  void swissRollLiesOnItsCurve() {
    Rows rows = Toys.swissRoll().sample(1_000, SEED);
    for (int i = 0; i < rows.count(); i++) {
      double t = 15 * Math.hypot(rows.get(i, 0), rows.get(i, 1));
      assertTrue(t >= 1.5 * Math.PI - 1e-12 && t < 4.5 * Math.PI + 1e-12);
      assertEquals(t * Math.cos(t) / 15, rows.get(i, 0), 1e-12);
      assertEquals(t * Math.sin(t) / 15, rows.get(i, 1), 1e-12);
    }
    assertTrue(Toys.swissRoll().entropy().isEmpty());
    assertTrue(Toys.swissRoll().logProb(0, 0).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("withDensity")
  void monteCarloMeetsTheEntropy(String name) {
    Toy toy = Toys.named(name);
    Rows rows = toy.sample(40_000, SEED);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < rows.count(); i++) {
      double nll = -toy.logProb(rows.get(i, 0), rows.get(i, 1)).getAsDouble();
      sum += nll;
      squares += nll * nll;
    }
    double mean = sum / rows.count();
    double variance = Math.max(0, squares / rows.count() - mean * mean);
    double error = Math.sqrt(variance / rows.count());
    // The seed is fixed; four standard errors, at most 0.02, and rounding for the checkerboard.
    assertEquals(toy.entropy().getAsDouble(), mean, 4 * error + 1e-9);
    assertTrue(error < 0.005);
  }

  @ParameterizedTest
  @CsvSource({
    "two-moons, 0.02, 2.4, 0.28923373756",
    "circles, 0.02, 2, 0.60607643599",
    "pinwheel, 0.025, 7, 2.32058848509",
    "checkerboard, 0.25, 5, 3.46573590280",
    "eight-gaussians, 0.05, 6, 2.83188040613"
  })
  void densityIntegratesToOne(String name, double step, double range, double entropy) {
    Toy toy = Toys.named(name);
    double mass = 0;
    double nats = 0;
    int cells = (int) Math.round(range / step);
    for (int i = -cells; i < cells; i++) {
      for (int j = -cells; j < cells; j++) {
        double log = toy.logProb((i + 0.5) * step, (j + 0.5) * step).getAsDouble();
        double p = Math.exp(log) * step * step;
        mass += p;
        if (p > 0) nats -= p * log;
      }
    }
    // On a smooth density the midpoint rule converges faster than any power of the step.
    assertEquals(1, mass, 1e-9);
    assertEquals(entropy, nats, 1e-8);
    assertEquals(entropy, toy.entropy().getAsDouble(), 1e-9);
  }

  @Test
  void referenceEntropies() {
    assertEquals(0.2892, Toys.twoMoons().entropy().getAsDouble(), 5e-5);
    assertEquals(2.8319, Toys.eightGaussians().entropy().getAsDouble(), 5e-5);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0",
    "-1, 0",
    "0, 1",
    "0, 0",
    "0.5, 0.25",
    "0, -0.5",
    "1.2, -0.3",
    "-1.05, -0.2",
    "0.5, 3",
    "-4, -5",
    "1, -0.5",
    "2, 0.5"
  })
  void twoMoonsAgreeWithSimpson(double x, double y) {
    int intervals = 400_000;
    double[] exponent = new double[intervals + 1];
    double[] mirrored = new double[intervals + 1];
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= intervals; i++) {
      double a = Math.PI * i / intervals;
      exponent[i] = exponent(x, y, Math.cos(a), Math.sin(a));
      mirrored[i] = exponent(x, y, 1 - Math.cos(a), 0.5 - Math.sin(a));
      max = Math.max(max, Math.max(exponent[i], mirrored[i]));
    }
    double sum = 0;
    for (int i = 0; i <= intervals; i++) {
      double weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * (Math.exp(exponent[i] - max) + Math.exp(mirrored[i] - max));
    }
    // The mean over a in [0, pi] and both moons, times the normal density's constant.
    double expected = max + Math.log(sum / (3.0 * intervals) / 2 / (2 * Math.PI * 0.05 * 0.05));
    double actual = Toys.twoMoons().logProb(x, y).getAsDouble();
    assertEquals(expected, actual, 1e-10 * Math.max(1, Math.abs(expected)));
  }

  private static double exponent(double x, double y, double atX, double atY) {
    return -((x - atX) * (x - atX) + (y - atY) * (y - atY)) / (2 * 0.05 * 0.05);
  }

  @Test
  void circlesAtTheCentreAreExact() {
    // All places on a circle are equally far: p = (N(1) + N(0.5)) / 2 with N(r) the normal at r.
    double expected =
        Math.log(0.5 / (2 * Math.PI * 0.0025)) - 0.125 / 0.0025 + Math.log1p(Math.exp(-150));
    assertEquals(expected, Toys.circles().logProb(0, 0).getAsDouble(), 1e-10);
  }

  @Test
  void checkerboardSquares() {
    Toy toy = Toys.checkerboard();
    assertEquals(-Math.log(32), toy.logProb(1, 1).getAsDouble());
    assertEquals(-Math.log(32), toy.logProb(-4, -4).getAsDouble());
    assertEquals(Double.NEGATIVE_INFINITY, toy.logProb(1, -1).getAsDouble());
    assertEquals(Double.NEGATIVE_INFINITY, toy.logProb(4, 4).getAsDouble());
  }

  @ParameterizedTest
  @MethodSource("withDensity")
  void farAwayAndNaN(String name) {
    Toy toy = Toys.named(name);
    double[] coordinates = {0, 1e-300, 1e3, -1e9, 1e17, -1e149, 1e151, Double.POSITIVE_INFINITY};
    for (double x : coordinates) {
      for (double y : coordinates) {
        double log = toy.logProb(x, y).getAsDouble();
        assertFalse(Double.isNaN(log), x + ", " + y);
        if (Math.abs(x) + Math.abs(y) > 500) assertTrue(log < -1000);
      }
    }
    assertEquals(Double.NEGATIVE_INFINITY, toy.logProb(0, 1e151).getAsDouble());
    assertTrue(Double.isNaN(toy.logProb(0, Double.NaN).getAsDouble()));
    assertTrue(Double.isNaN(toy.logProb(Double.NaN, Double.POSITIVE_INFINITY).getAsDouble()));
  }
}

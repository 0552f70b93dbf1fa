package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProbabilityIntegralTransformTest {
  private static final double[] REAL = Samples.normal(2_000, 1, 1, 0).column(0);

  @Test
  void ranksByHand() {
    // Between 1 and 2 of {1, 2, 3}: one is below, so u is in [1/4, 2/4).
    double u =
        ProbabilityIntegralTransform.of(new double[] {1.5}, new double[] {3, 1, 2}, 1).values()[0];
    assertTrue(u >= 0.25 && u < 0.5, "" + u);
    // Equal to two of three, 0.0 and -0.0 being the same, and none below: [0, 3/4).
    double[] zeros = new double[500];
    double[] tied = ProbabilityIntegralTransform.of(zeros, new double[] {-0.0, 0.0, 1}, 1).values();
    assertTrue(tied[0] < 0.02 && tied[499] > 0.73 && tied[499] < 0.75);
    Rows draws = Rows.of(3, 1, 2, 3, 7, 8, 9);
    double[] own = ProbabilityIntegralTransform.ofDraws(new double[] {2.5, 0}, draws, 1).values();
    assertTrue(own[0] < 0.25 && own[1] >= 0.5 && own[1] < 0.75, Arrays.toString(own));
  }

  @Test
  void uniformForTheTrueModel() {
    double[] generated = Samples.normal(3_000, 1, 2, 0).column(0);
    check(ProbabilityIntegralTransform.of(REAL, generated, 3), true);
    check(ProbabilityIntegralTransform.ofDraws(REAL, Samples.normal(2_000, 50, 4, 0), 5), true);
    // A column of few values, which ties would ruin.
    double[] whole = Arrays.stream(REAL).map(Math::rint).toArray();
    double[] wholes = Arrays.stream(generated).map(Math::rint).toArray();
    check(ProbabilityIntegralTransform.of(whole, wholes, 6), true);
  }

  private static void check(ProbabilityIntegralTransform pit, boolean uniform) {
    // Fixed seeds: these p-values are 0.1 and more for a right model, 0 for a wrong one.
    assertEquals(uniform, pit.pValue() > 0.05, "p = " + pit.pValue());
    double[] band = pit.band(20, 0.99);
    int outside = 0;
    for (int count : pit.histogram(20)) if (count < band[0] || count > band[1]) outside++;
    assertEquals(uniform, outside <= 1, outside + " bins outside");
  }

  @Test
  void seesWhatIsWrong() {
    var shifted =
        ProbabilityIntegralTransform.of(REAL, Samples.normal(3_000, 1, 2, 0.5).column(0), 1);
    check(shifted, false);
    assertTrue(shifted.mean() < 0.4, "" + shifted.mean());
    Rows draws = Samples.normal(2_000, 50, 4, 0);
    var narrow = ProbabilityIntegralTransform.ofDraws(REAL, Samples.scaled(draws, 0.5), 1);
    check(narrow, false);
    assertTrue(narrow.spread() > 1.5, "" + narrow.spread());
    assertEquals(0.5, narrow.mean(), 0.03);
    var wide = ProbabilityIntegralTransform.ofDraws(REAL, Samples.scaled(draws, 2), 1);
    check(wide, false);
    assertTrue(wide.spread() < 0.6, "" + wide.spread());
  }

  @Test
  void bandIsTheBinomialOne() {
    Rows draws = Samples.normal(2_000, 5, 4, 0);
    // scipy.stats.binom.ppf([0.005, 0.995], 2000, 0.05)
    assertArrayEquals(
        new double[] {76, 126},
        ProbabilityIntegralTransform.ofDraws(REAL, draws, 1).band(20, 0.99));
    // As many generated ones for all: half as many rows count, so the band is sqrt 2 as wide.
    double[] shared = ProbabilityIntegralTransform.of(REAL, REAL, 1).band(20, 0.99);
    assertArrayEquals(new double[] {2 * 33, 2 * 69}, shared);
    assertArrayEquals(
        new double[] {2_000, 2_000},
        ProbabilityIntegralTransform.ofDraws(REAL, draws, 1).band(1, 0.99));
  }

  @Test
  void kolmogorovsDistribution() {
    // D = 1/2 of one value at 0 among none below: the smallest u of 1 value is its D or 1 - it.
    var one = ProbabilityIntegralTransform.ofDraws(new double[] {0}, Rows.of(1, 5), 1);
    double u = one.values()[0];
    assertEquals(Math.max(u, 1 - u), one.kolmogorovSmirnov());
    // All in one place: the p-value is 0 but not negative.
    var far = ProbabilityIntegralTransform.of(REAL, new double[] {100}, 1);
    assertTrue(far.pValue() >= 0 && far.pValue() <= 1);
    var wrong = ProbabilityIntegralTransform.ofDraws(REAL, Samples.normal(2_000, 9, 1, 50), 1);
    assertEquals(0, wrong.pValue(), 1e-30);
  }

  @Test
  void infiniteRanksAndNanIsRefused() {
    double inf = Double.POSITIVE_INFINITY;
    var pit = ProbabilityIntegralTransform.of(new double[] {inf}, new double[] {1, 2, 3}, 1);
    assertTrue(pit.values()[0] >= 0.75);
    double[] nan = {1, Double.NaN};
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ProbabilityIntegralTransform.of(nan, new double[] {1}, 1));
    assertEquals("real, value 1 is NaN", refused.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> ProbabilityIntegralTransform.of(new double[] {1}, nan, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> ProbabilityIntegralTransform.ofDraws(new double[] {1}, Rows.of(2, nan), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> ProbabilityIntegralTransform.ofDraws(new double[] {1, 2}, Rows.of(1, 1), 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> ProbabilityIntegralTransform.of(new double[0], new double[] {1}, 1));
    assertThrows(IllegalArgumentException.class, () -> pit.histogram(0));
    assertThrows(IllegalArgumentException.class, () -> pit.band(10, 1));
  }
}

package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** {@link MaximumMeanDiscrepancy} and {@link EnergyDistance}. */
class TwoSampleTest {
  @Test
  void energyByHand() {
    // between: (1 + 3 + 1 + 1) / 4 = 1.5, within: 2 and 2.
    assertEquals(-1, EnergyDistance.of(Rows.of(1, 0, 2), Rows.of(1, 1, 3)).value(), 1e-15);
    // between: (5 + 6 + 4 + 5) / 4 = 5, within: 1 and 1.
    Rows near = Rows.of(2, 0, 0, 0, 1);
    assertEquals(8, EnergyDistance.of(near, Rows.of(2, 0, 5, 0, 6)).value(), 1e-15);
  }

  @Test
  void discrepancyByHand() {
    var result = MaximumMeanDiscrepancy.of(Rows.of(1, 0, 2), Rows.of(1, 1, 3), 1);
    double between = (3 * Math.exp(-0.5) + Math.exp(-4.5)) / 4;
    assertEquals(2 * Math.exp(-2) - 2 * between, result.squared(), 1e-15);
    assertEquals(1, result.bandwidth());
  }

  @Test
  void bandwidthIsTheMedianDistance() {
    // Distances 1, 2, 3 and 1, 2, 3, 4, 6, 7.
    Rows y = Rows.of(1, 0, 1);
    assertEquals(2, MaximumMeanDiscrepancy.of(Rows.of(1, 0, 1, 3), y).bandwidth());
    assertEquals(3.5, MaximumMeanDiscrepancy.of(Rows.of(1, 0, 1, 3, 7), y).bandwidth());
    // |X - X'| of two standard normals is normal with sd sqrt 2: median 0.6745 sqrt 2.
    Rows many = Samples.normal(3_000, 1, 1, 0);
    assertEquals(0.9539, MaximumMeanDiscrepancy.of(many, y).bandwidth(), 0.03);
  }

  @Test
  void agreesWithPlainLoops() {
    Rows x = Samples.normal(1_050, 3, 5, 0);
    Rows y = Samples.normal(600, 3, 6, 0.3);
    double energy =
        2 * plain(x, y, false, false) - plain(x, x, true, false) - plain(y, y, true, false);
    assertEquals(energy, EnergyDistance.of(x, y).value(), 1e-11);
    double squared =
        plain(x, x, true, true) + plain(y, y, true, true) - 2 * plain(x, y, false, true);
    assertEquals(squared, MaximumMeanDiscrepancy.of(x, y, 1.5).squared(), 1e-12);
  }

  private static double plain(Rows a, Rows b, boolean within, boolean kernel) {
    double sum = 0;
    for (int i = 0; i < a.count(); i++) {
      for (int j = 0; j < b.count(); j++) {
        if (within && i == j) continue;
        double square = Samples.squaredDistance(a, i, b, j);
        sum += kernel ? Math.exp(-square / (2 * 1.5 * 1.5)) : Math.sqrt(square);
      }
    }
    return sum / a.count() / (within ? b.count() - 1 : b.count());
  }

  @Test
  void nearZeroForEqualAndClearForShifted() {
    Rows x = Samples.normal(1_000, 2, 7, 0);
    Rows same = Samples.normal(1_000, 2, 8, 0);
    Rows shifted = Samples.normal(1_000, 2, 9, 0.5);
    // Over 30 seeds the sd under equality is 0.0006 (MMD^2) and 0.002 (energy).
    assertEquals(0, MaximumMeanDiscrepancy.of(x, same).squared(), 0.003);
    assertEquals(0, EnergyDistance.of(x, same).value(), 0.008);
    assertTrue(MaximumMeanDiscrepancy.of(x, shifted).squared() > 0.03);
    assertTrue(EnergyDistance.of(x, shifted).value() > 0.1);
  }

  @Test
  void unbiasedOverManySeeds() {
    double[] squared = new double[200];
    double[] energy = new double[200];
    for (int i = 0; i < squared.length; i++) {
      Rows x = Samples.normal(10, 2, 1_000 + i, 0);
      Rows y = Samples.normal(12, 2, 5_000 + i, 0);
      squared[i] = MaximumMeanDiscrepancy.of(x, y, 1).squared();
      energy[i] = EnergyDistance.of(x, y).value();
    }
    // The means of the biased forms would be about 0.1 and 0.3; four standard errors of these.
    assertEquals(0, Arrays.stream(squared).average().getAsDouble(), 0.02);
    assertEquals(0, Arrays.stream(energy).average().getAsDouble(), 0.06);
  }

  @Test
  void checksItsInput() {
    Rows x = Rows.of(1, 1, 2);
    assertFails(
        "the second sample must have at least 2 rows, had 1",
        () -> EnergyDistance.of(x, Rows.of(1, 1)));
    assertFails(
        "both samples must have the same columns, had 1 and 2",
        () -> MaximumMeanDiscrepancy.of(x, Rows.of(2, 1, 2)));
    assertFails(
        "bandwidth must be positive and finite, was 0.0", () -> MaximumMeanDiscrepancy.of(x, x, 0));
    assertFails(
        "the median distance between rows of the first sample is 0: give a bandwidth",
        () -> MaximumMeanDiscrepancy.of(Rows.of(1, 1, 1, 1), x));
    assertFails(
        "the first sample, row 1, column 0 is Infinity",
        () -> EnergyDistance.of(Rows.of(1, 1, Double.POSITIVE_INFINITY), x));
  }

  private static void assertFails(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}

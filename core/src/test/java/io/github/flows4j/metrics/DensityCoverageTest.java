package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DensityCoverageTest {
  @Test
  void smallCaseByHand() {
    // k = 1: radii 1, 1, 2, 4. The rows at 0.5 and 0.9 lie in the balls of 0 and 1, the one at 5 in
    // those of 3 (open: 5 is 2 away, outside) and 7 (2 away, inside).
    Rows real = Rows.of(1, 0, 1, 3, 7);
    Rows generated = Rows.of(1, 0.5, 0.9, 5);
    var result = DensityCoverage.of(real, generated, 1);
    assertEquals(5.0 / 3, result.density(), 1e-15);
    assertEquals(3.0 / 4, result.coverage(), 1e-15);
    assertEquals(1, result.neighbours());
  }

  @Test
  void ballsAreOpen() {
    Rows real = Rows.of(2, 0, 0, 3, 4);
    assertEquals(new DensityCoverage(0, 0, 1), DensityCoverage.of(real, Rows.of(2, -3, 4), 1));
    assertEquals(new DensityCoverage(1, 0.5, 1), DensityCoverage.of(real, Rows.of(2, -3, 3.9), 1));
  }

  @Test
  void agreesWithPlainLoops() {
    for (int features : new int[] {1, 3, 7, 200}) {
      Rows real = Samples.normal(1_100, features, 1, 0);
      Rows generated = Samples.normal(700, features, 2, 0.5);
      assertEquals(plain(real, generated, 4), DensityCoverage.of(real, generated, 4));
    }
  }

  private static DensityCoverage plain(Rows real, Rows generated, int k) {
    long inside = 0;
    int covered = 0;
    for (int i = 0; i < real.count(); i++) {
      double[] distances = new double[real.count()];
      for (int j = 0; j < distances.length; j++) distances[j] = Samples.distance(real, i, real, j);
      Arrays.sort(distances);
      int within = 0;
      for (int j = 0; j < generated.count(); j++)
        if (Samples.distance(real, i, generated, j) < distances[k]) within++;
      inside += within;
      if (within > 0) covered++;
    }
    return new DensityCoverage(
        (double) inside / k / generated.count(), (double) covered / real.count(), k);
  }

  @Test
  void equalDistributions() {
    Rows real = Samples.normal(2_000, 2, 3, 0);
    Rows generated = Samples.normal(2_000, 2, 4, 0);
    var result = DensityCoverage.of(real, generated);
    // Over 30 seeds the sd of coverage is 0.006, that of density 0.010.
    assertEquals(DensityCoverage.expectedCoverage(2_000, 2_000, 5), result.coverage(), 0.015);
    assertEquals(1, result.density(), 0.03);
    assertEquals(5, result.neighbours());
  }

  @Test
  void seesWhatIsMissingAndWhatIsWrong() {
    Rows real = Samples.normal(1_000, 2, 3, 0);
    var narrow = DensityCoverage.of(real, Samples.scaled(Samples.normal(1_000, 2, 4, 0), 0.2));
    assertTrue(narrow.density() > 0.9, narrow.toString());
    assertTrue(narrow.coverage() < 0.3, narrow.toString());
    var far = DensityCoverage.of(real, Samples.normal(1_000, 2, 4, 10));
    assertTrue(far.density() < 0.01 && far.coverage() < 0.01, far.toString());
  }

  @Test
  void expectedCoverageOfTheReference() {
    assertEquals(0.969, DensityCoverage.expectedCoverage(10_000, 10_000, 5), 0.0005);
    assertEquals(0.5, DensityCoverage.expectedCoverage(101, 100, 1), 1e-15);
    assertEquals(1 - 4.0 * 3 / (14 * 13), DensityCoverage.expectedCoverage(5, 10, 2), 1e-15);
  }

  @Test
  void checksItsInput() {
    Rows six = Samples.normal(6, 2, 1, 0);
    assertFails("neighbours must be >= 1, was 0", () -> DensityCoverage.of(six, six, 0));
    assertFails(
        "the real sample must have at least 7 rows, had 6", () -> DensityCoverage.of(six, six, 6));
    assertFails(
        "the generated sample must have at least 1 rows, had 0",
        () -> DensityCoverage.of(six, Rows.of(2), 5));
    assertFails(
        "both samples must have the same columns, had 2 and 3",
        () -> DensityCoverage.of(six, Rows.of(3, 1, 2, 3)));
    assertFails(
        "the generated sample, row 0, column 1 is NaN",
        () -> DensityCoverage.of(six, Rows.of(2, 1, Double.NaN)));
    assertFails(
        "need 1 <= neighbours < real and generated >= 1, were neighbours 5, real 5, generated 3",
        () -> DensityCoverage.expectedCoverage(5, 3, 5));
  }

  private static void assertFails(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}

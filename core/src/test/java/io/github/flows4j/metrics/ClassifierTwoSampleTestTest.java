package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClassifierTwoSampleTestTest {
  /** Normals of mean 0.5 in the first column. */
  private static Rows shifted(int rows, int columns, long seed) {
    double[] values = Samples.normal(rows, columns, seed, 0).toArray();
    for (int i = 0; i < values.length; i += columns) values[i] += 0.5;
    return Rows.wrap(columns, values);
  }

  private static void assertAccuracy(double expected, Rows x, Rows y, double tolerance) {
    assertEquals(expected, ClassifierTwoSampleTest.of(x, y, 1).accuracy(), tolerance);
  }

  /**
   * Expected are the accuracies that scikit-learn 1.9.1 has on the very rows (means over two random
   * states, which differ by at most 0.007), with cross_val_score over KFold(5, shuffle=True) of
   * MLPClassifier(hidden_layer_sizes=(20, 20), max_iter=10000). Ours differ by 0.003 in the root
   * mean square over 18 such pairs.
   */
  @Test
  void agreesWithScikitLearn() {
    Rows x = Samples.normal(3_000, 2, 1, 0);
    assertAccuracy(0.5985, x, shifted(3_000, 2, 2), 0.01);
    assertAccuracy(0.6466, x, Samples.scaled(Samples.normal(3_000, 2, 2, 0), 1.5), 0.01);
    assertAccuracy(0.4918, x, Samples.normal(3_000, 2, 2, 0), 0.015);
  }

  /** As above, means over three random states, which differ by at most 0.006. */
  @Test
  @Tag("trained")
  void agreesWithScikitLearnOnManyRows() {
    Rows x = Samples.normal(10_000, 2, 1, 0);
    assertAccuracy(0.5930, x, shifted(10_000, 2, 2), 0.01);
    assertAccuracy(0.6376, x, Samples.scaled(Samples.normal(10_000, 2, 2, 0), 1.5), 0.01);
    assertAccuracy(0.5000, x, Samples.normal(10_000, 2, 2, 0), 0.01);
  }

  @Test
  void isTheSameForAnyNumberOfThreads() {
    Rows x = Samples.normal(301, 2, 1, 0);
    Rows y = shifted(402, 2, 2);
    var expected = ClassifierTwoSampleTest.of(x, y, 7, 1);
    for (int threads : new int[] {2, 3, 9})
      assertEquals(expected, ClassifierTwoSampleTest.of(x, y, 7, threads));
    assertEquals(expected, ClassifierTwoSampleTest.of(x, y, 7));
  }

  @Test
  void separableSamplesAreSeparated() {
    Rows x = Samples.normal(200, 3, 1, 0);
    assertAccuracy(1, x, Samples.normal(200, 3, 2, 20), 0);
  }

  @Test
  void seesWhatMarginsDoNotShow() {
    // Equal margins, correlation 0.9: with the true densities 0.7574 (4 million rows each).
    Rows x = Samples.normal(1_500, 2, 1, 0);
    double[] values = Samples.normal(1_500, 2, 2, 0).toArray();
    for (int i = 0; i < values.length; i += 2)
      values[i + 1] = 0.9 * values[i] + Math.sqrt(0.19) * values[i + 1];
    // Of 3,000 rows the sd is 0.008.
    assertAccuracy(0.7574, x, Rows.wrap(2, values), 0.02);
  }

  @Test
  void unitsDoNotMatter() {
    Rows x = Samples.normal(150, 2, 1, 0);
    Rows y = shifted(150, 2, 2);
    var expected = ClassifierTwoSampleTest.of(x, y, 3);
    // Powers of 2, so that nothing is rounded; their squares are out of range.
    for (double unit : new double[] {0x1p-700, 0x1p700})
      assertEquals(
          expected,
          ClassifierTwoSampleTest.of(Samples.scaled(x, unit), Samples.scaled(y, unit), 3));
  }

  @Test
  void constantColumnsAndFarValues() {
    double[] first = Samples.normal(100, 2, 1, 0).toArray();
    double[] second = Samples.normal(100, 2, 2, 0).toArray();
    for (int i = 0; i < first.length; i += 2) {
      first[i] = 0.1;
      second[i] = 0.1;
    }
    // The constant says nothing.
    assertAccuracy(0.5, Rows.wrap(2, first), Rows.wrap(2, second), 0.12);
    for (double far : new double[] {1.1, 1e300, -1e300}) {
      for (int i = 0; i < first.length; i += 2) second[i] = far;
      assertAccuracy(1, Rows.wrap(2, first), Rows.wrap(2, second), 0);
    }
    Arrays.fill(first, 0);
    assertAccuracy(1, Rows.wrap(2, first), Rows.wrap(2, second), 0);
  }

  @Test
  void fewestRows() {
    assertAccuracy(1, Rows.of(1, 0, 1, 2, 3, 4), Rows.of(1, 1e5, 1e5, 1e5, 1e5, 1e5, 1e5), 0);
  }

  @Test
  void stopsWhenInterrupted() {
    Rows x = Samples.normal(1_000, 2, 1, 0);
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> ClassifierTwoSampleTest.of(x, x, 1));
    assertTrue(Thread.interrupted());
  }

  @Test
  void checksItsInput() {
    Rows five = Samples.normal(5, 2, 1, 0);
    assertFails("threads must be >= 1, was 0", five, five, 0);
    assertFails("both samples must have the same columns, had 2 and 3", five, Rows.of(3, 1, 2, 3));
    assertFails("the first sample must have at least 5 rows, had 4", five.slice(0, 4), five);
    assertFails("the second sample must have at least 5 rows, had 0", five, Rows.of(2));
    double[] values = five.toArray();
    values[3] = Double.NaN;
    assertFails("the second sample, row 1, column 1 is NaN", five, Rows.of(2, values));
    values[3] = Double.NEGATIVE_INFINITY;
    assertFails("the first sample, row 1, column 1 is -Infinity", Rows.of(2, values), five);
  }

  private static void assertFails(String message, Rows x, Rows y) {
    assertFails(message, x, y, 1);
  }

  private static void assertFails(String message, Rows x, Rows y, int threads) {
    var thrown =
        assertThrows(
            IllegalArgumentException.class, () -> ClassifierTwoSampleTest.of(x, y, 1, threads));
    assertEquals(message, thrown.getMessage());
  }
}

package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrecisionAtKTest {
  @Test
  void countsPositivesAmongTheHighest() {
    double[] scores = {0.1, 5, 3, Double.POSITIVE_INFINITY, 2};
    boolean[] positives = {true, false, true, true, false};
    assertEquals(1, PrecisionAtK.of(scores, positives, 1).value());
    assertEquals(0.5, PrecisionAtK.of(scores, positives, 2).value());
    assertEquals(2.0 / 3, PrecisionAtK.of(scores, positives, 3).value(), 1e-15);
    assertEquals(0.6, PrecisionAtK.of(scores, positives, 5).value(), 1e-15);
    assertEquals(3, PrecisionAtK.of(scores, positives, 3).k());
  }

  @Test
  void tiesAreTheMeanOverRandomOrders() {
    // One above, three tied of which two are positive, two of the three come in: (1 + 2 * 2/3) / 3.
    double[] scores = {9, 4, 4, 4, 1};
    boolean[] positives = {true, true, false, true, false};
    assertEquals(7.0 / 9, PrecisionAtK.of(scores, positives, 3).value(), 1e-15);
    assertEquals(
        0.5, PrecisionAtK.of(new double[] {-0.0, 0}, new boolean[] {true, false}, 1).value());
    var random = new SplittableRandom(1);
    double sum = 0;
    int draws = 100_000;
    for (int i = 0; i < draws; i++) {
      double[] broken = scores.clone();
      for (int j = 1; j <= 3; j++) broken[j] += 0.1 * random.nextDouble();
      sum += PrecisionAtK.of(broken, positives, 3).value();
    }
    // The standard error is 0.16 / 316.
    assertEquals(7.0 / 9, sum / draws, 0.002);
  }

  @Test
  void refusesWhatHasNoAnswer() {
    assertProblem("k must be from 1 to 2, the number of rows, was 3", 3, 1, 2);
    assertProblem("k must be from 1 to 2, the number of rows, was 0", 0, 1, 2);
    assertProblem("score 1 is NaN", 1, 1, Double.NaN);
    assertProblem("3 scores for 2 labels", 1, 1, 2, 3);
  }

  private static void assertProblem(String message, int k, double... scores) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> PrecisionAtK.of(scores, new boolean[] {true, false}, k))
            .getMessage());
  }
}

package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AurocTest {
  @Test
  void smallCasesByHand() {
    // scikit-learn's own example: area 0.75, average precision 0.8333.
    var result =
        Auroc.of(new double[] {0.1, 0.4, 0.35, 0.8}, new boolean[] {false, false, true, true});
    assertEquals(0.75, result.area(), 1e-15);
    assertEquals(5.0 / 6, result.averagePrecision(), 1e-15);
    assertEquals(2, result.positives());
    assertEquals(2, result.negatives());
    assertEquals(new Auroc(1, 1, 2, 3), Auroc.of(new double[] {2, 3}, new double[] {1, 0, -1}));
    assertEquals(0, Auroc.of(new double[] {1}, new double[] {2, 3}).area());
    assertEquals(1.0 / 3, Auroc.of(new double[] {1}, new double[] {2, 3}).averagePrecision());
  }

  @Test
  void ofOnlyTiesIsChance() {
    assertEquals(
        new Auroc(0.5, 0.25, 1, 3), Auroc.of(new double[] {0.0}, new double[] {-0.0, 0.0, -0.0}));
  }

  @Test
  void infiniteScoresCompare() {
    double inf = Double.POSITIVE_INFINITY;
    // Of four pairs one is a tie and one is lost.
    assertEquals(0.625, Auroc.of(new double[] {inf, 1}, new double[] {inf, -inf}).area());
  }

  @Test
  void agreesWithAllPairs() {
    var random = new SplittableRandom(11);
    for (int trial = 0; trial < 50; trial++) {
      double[] positives = random.doubles(1 + random.nextInt(30)).toArray();
      double[] negatives = random.doubles(1 + random.nextInt(30)).toArray();
      // Rounded, so that many scores are tied.
      int levels = 1 + random.nextInt(20);
      for (double[] scores : new double[][] {positives, negatives})
        for (int i = 0; i < scores.length; i++) scores[i] = Math.floor(levels * scores[i]);
      var result = Auroc.of(positives, negatives);
      assertEquals(pairs(positives, negatives), result.area(), 1e-14);
      assertEquals(precision(positives, negatives), result.averagePrecision(), 1e-14);
    }
  }

  private static double pairs(double[] positives, double[] negatives) {
    double wins = 0;
    for (double p : positives) for (double n : negatives) wins += p > n ? 1 : p == n ? 0.5 : 0;
    return wins / positives.length / negatives.length;
  }

  /** The mean over positive rows of the precision at their score. */
  private static double precision(double[] positives, double[] negatives) {
    double sum = 0;
    for (double score : positives) {
      double found = Arrays.stream(positives).filter(p -> p >= score).count();
      double wrong = Arrays.stream(negatives).filter(n -> n >= score).count();
      sum += found / (found + wrong);
    }
    return sum / positives.length;
  }

  @Test
  void checksItsInput() {
    assertFails("2 scores for 1 labels", () -> Auroc.of(new double[2], new boolean[1]));
    assertFails("no positive rows", () -> Auroc.of(new double[2], new boolean[2]));
    assertFails("no negative rows", () -> Auroc.of(new double[1], new boolean[] {true}));
    assertFails(
        "score 1 of the negative rows is NaN",
        () -> Auroc.of(new double[] {1}, new double[] {1, Double.NaN}));
  }

  private static void assertFails(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}

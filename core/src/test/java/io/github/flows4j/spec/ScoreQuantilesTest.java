package io.github.flows4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScoreQuantilesTest {
  private static final double[][] COLUMN = {{3, 1, 2}};

  private static ScoreQuantiles of(double... logProb) {
    return ScoreQuantiles.of(true, logProb, null, COLUMN, null);
  }

  @Test
  void percentilesOfFewRowsAreTheirRanks() {
    ScoreQuantiles scores = of(-4, 0, -2, -1, -3);
    assertEquals(List.of(-4.0, -3.0, -2.0, -1.0, 0.0), scores.logProb());
    assertEquals(List.of(List.of(1.0, 2.0, 3.0)), scores.features());
    assertEquals(5, scores.rows());
    assertEquals(0, scores.percentile(-4));
    assertEquals(25, scores.percentile(-3));
    assertEquals(37.5, scores.percentile(-2.5));
    assertEquals(100, scores.percentile(0));
    assertEquals(0, scores.percentile(Double.NEGATIVE_INFINITY));
    assertEquals(100, scores.percentile(Double.POSITIVE_INFINITY));
    assertTrue(Double.isNaN(scores.percentile(Double.NaN)));
    assertEquals(-3, scores.threshold(0.25));
    assertEquals(-3.6, scores.threshold(0.1), 1e-12);
  }

  @Test
  void equalRowsAreNoneOfThemLower() {
    ScoreQuantiles scores = of(-2, -1, -1, -1, 0);
    assertEquals(25, scores.percentile(-1));
    assertEquals(87.5, scores.percentile(-0.5));
    ScoreQuantiles one = of(-2);
    assertEquals(0, one.percentile(-2));
    assertEquals(100, one.percentile(-1.9));
    assertEquals(-2, one.threshold(0.5));
  }

  @Test
  void manyRowsAreThinned() {
    var random = new SplittableRandom(1);
    double[] logProb = random.doubles(20_000).toArray();
    ScoreQuantiles scores = of(logProb);
    assertEquals(ScoreQuantiles.POINTS, scores.logProb().size());
    for (double value = 0.005; value < 1; value += 0.01) {
      double bound = value;
      double share =
          100.0
              * IntStream.range(0, logProb.length).filter(i -> logProb[i] < bound).count()
              / 20_000;
      // Between two quantiles lies a tenth of a percent.
      assertEquals(share, scores.percentile(value), 0.1);
      assertEquals(share, scores.percentile(scores.threshold(share / 100)), 1e-6);
    }
  }

  @Test
  void weightsCount() {
    double[] weights = {1, 0, 3, 1};
    ScoreQuantiles scores =
        ScoreQuantiles.of(false, new double[] {0, 99, 1, 2}, weights, COLUMN, null);
    // At 0, 1 and 2 of 4 half weights: they stand at 0, 2 and 4, the same distance apart.
    assertEquals(List.of(0.0, 1.0, 2.0), scores.logProb());
    assertEquals(3, scores.rows());
    double[] all = {4, 3, 3, 2, 1, 1, 1};
    double[] same = {2, 2, 2, 2, 2, 2, 2};
    assertEquals(of(all).logProb(), ScoreQuantiles.of(true, all, same, COLUMN, null).logProb());
  }

  @Test
  void impossibleRowsAreTheLowest() {
    ScoreQuantiles scores = of(Double.NEGATIVE_INFINITY, -1, 0);
    assertEquals(-Double.MAX_VALUE, scores.logProb().get(0));
    assertEquals(0, scores.percentile(Double.NEGATIVE_INFINITY));
    ScoreQuantiles flagging = scores.withFalseAlarms(0.1);
    assertTrue(flagging.alarm().at(Double.NEGATIVE_INFINITY));
    assertFalse(flagging.alarm().at(-1));
    assertFalse(flagging.alarm().at(Double.NaN));
  }

  @Test
  void jsonComesBackExactly() {
    var random = new SplittableRandom(2);
    ScoreQuantiles scores = of(random.doubles(3_000, -1e-3, 1e3).map(Math::exp).toArray());
    assertEquals(scores, ScoreQuantilesJson.parse(ScoreQuantilesJson.write(scores)));
    ScoreQuantiles flagging = of(Double.NEGATIVE_INFINITY, 0.1, 1.0 / 3).withFalseAlarms(0.3);
    assertEquals(flagging, ScoreQuantilesJson.parse(ScoreQuantilesJson.write(flagging)));
  }

  @Test
  void refusesWhatIsNone() {
    assertProblem("log_prob must have 1 to 1001 quantiles, has 0", 0, List.of());
    assertProblem(
        "log_prob must have 1 to 1001 quantiles, has 1002", 2_000, Collections.nCopies(1_002, 0.0));
    assertProblem("log_prob: quantiles must ascend, 0.0 comes after 1.0", 2, List.of(1.0, 0.0));
    assertProblem("log_prob: quantile 0 must be finite, was NaN", 2, List.of(Double.NaN, 0.0));
    assertProblem(
        "rows must be at least the quantiles of log_prob, 2, were 1", 1, List.of(0.0, 1.0));
    for (double rate : new double[] {0, 1, -0.1, Double.NaN})
      assertThrows(IllegalArgumentException.class, () -> of(1, 2).withFalseAlarms(rate));
    String good = ScoreQuantilesJson.write(of(1, 2).withFalseAlarms(0.5));
    assertJsonProblem("unknown key \"more\"", good.replace("\"rows\"", "\"more\": 1, \"rows\""));
    assertJsonProblem("held_out must be true or false", good.replace("true", "1"));
    assertJsonProblem("alarm: the rate of false alarms", good.replace("0.5", "2"));
    assertJsonProblem("within double precision", good.replace("2.0]", "2e999]"));
  }

  private static void assertProblem(String message, long rows, List<Double> logProb) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new ScoreQuantiles(true, rows, logProb, List.of(), null))
            .getMessage());
  }

  private static void assertJsonProblem(String part, String json) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ScoreQuantilesJson.parse(json))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}

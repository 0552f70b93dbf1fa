package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.Density;
import io.github.flows4j.Rows;
import org.junit.jupiter.api.Test;

class NegativeLogLikelihoodTest {
  @Test
  void meanAndStandardErrorByHand() {
    var result = NegativeLogLikelihood.of(new double[] {-1, -2, -6});
    assertEquals(3, result.mean(), 1e-15);
    // Deviations 2, 1, 3: variance 14 / 2 = 7.
    assertEquals(Math.sqrt(7.0 / 3), result.standardError(), 1e-15);
    assertEquals(3, result.rows());
  }

  @Test
  void bitsPerDimension() {
    // One bit is ln 2 nats.
    var result = NegativeLogLikelihood.of(new double[] {-6 * Math.log(2), -6 * Math.log(2)});
    assertEquals(3, result.bitsPerDimension(2), 1e-15);
    assertEquals(0, result.standardError());
    assertFails("features must be >= 1, was 0", () -> result.bitsPerDimension(0));
  }

  @Test
  void ofADensity() {
    var density =
        new Density() {
          @Override
          public int features() {
            return 1;
          }

          @Override
          public double[] logProb(Rows x) {
            return x.column(0);
          }

          @Override
          public Rows sample(int rows, long seed) {
            throw new UnsupportedOperationException();
          }
        };
    assertEquals(-2, NegativeLogLikelihood.of(density, Rows.of(1, 1, 3)).mean());
  }

  @Test
  void edges() {
    var single = NegativeLogLikelihood.of(new double[] {-1});
    assertEquals(new NegativeLogLikelihood(1, Double.NaN, 1), single);
    var impossible = NegativeLogLikelihood.of(new double[] {-1, Double.NEGATIVE_INFINITY});
    assertEquals(new NegativeLogLikelihood(Double.POSITIVE_INFINITY, Double.NaN, 2), impossible);
    assertFails("no rows to average over", () -> NegativeLogLikelihood.of(new double[0]));
    assertFails(
        "the log-density of row 1 is NaN",
        () -> NegativeLogLikelihood.of(new double[] {1, Double.NaN}));
  }

  private static void assertFails(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}

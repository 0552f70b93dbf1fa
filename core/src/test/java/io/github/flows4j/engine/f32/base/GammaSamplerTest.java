package io.github.flows4j.engine.f32.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Draws against scipy.stats.gamma's distribution functions at two points, and mean and variance.
 */
class GammaSamplerTest {
  private static final int DRAWS = 200_000;

  /** Limits are 4 standard errors. */
  @ParameterizedTest
  @CsvSource({"0.4, 0.1, 0.43623641, 0.5, 0.74801855", "2.5, 1, 0.15085496, 3, 0.69378108"})
  void isGamma(double shape, double low, double belowLow, double high, double belowHigh) {
    SplittableRandom random = new SplittableRandom(1);
    double sum = 0;
    double squares = 0;
    int lows = 0;
    int highs = 0;
    for (int i = 0; i < DRAWS; i++) {
      double draw = GammaSampler.draw(shape, random);
      sum += draw;
      squares += (draw - shape) * (draw - shape);
      if (draw < low) lows++;
      if (draw < high) highs++;
    }
    assertEquals(shape, sum / DRAWS, 4 * Math.sqrt(shape / DRAWS));
    // the fourth central moment is 3 shape^2 + 6 shape
    double error = Math.sqrt((2 * shape * shape + 6 * shape) / DRAWS);
    assertEquals(shape, squares / DRAWS, 4 * error);
    assertEquals(belowLow, (double) lows / DRAWS, 4 * deviation(belowLow));
    assertEquals(belowHigh, (double) highs / DRAWS, 4 * deviation(belowHigh));
  }

  private static double deviation(double share) {
    return Math.sqrt(share * (1 - share) / DRAWS);
  }
}

package io.github.flows4j.engine.f32.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against mpmath's loggamma and digamma with 40 digits. */
class GammaRatioTest {
  /**
   * Errors are those of a few additions of numbers of the size of log(x), and of the recurrence.
   */
  @ParameterizedTest
  @CsvSource({
    "1e-8, -8.6379754429144261, 99999998.613705672",
    "0.25, -0.39159439270683678, 3.1415926535897932",
    "0.5, -0.22579135264472743, 1.3862943611198906",
    "1, -0.12078223763524522, 0.61370563888010938",
    "3.7, -0.033683099529887493, 0.1441853519250882",
    "15.9, -0.007860341044333859, 0.031940739355319315",
    "16, -0.0078112299199676245, 0.031738043295163129",
    "100, -0.0012499947918229048, 0.0050124998437578117",
    "1e6, -1.2499999999999479e-7, 5.00000125e-7",
    "1e12, -1.2499999999999982e-13, 5.00000000000125e-13"
  })
  void agreesWithMpmath(double x, double log, double slope) {
    assertEquals(log, GammaRatio.log(x), 4e-15 * (1 + Math.abs(log)));
    assertEquals(slope, GammaRatio.slope(x), 4e-15 * slope);
  }
}

package io.github.flows4j.engine.f32.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.StudentT;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bases alone, as flows of no transform, in double precision. Seeds are fixed. */
class BasesTest {
  private static final int DRAWS = 100_000;
  private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

  /** A flow with the given numbers for each tensor. */
  private static Flow flow(Base base, int features, int context, Map<String, double[]> numbers) {
    FlowSpec spec = new FlowSpec(features, context, List.of(), base);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors()) {
      double[] values = numbers.get(tensor.name());
      assertEquals(tensor.size(), values.length, tensor.name());
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> (float) values[i]));
    }
    return Flow.of(spec, Tensors.of(byName)).withPrecision(Precision.DOUBLE);
  }

  private static Rows column(double... values) {
    return Rows.of(1, values);
  }

  private static Flow student(double... degrees) {
    double[] logs = new double[degrees.length];
    for (int j = 0; j < degrees.length; j++) logs[j] = Math.log(degrees[j]);
    return flow(new StudentT(), degrees.length, 0, Map.of("base.log_degrees", logs));
  }

  /** The trapezoid rule, for densities that are next to 0 at the ends. */
  private static double integral(Flow flow, double from, double to, int steps) {
    double[] at = new double[steps + 1];
    for (int i = 0; i <= steps; i++) at[i] = from + (to - from) * i / steps;
    double sum = 0;
    for (double log : flow.logProb(column(at))) sum += Math.exp(log);
    return sum * (to - from) / steps;
  }

  /** scipy.stats.t.logpdf; degrees are stored as float32 logarithms, good to 1e-6. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, -1.1447298858494",
    "0.5, 0.3, -1.8666284013773689",
    "2, 3, -2.695484570397917",
    "-40, 10, -28.891621359565498",
    "1.5, 1e6, -2.043938642580305",
    "3, 2.5, -3.6872381245767865"
  })
  void studentAgreesWithScipy(double z, double degrees, double expected) {
    double found = student(degrees).logProb(column(z))[0];
    assertEquals(expected, found, 1e-6 * (1 + Math.abs(expected)));
  }

  @Test
  void studentOfManyDegreesIsNormal() {
    double[] found = student(1e15, 1e15).logProb(Rows.of(2, 0.5, -1.5));
    assertEquals(-LOG_TWO_PI - 1.25, found[0], 1e-12);
  }

  /** Of 1 degree, a Cauchy density, as far out as numbers go. */
  @Test
  void studentFarOutIsFinite() {
    Flow cauchy = student(1);
    double z = 1e200;
    assertEquals(-Math.log(Math.PI) - 2 * Math.log(z), cauchy.logProb(column(z))[0], 1e-9);
    assertEquals(-2 / z, cauchy.gradient(column(z)).byRow().get(0, 0), 1e-9 / z);
  }

  /** Shares below scipy.stats.t.cdf, within 4 standard errors. */
  @Test
  void studentSamples() {
    double[] draws = student(3).sample(DRAWS, 2).toArray();
    assertShare(0.67427602, draws, 0.5);
    assertShare(0.93033702, draws, 2);
    double[] heavy = student(0.7).sample(DRAWS, 3).toArray();
    assertShare(0.7248066637400143, heavy, 1);
    double[] halved = student(3).sample(DRAWS, 2, 0.5).toArray();
    for (int i = 0; i < 100; i++)
      assertEquals(0.5 * draws[i], halved[i], 1e-12 * Math.abs(draws[i]));
  }

  private static void assertShare(double expected, double[] draws, double limit) {
    int below = 0;
    for (double draw : draws) if (draw < limit) below++;
    double error = Math.sqrt(expected * (1 - expected) / draws.length);
    assertEquals(expected, (double) below / draws.length, 4 * error);
  }

  private static Flow box() {
    return flow(
        new BoxUniform(1),
        2,
        0,
        Map.of("base.lower", new double[] {-1, 0}, "base.upper", new double[] {3, 0.5}));
  }

  @Test
  void boxIsFlatInsideAndEmptyOutside() {
    Rows rows = Rows.of(2, 0, 0.25, -1, 0, 3, 0.5, 3.001, 0.25, 0, -0.001, 1e300, 0.25);
    double out = Double.NEGATIVE_INFINITY;
    double in = -Math.log(2);
    assertArrayEquals(new double[] {in, in, in, out, out, out}, box().logProb(rows), 1e-15);
    assertArrayEquals(new double[12], box().gradient(rows).byRow().toArray());
  }

  @Test
  void boxSamples() {
    double[] draws = box().sample(DRAWS, 4).toArray();
    double[] sums = new double[2];
    for (int i = 0; i < draws.length; i++) {
      double low = i % 2 == 0 ? -1 : 0;
      double high = i % 2 == 0 ? 3 : 0.5;
      assertTrue(draws[i] >= low && draws[i] <= high, "draw " + draws[i]);
      sums[i % 2] += draws[i];
    }
    // 4 standard errors, a uniform's deviation being its width / sqrt(12)
    assertEquals(1, sums[0] / DRAWS, 4 * 4 / Math.sqrt(12.0 * DRAWS));
    assertEquals(0.25, sums[1] / DRAWS, 4 * 0.5 / Math.sqrt(12.0 * DRAWS));
    assertThrows(IllegalArgumentException.class, () -> box().sample(1, 1, 0.5));
  }

  private static final double[] LOGITS = {0.5, -1, 0.25};
  private static final double[] CENTERS = {-3, 0, 4};
  private static final double[] LOG_SCALES = {0.5, -2, 0.25};

  private static Flow mixture() {
    return flow(
        new NormalMixture(3),
        1,
        0,
        Map.of("base.logits", LOGITS, "base.location", CENTERS, "base.log_scale", LOG_SCALES));
  }

  /** A sum of densities without logarithms. */
  @Test
  void mixtureIsTheWeightedSum() {
    double total = 0;
    for (double logit : LOGITS) total += Math.exp(logit);
    for (double z : new double[] {-5, -0.1, 0, 0.3, 7}) {
      double density = 0;
      for (int k = 0; k < 3; k++) {
        double scale = Math.exp(LOG_SCALES[k]);
        double u = (z - CENTERS[k]) / scale;
        double normal = Math.exp(-u * u / 2) / scale / Math.sqrt(2 * Math.PI);
        density += Math.exp(LOGITS[k]) / total * normal;
      }
      assertEquals(Math.log(density), mixture().logProb(column(z))[0], 1e-12);
    }
    assertEquals(1, integral(mixture(), -20, 20, 4000), 1e-10);
  }

  /** Rows where every component's density is 0 in double precision: the nearest one's logarithm. */
  @Test
  void mixtureFarOut() {
    double scale = Math.exp(0.5);
    double u = (-1000 - CENTERS[0]) / scale;
    double weight = LOGITS[0] - Math.log(Math.exp(0.5) + Math.exp(-1) + Math.exp(0.25));
    double expected = weight - 0.5 * u * u - 0.5 - 0.5 * LOG_TWO_PI;
    assertEquals(expected, mixture().logProb(column(-1000))[0], 1e-9 * Math.abs(expected));
    assertEquals(-u / scale, mixture().gradient(column(-1000)).byRow().get(0, 0), 1e-9);
    assertEquals(Double.NEGATIVE_INFINITY, mixture().logProb(column(1e300))[0]);
  }

  @Test
  void mixtureSamples() {
    double[] draws = mixture().sample(DRAWS, 5).toArray();
    double total = 0;
    for (double logit : LOGITS) total += Math.exp(logit);
    double mean = 0;
    double second = 0;
    for (int k = 0; k < 3; k++) {
      double weight = Math.exp(LOGITS[k]) / total;
      mean += weight * CENTERS[k];
      second += weight * (CENTERS[k] * CENTERS[k] + Math.exp(2 * LOG_SCALES[k]));
    }
    double sum = 0;
    double squares = 0;
    for (double draw : draws) {
      sum += draw;
      squares += draw * draw;
    }
    // deviations of a draw are 3.6, of its square 9
    assertEquals(mean, sum / DRAWS, 4 * 3.6 / Math.sqrt(DRAWS));
    assertEquals(second, squares / DRAWS, 4 * 9 / Math.sqrt(DRAWS));
    assertThrows(IllegalArgumentException.class, () -> mixture().sample(1, 1, 0.5));
  }

  private static Flow conditional() {
    return flow(
        new ConditionalNormal(),
        2,
        3,
        Map.of(
            "base.location.weight", new double[] {1, 2, 3, -1, 0.5, 0},
            "base.location.bias", new double[] {0.5, 0},
            "base.log_scale.weight", new double[] {0, 0.5, 0, -0.25, 0, 1},
            "base.log_scale.bias", new double[] {0, 0.25}));
  }

  @Test
  void conditionalNormalOfAClass() {
    // the second class: locations 2.5 and 0.5, log-scales 0.5 and 0.25
    Rows second = Rows.of(3, 0, 1, 0);
    double u0 = (1 - 2.5) / Math.exp(0.5);
    double u1 = (-1 - 0.5) / Math.exp(0.25);
    double expected = -0.5 * (u0 * u0 + u1 * u1) - 0.75 - LOG_TWO_PI;
    assertEquals(expected, conditional().logProb(Rows.of(2, 1, -1), second)[0], 1e-12);
  }

  /** One context for all draws, or one for each. */
  @Test
  void conditionalNormalSamples() {
    Rows first = Rows.of(3, 1, 0, 0);
    double[] draws = conditional().sampleGiven(first, DRAWS, 6, 2).toArray();
    // locations 1.5 and -1, log-scales 0 and 0, temperature 2
    double[] sums = new double[4];
    for (int i = 0; i < draws.length; i++) {
      double off = draws[i] - (i % 2 == 0 ? 1.5 : -1);
      sums[i % 2] += off;
      sums[2 + i % 2] += off * off;
    }
    for (int j = 0; j < 2; j++) {
      assertEquals(0, sums[j] / DRAWS, 4 * 2 / Math.sqrt(DRAWS));
      assertEquals(4, sums[2 + j] / DRAWS, 4 * 4 * Math.sqrt(2.0 / DRAWS));
    }
    Rows each = Rows.of(3, 1, 0, 0, 0, 0, 1, 1, 0, 0);
    double[] cold = conditional().sampleGiven(each, 3, 7, 1e-9).toArray();
    assertArrayEquals(new double[] {1.5, -1, 3.5, 0, 1.5, -1}, cold, 1e-7);
  }
}

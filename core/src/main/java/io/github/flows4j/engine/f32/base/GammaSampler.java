package io.github.flows4j.engine.f32.base;

import java.util.random.RandomGenerator;

/**
 * Draws from gamma distributions by squeezing a cubed normal (Marsaglia and Tsang, "A simple method
 * for generating gamma variables", ACM TOMS 26, 2000).
 */
final class GammaSampler {
  private GammaSampler() {}

  /** A draw with the given shape, positive, and scale 1. */
  static double draw(double shape, RandomGenerator random) {
    if (shape < 1) {
      // section 6: a draw of shape + 1 times u^(1 / shape), u in (0, 1]
      double u = 1 - random.nextDouble();
      return draw(shape + 1, random) * Math.pow(u, 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = random.nextGaussian();
      double v = 1 + c * x;
      if (v <= 0) continue;
      v = v * v * v;
      double u = 1 - random.nextDouble();
      // v is positive here
      if (Math.log(u) < 0.5 * x * x + d * (1 - v + Math.log(v))) return d * v;
    }
  }
}

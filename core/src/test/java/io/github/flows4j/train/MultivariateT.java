package io.github.flows4j.train;

import java.util.random.RandomGenerator;

/**
 * Student's t in several dimensions with 3 degrees of freedom and scale matrix S = 0.5 I + 0.5:
 *
 * <p>p(x) = gamma((3 + D) / 2) / (gamma(3 / 2) (3 pi)^(D / 2) |S|^(1/2)) (1 + x' S^-1 x / 3)^(-(3 +
 * D) / 2).
 *
 * <p>Here |S| = (D + 1) / 2^D and x' S^-1 x = 2 (x'x - (sum x)^2 / (D + 1)). The entropy for D = 10
 * is 14.5833 nats.
 *
 * @param features D, an even number
 */
record MultivariateT(int features) implements KnownDensity {
  private static final int DEGREES = 3;

  /** Normal rows of covariance S over the root of a chi-square's mean square. */
  @Override
  public void sample(RandomGenerator random, int rows, double[] out, int at) {
    for (int i = at; i < at + rows * features; i += features) {
      double squares = 0;
      for (int k = 0; k < DEGREES; k++) squares += Math.pow(random.nextGaussian(), 2);
      double scale = Math.sqrt(0.5 * DEGREES / squares);
      double common = random.nextGaussian();
      for (int j = 0; j < features; j++) out[i + j] = scale * (common + random.nextGaussian());
    }
  }

  @Override
  public double logProb(double[] row) {
    double sum = 0;
    double squares = 0;
    // gamma((3 + D) / 2) / gamma(3 / 2) is the product of 3/2, 5/2, ..., (1 + D)/2
    double logGammas = 0;
    for (int j = 0; j < features; j++) {
      sum += row[j];
      squares += row[j] * row[j];
      if (j % 2 == 0) logGammas += Math.log((DEGREES + j) / 2.0);
    }
    double distance = 2 * (squares - sum * sum / (features + 1));
    double logDeterminant = Math.log(features + 1) - features * Math.log(2);
    return logGammas
        - 0.5 * features * Math.log(DEGREES * Math.PI)
        - 0.5 * logDeterminant
        - 0.5 * (DEGREES + features) * Math.log1p(distance / DEGREES);
  }
}

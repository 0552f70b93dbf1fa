package io.github.flows4j;

import java.util.SplittableRandom;

/**
 * A multivariate Student t over a flow's latents, with the mean and covariance of weighted
 * particles. Heavier tails than what it is fitted to keep importance weights bounded. Immutable.
 */
final class LatentProposal {
  private static final double FREEDOM = 8;

  /** Added to each variance, which is about 1 before anything is known. */
  private static final double RIDGE = 1e-6;

  private final double[] mean;

  /** Lower triangular, row by row, of the t's scale matrix. */
  private final double[] root;

  private final double logConstant;

  private LatentProposal(double[] mean, double[] root) {
    this.mean = mean;
    this.root = root;
    int d = mean.length;
    double logDet = 0;
    for (int i = 0; i < d; i++) logDet += Math.log(root[i * d + i]);
    logConstant =
        logGammaHalf(FREEDOM + d)
            - logGammaHalf(FREEDOM)
            - d / 2.0 * Math.log(FREEDOM * Math.PI)
            - logDet;
  }

  /**
   * Of latents, [rows, features], with weights of which one is above 0.
   *
   * @param latents row by row
   */
  static LatentProposal fit(double[] latents, double[] weights) {
    int n = weights.length;
    int d = latents.length / n;
    double total = 0;
    double[] mean = new double[d];
    for (int i = 0; i < n; i++) {
      if (weights[i] == 0) continue;
      total += weights[i];
      for (int j = 0; j < d; j++) mean[j] += weights[i] * latents[i * d + j];
    }
    for (int j = 0; j < d; j++) mean[j] /= total;
    double[] scale = new double[d * d];
    for (int i = 0; i < n; i++) {
      if (weights[i] == 0) continue;
      for (int j = 0; j < d; j++)
        for (int k = 0; k <= j; k++)
          scale[j * d + k] +=
              weights[i] / total * (latents[i * d + j] - mean[j]) * (latents[i * d + k] - mean[k]);
    }
    // The covariance of a t is freedom / (freedom - 2) times its scale.
    for (int j = 0; j < d * d; j++) scale[j] *= (FREEDOM - 2) / FREEDOM;
    for (int j = 0; j < d; j++) scale[j * d + j] += RIDGE;
    cholesky(scale, d);
    return new LatentProposal(mean, scale);
  }

  /** In place; the lower triangle. The ridge keeps the pivots positive. */
  private static void cholesky(double[] a, int d) {
    for (int j = 0; j < d; j++)
      for (int i = j; i < d; i++) {
        double sum = a[i * d + j];
        for (int k = 0; k < j; k++) sum -= a[i * d + k] * a[j * d + k];
        a[i * d + j] = i == j ? Math.sqrt(Math.max(sum, RIDGE * RIDGE)) : sum / a[j * d + j];
      }
  }

  /** log Gamma(n / 2) of a whole n. */
  private static double logGammaHalf(double n) {
    double sum = n % 2 == 0 ? 0 : Math.log(Math.PI) / 2;
    for (double half = n % 2 == 0 ? 1 : 0.5; half < n / 2; half++) sum += Math.log(half);
    return sum;
  }

  /** Draws of latents, row by row. */
  double[] draw(int rows, SplittableRandom random) {
    int d = mean.length;
    double[] drawn = new double[Math.multiplyExact(rows, d)];
    double[] normal = new double[d];
    for (int r = 0; r < rows; r++) {
      double chi = 0;
      for (int f = 0; f < FREEDOM; f++) {
        double g = random.nextGaussian();
        chi += g * g;
      }
      double stretch = Math.sqrt(FREEDOM / chi);
      for (int j = 0; j < d; j++) {
        normal[j] = random.nextGaussian();
        double sum = 0;
        for (int k = 0; k <= j; k++) sum += root[j * d + k] * normal[k];
        drawn[r * d + j] = mean[j] + stretch * sum;
      }
    }
    return drawn;
  }

  /** The log-density of latents from index {@code at} on, nats. */
  double logDensity(double[] latents, int at) {
    int d = mean.length;
    double[] solved = new double[d];
    double squares = 0;
    for (int j = 0; j < d; j++) {
      double sum = latents[at + j] - mean[j];
      for (int k = 0; k < j; k++) sum -= root[j * d + k] * solved[k];
      solved[j] = sum / root[j * d + j];
      squares += solved[j] * solved[j];
    }
    return logConstant - (FREEDOM + d) / 2 * Math.log1p(squares / FREEDOM);
  }
}

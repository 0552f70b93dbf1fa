package io.github.flows4j.metrics;

import io.github.flows4j.Density;
import io.github.flows4j.Rows;

/**
 * The mean negative log-likelihood of rows in nats; its least possible expectation is the entropy
 * of the distribution that they are from.
 *
 * @param mean -(1 / rows) sum log p(x_i); infinite if a row has density 0
 * @param standardError of the mean: the rows' standard deviation (n - 1) over sqrt(rows); NaN for a
 *     single row or an infinite mean
 * @param rows the number of rows
 */
public record NegativeLogLikelihood(double mean, double standardError, int rows) {
  /**
   * Of rows under a density.
   *
   * @throws IllegalArgumentException if there are no rows
   */
  public static NegativeLogLikelihood of(Density density, Rows rows) {
    return of(density.logProb(rows));
  }

  /**
   * From one log-density a row, in nats.
   *
   * @throws IllegalArgumentException if there is none or one is NaN
   */
  public static NegativeLogLikelihood of(double[] logProb) {
    if (logProb.length == 0) throw new IllegalArgumentException("no rows to average over");
    double sum = 0;
    for (int row = 0; row < logProb.length; row++) {
      if (Double.isNaN(logProb[row]))
        throw new IllegalArgumentException("the log-density of row " + row + " is NaN");
      sum -= logProb[row];
    }
    double mean = sum / logProb.length;
    double squares = 0;
    for (double value : logProb) squares += (-value - mean) * (-value - mean);
    double variance = squares / (logProb.length - 1);
    return new NegativeLogLikelihood(mean, Math.sqrt(variance / logProb.length), logProb.length);
  }

  /**
   * The mean in bits per dimension: mean / (features ln 2).
   *
   * <p>For images this is the usual figure if the density is over pixel values 0..255 with uniform
   * noise. If it is over values in [0, 1], 8 bits are to be added; a density whose log-determinant
   * holds the scaling by 256 has counted them already.
   */
  public double bitsPerDimension(int features) {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    return mean / (features * Math.log(2));
  }
}

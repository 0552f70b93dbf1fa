package io.github.flows4j.metrics;

import java.util.Arrays;

/**
 * How well a proposal serves for importance sampling, from the log weights log w_i = log p(x_i) -
 * log q(x_i) of n rows x_i drawn from the proposal q; p need not be normalised.
 *
 * <p>Judge by the Pareto shape first: where it is above 0.7, the other two figures are not to be
 * relied on, as few huge weights that the sample happens to lack would change them. A bounded p / q
 * has a shape below 0 or near it.
 *
 * @param effectiveSampleSize (sum w)^2 / (n sum w^2), a fraction of n: 1 if all weights are equal,
 *     1 / n if one outweighs all others; 0 if all weights are 0
 * @param paretoShape k-hat of Pareto smoothed importance sampling (arXiv:1507.02646): the shape of
 *     the generalized Pareto distribution fitted (Zhang and Stephens, Technometrics 51, 2009) to
 *     the excess of the ceil(min(n / 5, 3 sqrt n)) largest weights over the next one, then drawn to
 *     0.5 as if by 10 more weights. Weights have finite moments of order below 1 / k. Of the
 *     largest weights only those count that are above the next one. Positive infinity if these are
 *     fewer than 5, which is too few to fit and is always so for 20 weights or fewer; but negative
 *     infinity if the tail is 5 or longer and none is above, which is a bound that many weights
 *     reach
 * @param logMean log((1 / n) sum w), which estimates the log of p's integral; negative infinity if
 *     all weights are 0
 * @param count n, the number of weights
 */
public record ImportanceWeights(
    double effectiveSampleSize, double paretoShape, double logMean, int count) {
  /** Fewer can't be fitted (ArviZ and the R package loo agree). */
  private static final int MIN_TAIL = 5;

  /** Weights below exp of this times the largest count as 0: the least normal double, as ArviZ. */
  private static final double LOG_TINY = Math.log(Double.MIN_NORMAL);

  /** The grid of the fit has this many points and the root of the tail's length more. */
  private static final int GRID = 30;

  /** The scale of the prior of Zhang and Stephens, in inverse lower quartiles. */
  private static final double PRIOR_SCALE = 3;

  /** How many weights the prior of the shape is worth (arXiv:1507.02646, appendix C). */
  private static final double PRIOR_WEIGHT = 10;

  private static final double PRIOR_SHAPE = 0.5;

  /**
   * From the log of one weight a row, in any order.
   *
   * @param logWeights in nats; negative infinity is a weight of 0
   * @throws IllegalArgumentException if there is none, or one is NaN or positive infinity
   */
  public static ImportanceWeights of(double[] logWeights) {
    int count = logWeights.length;
    if (count == 0) throw new IllegalArgumentException("no weights");
    for (int i = 0; i < count; i++)
      if (!(logWeights[i] < Double.POSITIVE_INFINITY))
        throw new IllegalArgumentException("log weight " + i + " is " + logWeights[i]);
    double[] ascending = logWeights.clone();
    Arrays.sort(ascending);
    double largest = ascending[count - 1];
    if (largest == Double.NEGATIVE_INFINITY)
      return new ImportanceWeights(0, Double.POSITIVE_INFINITY, largest, count);
    double sum = 0;
    double squares = 0;
    // Ascending, so that many small weights are not lost beside a large one.
    for (int i = 0; i < count; i++) {
      // At most 0, and 0 for the last: no overflow, and the sums are at least 1.
      ascending[i] -= largest;
      double weight = Math.exp(ascending[i]);
      sum += weight;
      squares += weight * weight;
    }
    // By Cauchy and Schwarz at most 1, but for rounding.
    double effective = Math.min(1, sum / squares * sum / count);
    return new ImportanceWeights(
        effective, tailShape(ascending), largest + Math.log(sum / count), count);
  }

  /** k-hat of log weights in ascending order, the last being 0. */
  private static double tailShape(double[] ascending) {
    int count = ascending.length;
    int tail = (int) Math.ceil(Math.min(count / 5.0, 3 * Math.sqrt(count)));
    if (tail < MIN_TAIL) return Double.POSITIVE_INFINITY;
    double cutoff = Math.max(ascending[count - 1 - tail], LOG_TINY);
    if (cutoff == 0) return Double.NEGATIVE_INFINITY;
    int from = count - tail;
    while (ascending[from] <= cutoff) from++;
    if (count - from < MIN_TAIL) return Double.POSITIVE_INFINITY;
    double[] excess = new double[count - from];
    // In units of the cutoff's weight, which leaves the shape as it is: positive however close the
    // logs are, and finite, as they are at most -LOG_TINY apart.
    for (int i = 0; i < excess.length; i++) excess[i] = Math.expm1(ascending[from + i] - cutoff);
    return shape(excess);
  }

  /**
   * The shape of a generalized Pareto distribution: with k(b) = mean log(1 - b x), the profile
   * likelihood n (log(-b / k) - k - 1) weighs a grid of b, whose weighted mean gives k.
   *
   * @param excess positive and ascending
   */
  private static double shape(double[] excess) {
    int n = excess.length;
    int points = GRID + (int) Math.sqrt(n);
    double quartile = excess[(int) (n / 4.0 + 0.5) - 1];
    double[] inverseScales = new double[points];
    double[] logLikelihoods = new double[points];
    double best = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points; i++) {
      // Below 1 / max, as the root is above 1: the logs' arguments are positive.
      double b = 1 / excess[n - 1] + (1 - Math.sqrt(points / (i + 0.5))) / (PRIOR_SCALE * quartile);
      double k = meanLog(b, excess);
      inverseScales[i] = b;
      logLikelihoods[i] = n * (Math.log(-b / k) - k - 1);
      best = Math.max(best, logLikelihoods[i]);
    }
    double sum = 0;
    double mean = 0;
    for (int i = 0; i < points; i++) {
      double weight = Math.exp(logLikelihoods[i] - best);
      sum += weight;
      mean += weight * inverseScales[i];
    }
    double k = (n * meanLog(mean / sum, excess) + PRIOR_WEIGHT * PRIOR_SHAPE) / (n + PRIOR_WEIGHT);
    // Excesses over some 300 decades leave the range of doubles: no moment is finite then.
    return Double.isNaN(k) ? Double.POSITIVE_INFINITY : k;
  }

  private static double meanLog(double b, double[] excess) {
    double sum = 0;
    for (double x : excess) sum += Math.log1p(-b * x);
    return sum / excess.length;
  }
}

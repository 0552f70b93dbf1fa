package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Where real values lie among values that a model generates, as numbers in [0, 1) that are uniform
 * if the model is right: u = (#{g &lt; x} + V (#{g = x} + 1)) / (K + 1) for a real x among K
 * generated g, with V uniform in [0, 1), so that u is exactly uniform for columns with ties too
 * (the randomised transform of Czado, Gneiting and Held, 2009).
 *
 * <p>With generated values of its own for each real one, from the same context, this is
 * simulation-based calibration (arXiv:1804.06788): {@link #ofDraws}. With one generated sample for
 * all, {@link #of}, it compares two marginals, and the Kolmogorov-Smirnov statistic is about that
 * of the two samples; the values then depend on each other through that sample, which {@link
 * #pValue} and {@link #band} count by the effective number n m / (n + m) of rows.
 *
 * <p>More values near both ends than in the middle say that the model is too narrow, fewer that it
 * is too wide, a slope that it is shifted. Infinite values rank like others; NaN is refused.
 */
public final class ProbabilityIntegralTransform {
  /** Terms of the Kolmogorov series; they fall like exp(-2 k^2 z^2), and z is above 0.2. */
  private static final int TERMS = 100;

  /** Below this the p-value is 1 to 9 digits, and the series needs many terms. */
  private static final double SMALLEST = 0.2;

  private final double[] ascending;
  private final double effective;

  private ProbabilityIntegralTransform(double[] values, double effective) {
    Arrays.sort(values);
    this.ascending = values;
    this.effective = effective;
  }

  /**
   * Ranks every real value among the same generated ones.
   *
   * @param real at least 1
   * @param generated at least 1
   * @param seed of what decides among ties
   * @throws IllegalArgumentException if one is empty or holds NaN
   */
  public static ProbabilityIntegralTransform of(double[] real, double[] generated, long seed) {
    check("real", real);
    check("generated", generated);
    double[] sorted = generated.clone();
    // Else the sort puts -0.0 before 0.0, which the search below would tell apart.
    for (int i = 0; i < sorted.length; i++) sorted[i] += 0.0;
    Arrays.sort(sorted);
    var random = new SplittableRandom(seed);
    double[] values = new double[real.length];
    for (int i = 0; i < values.length; i++) {
      int below = countBelow(sorted, real[i], false);
      int equal = countBelow(sorted, real[i], true) - below;
      values[i] = (below + random.nextDouble() * (equal + 1)) / (sorted.length + 1);
    }
    double n = real.length;
    double m = generated.length;
    return new ProbabilityIntegralTransform(values, n * m / (n + m));
  }

  /**
   * Ranks each real value among generated ones of its own.
   *
   * @param real at least 1
   * @param draws [real.length, K]: row i was generated under the context of value i
   * @param seed of what decides among ties
   * @throws IllegalArgumentException if there is none, the rows are not as many, or one is NaN
   */
  public static ProbabilityIntegralTransform ofDraws(double[] real, Rows draws, long seed) {
    check("real", real);
    if (draws.count() != real.length)
      throw new IllegalArgumentException(
          "draws must have a row for each of " + real.length + " values, had " + draws.count());
    var random = new SplittableRandom(seed);
    double[] values = new double[real.length];
    for (int i = 0; i < values.length; i++) {
      int below = 0;
      int equal = 0;
      for (int k = 0; k < draws.columns(); k++) {
        double draw = draws.get(i, k);
        if (Double.isNaN(draw))
          throw new IllegalArgumentException("draws, row " + i + ", column " + k + " is NaN");
        if (draw < real[i]) below++;
        else if (draw == real[i]) equal++;
      }
      values[i] = (below + random.nextDouble() * (equal + 1)) / (draws.columns() + 1);
    }
    return new ProbabilityIntegralTransform(values, real.length);
  }

  private static void check(String what, double[] values) {
    if (values.length == 0) throw new IllegalArgumentException(what + " must not be empty");
    for (int i = 0; i < values.length; i++)
      if (Double.isNaN(values[i]))
        throw new IllegalArgumentException(what + ", value " + i + " is NaN");
  }

  /** How many values are below one, or not above it. */
  private static int countBelow(double[] sorted, double value, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] == value)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The number of real values. */
  public int count() {
    return ascending.length;
  }

  /** The transformed values, ascending, copied. */
  public double[] values() {
    return ascending.clone();
  }

  /** The mean; 1/2 if the model is right, less if it lies above the real values. */
  public double mean() {
    return Arrays.stream(ascending).sum() / ascending.length;
  }

  /** The mean square about 1/2 times 12: 1 if uniform, above 1 if the model is too narrow. */
  public double spread() {
    return 12 * Arrays.stream(ascending).map(u -> (u - 0.5) * (u - 0.5)).sum() / ascending.length;
  }

  /**
   * How many values fall into each of equal parts of [0, 1).
   *
   * @param bins at least 1
   * @throws IllegalArgumentException if there are fewer
   */
  public int[] histogram(int bins) {
    checkBins(bins);
    int[] counts = new int[bins];
    for (double u : ascending) counts[Math.min(bins - 1, (int) (u * bins))]++;
    return counts;
  }

  private static void checkBins(int bins) {
    if (bins < 1) throw new IllegalArgumentException("bins must be >= 1, was " + bins);
  }

  /**
   * Between which two counts a bin of a histogram lies with a probability if the model is right:
   * quantiles of the binomial distribution with the effective number of rows, scaled to all.
   *
   * @param bins at least 1
   * @param probability in (0, 1), such as 0.99
   * @return the lower and the upper count, both included
   * @throws IllegalArgumentException if one is out of range
   */
  public double[] band(int bins, double probability) {
    checkBins(bins);
    if (!(probability > 0 && probability < 1))
      throw new IllegalArgumentException("probability must be in (0, 1), was " + probability);
    int n = (int) Math.max(1, Math.rint(effective));
    double tail = (1 - probability) / 2;
    double scale = ascending.length / (double) n;
    return new double[] {
      scale * quantile(n, 1.0 / bins, tail), scale * quantile(n, 1.0 / bins, 1 - tail)
    };
  }

  /** The smallest k with P(at most k of n) at least as large as asked. */
  private static int quantile(int n, double p, double probability) {
    if (p >= 1) return n;
    double odds = Math.log(p) - Math.log1p(-p);
    double logTerm = n * Math.log1p(-p);
    double sum = Math.exp(logTerm);
    int k = 0;
    while (sum < probability && k < n) {
      logTerm += Math.log((double) (n - k) / (k + 1)) + odds;
      sum += Math.exp(logTerm);
      k++;
    }
    return k;
  }

  /** The Kolmogorov-Smirnov statistic: the largest |F(u) - u|, in [0, 1]. */
  public double kolmogorovSmirnov() {
    double largest = 0;
    int n = ascending.length;
    for (int i = 0; i < n; i++) {
      double above = (i + 1.0) / n - ascending[i];
      double below = ascending[i] - (double) i / n;
      largest = Math.max(largest, Math.max(above, below));
    }
    return largest;
  }

  /**
   * The probability of so large a statistic if the model is right, by Kolmogorov's limit with
   * Stephens' correction, z = D (sqrt n + 0.12 + 0.11 / sqrt n): 2 sum (-1)^(k-1) exp(-2 k^2 z^2).
   */
  public double pValue() {
    double root = Math.sqrt(effective);
    double z = kolmogorovSmirnov() * (root + 0.12 + 0.11 / root);
    if (z < SMALLEST) return 1;
    double sum = 0;
    for (int k = 1; k <= TERMS; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.exp(-2.0 * k * k * z * z);
    return Math.max(0, Math.min(1, sum));
  }
}

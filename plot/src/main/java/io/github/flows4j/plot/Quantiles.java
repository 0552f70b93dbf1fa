package io.github.flows4j.plot;

import java.util.Arrays;

/** Order statistics, and ranges of an axis made of them. */
final class Quantiles {
  private static final double TAIL = 0.005;
  private static final double WIDEN = 0.25;
  private static final double MARGIN = 0.04;

  private Quantiles() {}

  /** The finite values in ascending order. */
  static double[] sortedFinite(double[] values) {
    return Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
  }

  /** The quantile at {@code p} in [0, 1] of ascending values, nearest rank. */
  static double at(double[] sorted, double p) {
    return sorted[(int) Math.round(p * (sorted.length - 1))];
  }

  /** The range {min, max} described at {@link Limits#robust}. Some value must be finite. */
  static double[] robustRange(double[] values) {
    double[] sorted = sortedFinite(values);
    double low = at(sorted, TAIL);
    double high = at(sorted, 1 - TAIL);
    double widen = WIDEN * (high - low);
    return padded(
        Math.max(sorted[0], low - widen), Math.min(sorted[sorted.length - 1], high + widen));
  }

  /**
   * The range with a margin on both sides; a (nearly) constant one gets a width that an axis can be
   * labelled with.
   */
  static double[] padded(double low, double high) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    // Below a millionth of the values' size the tick labels could not be told from each other.
    double pad = high - low > 1e-6 * size ? MARGIN * (high - low) : size > 0 ? 0.1 * size : 0.5;
    return new double[] {low - pad, high + pad};
  }
}

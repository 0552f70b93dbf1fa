package io.github.flows4j.data;

import java.util.Arrays;

/**
 * What a column's numbers were rounded to.
 *
 * @param step the width of a value's cell; 0 for none
 * @param origin of reals, a value that all others are whole steps from; null where there is none
 */
record Grid(double step, Double origin) {
  static final Grid NONE = new Grid(0, null);
  static final Grid WHOLE = steps(1);

  private static final int MOST_DECIMALS = 6;

  /** How far from a grid, in steps, a number may lie that was written with fewer digits. */
  private static final double SLACK = 0.02;

  private static final double MOST_STEPS = 1e6;

  /** Of numbers that are no reals. */
  static Grid steps(double step) {
    return new Grid(step, null);
  }

  /**
   * That of reals: a decimal one; else whole numbers that were rescaled; else, where they lie on
   * none, the usual gap between neighbours as step, without an origin.
   *
   * @param sorted ascending, at least two of them different
   */
  static Grid of(double[] sorted) {
    int decimals = decimals(sorted);
    if (decimals <= MOST_DECIMALS) return new Grid(1 / Math.pow(10, decimals), 0.0);
    double[] gaps = gaps(sorted);
    double low = sorted[0];
    double range = sorted[sorted.length - 1] - low;
    double steps = Math.rint(range / gaps[0]);
    double step = range / steps;
    return steps <= MOST_STEPS && on(sorted, low, step)
        ? new Grid(step, low)
        : new Grid(gaps[gaps.length / 4], null);
  }

  /** The fewest decimals that write all values, or one more than any column is taken to have. */
  private static int decimals(double[] values) {
    int decimals = 0;
    double power = 1;
    for (double value : values)
      while (decimals <= MOST_DECIMALS
          && Math.abs(value * power - Math.rint(value * power)) > 1e-6) {
        decimals++;
        power *= 10;
      }
    return decimals;
  }

  /** Differences between neighbours that differ, ascending. */
  private static double[] gaps(double[] sorted) {
    double[] gaps = new double[sorted.length];
    int count = 0;
    for (int i = 1; i < sorted.length; i++)
      if (sorted[i] > sorted[i - 1]) gaps[count++] = sorted[i] - sorted[i - 1];
    double[] kept = Arrays.copyOf(gaps, count);
    Arrays.sort(kept);
    return kept;
  }

  private static boolean on(double[] values, double origin, double step) {
    for (double value : values) {
      double steps = (value - origin) / step;
      if (Math.abs(steps - Math.rint(steps)) > SLACK) return false;
    }
    return true;
  }
}

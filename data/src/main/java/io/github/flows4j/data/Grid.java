package io.github.flows4j.data;

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

  /** Whether reals lie on a grid of few decimals. */
  static boolean decimal(double[] values) {
    return decimals(values) <= MOST_DECIMALS;
  }

  /**
   * That of reals: a decimal one, or that of whole numbers that were rescaled; null where they lie
   * on none.
   *
   * @param sorted ascending
   */
  static Grid of(double[] sorted) {
    int decimals = decimals(sorted);
    if (decimals <= MOST_DECIMALS) return new Grid(1 / Math.pow(10, decimals), 0.0);
    double low = sorted[0];
    double range = sorted[sorted.length - 1] - low;
    double steps = Math.rint(range / leastGap(sorted));
    double step = range / steps;
    return steps <= MOST_STEPS && on(sorted, low, step) ? new Grid(step, low) : null;
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

  /** The least difference between neighbours that differ. */
  private static double leastGap(double[] sorted) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < sorted.length; i++)
      if (sorted[i] > sorted[i - 1]) least = Math.min(least, sorted[i] - sorted[i - 1]);
    return least;
  }

  private static boolean on(double[] values, double origin, double step) {
    for (double value : values) {
      double steps = (value - origin) / step;
      if (Math.abs(steps - Math.rint(steps)) > SLACK) return false;
    }
    return true;
  }
}

package io.github.flows4j.cli.report;

import java.util.Arrays;

/** Two samples of one column, counted in the same bins: of equal width, or one a value. */
final class Binned {
  /** Columns with no more distinct values have a bar for each. */
  static final int MOST_VALUES = 24;

  private static final int BINS = 40;

  private final double[] edges;
  private final double[] values;

  private Binned(double[] edges, double[] values) {
    this.edges = edges;
    this.values = values;
  }

  /**
   * Bins for a column by its real values.
   *
   * @param levels how many categories it has, or 0
   */
  static Binned of(double[] real, int levels) {
    double[] distinct = Arrays.stream(real).sorted().distinct().limit(MOST_VALUES + 1L).toArray();
    if (levels > 0 && levels <= MOST_VALUES) {
      distinct = new double[levels];
      for (int k = 0; k < levels; k++) distinct[k] = k;
    }
    if (distinct.length > MOST_VALUES) return continuous(real);
    double[] edges = new double[distinct.length + 1];
    edges[0] = Double.NEGATIVE_INFINITY;
    edges[distinct.length] = Double.POSITIVE_INFINITY;
    for (int k = 1; k < distinct.length; k++) edges[k] = distinct[k - 1] / 2 + distinct[k] / 2;
    return new Binned(edges, distinct);
  }

  /** All but the outermost thousandth at each end, and a little room. */
  private static Binned continuous(double[] real) {
    double[] sorted = real.clone();
    Arrays.sort(sorted);
    int cut = sorted.length / 1000;
    double low = sorted[cut];
    double high = sorted[sorted.length - 1 - cut];
    double pad = 0.05 * (high - low);
    double[] edges = new double[BINS + 1];
    for (int k = 0; k <= BINS; k++) edges[k] = low - pad + (high - low + 2 * pad) * k / BINS;
    return new Binned(edges, null);
  }

  boolean discrete() {
    return values != null;
  }

  int bins() {
    return edges.length - 1;
  }

  /** The value that a bin stands for, of a discrete column. */
  double value(int bin) {
    return values[bin];
  }

  double low() {
    return edges[0];
  }

  double high() {
    return edges[edges.length - 1];
  }

  /** Which share of values falls into each bin; those outside count in none. */
  double[] shares(double[] sample) {
    double[] shares = new double[bins()];
    for (double value : sample) {
      int at = Arrays.binarySearch(edges, value);
      int bin = at >= 0 ? at : -at - 2;
      if (bin >= 0 && bin < shares.length) shares[bin] += 1.0 / sample.length;
    }
    return shares;
  }
}

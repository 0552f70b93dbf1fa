package io.github.flows4j.plot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Histogram of numbers such as log-densities, with an optional second series over the same bins.
 *
 * <p>The axis leaves out far outliers, which are counted in the title, as are values that are not
 * finite. Heights are fractions of all finite values, so that series of different lengths compare.
 */
public final class HistogramPlot {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;
  private static final int MIN_BINS = 25;
  private static final int MAX_BINS = 100;

  private final List<String> names;
  private final List<double[]> series;
  private final String label;

  private HistogramPlot(List<String> names, List<double[]> series, String label) {
    this.names = names;
    this.series = series;
    this.label = label;
  }

  /**
   * The histogram of a named series; by default the axis says {@code log-density (nats)}.
   *
   * @throws IllegalArgumentException if no value is finite
   */
  public static HistogramPlot of(String name, double[] values) {
    checkFinite(name, values);
    return new HistogramPlot(List.of(name), List.of(values.clone()), "log-density (nats)");
  }

  /**
   * With a second series, in red.
   *
   * @throws IllegalArgumentException if no value is finite or the name is that of the first series
   */
  public HistogramPlot withSecond(String name, double[] values) {
    checkFinite(name, values);
    if (name.equals(names.get(0)))
      throw new IllegalArgumentException("both series are named '" + name + "'");
    return new HistogramPlot(
        List.of(names.get(0), name), List.of(series.get(0), values.clone()), label);
  }

  /** With another label of the axis. */
  public HistogramPlot withLabel(String label) {
    return new HistogramPlot(names, series, label);
  }

  /** Draws it, about 850 x 500 pixels. */
  public Picture draw() {
    double[] pooled =
        series.size() == 1 ? series.get(0) : Points.concat(series.get(0), series.get(1));
    double[] range = Quantiles.robustRange(series.get(0));
    // A second series of few, low scores (anomalies) must not count as outliers of the first.
    double[] other = Quantiles.robustRange(series.get(series.size() - 1));
    range = new double[] {Math.min(range[0], other[0]), Math.max(range[1], other[1])};
    int bins = MAX_BINS;
    // What the shorter series can bear.
    for (double[] values : series) bins = Math.min(bins, bins(values, range));
    List<double[]> heights = new ArrayList<>();
    double top = 0;
    for (double[] values : series) {
      heights.add(heights(values, range, bins));
      top = Math.max(top, Arrays.stream(heights.get(heights.size() - 1)).max().orElseThrow());
    }
    Panel panel =
        new Panel(new Limits(range[0], range[1], 0, 1.06 * top), WIDTH, HEIGHT)
            .labels(label, "fraction of values")
            .title(title(pooled, range));
    if (series.size() > 1) panel.legend();
    for (int i = 0; i < series.size(); i++)
      addTo(panel, names.get(i), range, heights.get(i), i == 0);
    return panel.draw().picture();
  }

  static void addTo(Panel panel, String name, double[] range, double[] heights, boolean first) {
    int bins = heights.length;
    double[] x = new double[2 * bins + 2];
    double[] y = new double[2 * bins + 2];
    for (int i = 0; i <= bins; i++)
      x[2 * i] = x[2 * i + 1] = range[0] + (range[1] - range[0]) * i / bins;
    for (int i = 0; i < bins; i++) y[2 * i + 1] = y[2 * i + 2] = heights[i];
    panel.area(name, x, y, first ? Ink.REAL : Ink.GENERATED);
  }

  /** The fraction of all finite values that lie in each bin. */
  static double[] heights(double[] values, double[] range, int bins) {
    double[] heights = new double[bins];
    double share = 1.0 / Arrays.stream(values).filter(Double::isFinite).count();
    for (double value : values) {
      // False for NaN, too.
      if (!(value >= range[0] && value <= range[1])) continue;
      int bin = (int) ((value - range[0]) / (range[1] - range[0]) * bins);
      heights[Math.min(bin, bins - 1)] += share;
    }
    return heights;
  }

  /** By the rule of Freedman and Diaconis: width 2 IQR n^(-1/3), within sensible numbers. */
  private static int bins(double[] values, double[] range) {
    double[] sorted = Quantiles.sortedFinite(values);
    double iqr = Quantiles.at(sorted, 0.75) - Quantiles.at(sorted, 0.25);
    double bins = (range[1] - range[0]) / (2 * iqr / Math.cbrt(sorted.length));
    return (int) Math.min(Math.max(bins, MIN_BINS), MAX_BINS);
  }

  private String title(double[] pooled, double[] range) {
    long finite = Arrays.stream(pooled).filter(Double::isFinite).count();
    long inside = Arrays.stream(pooled).filter(v -> v >= range[0] && v <= range[1]).count();
    List<String> notes = new ArrayList<>();
    if (inside < finite) notes.add(Points.number(finite - inside) + " outside");
    if (finite < pooled.length) notes.add(Points.number(pooled.length - finite) + " not finite");
    return Points.title(String.join(" and ", names), pooled.length, "value", notes);
  }

  private static void checkFinite(String name, double[] values) {
    if (name.isBlank())
      throw new IllegalArgumentException("the name of a series must not be blank");
    if (Arrays.stream(values).noneMatch(Double::isFinite))
      throw new IllegalArgumentException(
          "none of the " + values.length + " values of '" + name + "' is finite");
  }
}

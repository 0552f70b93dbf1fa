package io.github.flows4j.cli.report;

import io.github.flows4j.Rows;
import io.github.flows4j.metrics.ProbabilityIntegralTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Every column by itself, real and generated. */
public final class Marginals {
  /** Beyond this the page gets long; those that differ most are shown. */
  private static final int MOST = 30;

  /** Bars that have room for a text each. */
  private static final int LABELLED = 8;

  private Marginals() {}

  /**
   * The section.
   *
   * @param real [rows, columns], at least 1 row
   * @param generated [any number of rows, columns]
   */
  public static void write(
      Page page, List<Feature> features, Rows real, Rows generated, long seed) {
    page.section("marginals", "Columns one by one");
    double[] distance = new double[features.size()];
    for (int j = 0; j < distance.length; j++)
      distance[j] =
          ProbabilityIntegralTransform.of(real.column(j), generated.column(j), seed)
              .kolmogorovSmirnov();
    int worst = worst(distance);
    double most = distance[worst];
    double n = real.count();
    double m = generated.count();
    // The 99 % point of Kolmogorov's limit is 1.63; of the largest of many columns more.
    double chance = Math.sqrt(-Math.log(0.005 / distance.length) / 2 * (n + m) / (n * m));
    String name = features.get(worst).name();
    String where = "largest in " + name + ": " + Numbers.brief(most);
    if (most <= chance)
      page.verdict(Verdict.GOOD, "No column differs by more than chance (" + where + ").");
    else if (most < 0.06)
      page.verdict(
          Verdict.WATCH,
          "Small differences, " + where + "; chance explains up to " + Numbers.brief(chance) + ".");
    else
      page.verdict(
          Verdict.POOR,
          "At least one column is clearly off, "
              + where
              + "; chance explains up to "
              + Numbers.brief(chance)
              + ".");
    page.legend();
    List<Page.Figure> figures = new ArrayList<>();
    for (int j : shown(distance))
      figures.add(
          new Page.Figure(
              picture(features.get(j), real.column(j), generated.column(j)),
              "Kolmogorov-Smirnov distance " + Numbers.brief(distance[j])));
    page.figures(figures);
    if (distance.length > MOST)
      page.text("The " + MOST + " of " + distance.length + " columns that differ most.");
    page.hint(
        "The orange line should follow the blue area. The distance is the largest difference of"
            + " the two cumulative shares: below 0.02 is hard to see, above 0.1 is a different"
            + " distribution. Outermost thousandths may lie outside of the picture.");
    page.value("marginal_ks_largest", most).value("marginal_ks_column", name);
  }

  private static int worst(double[] distance) {
    int worst = 0;
    for (int j = 1; j < distance.length; j++) if (distance[j] > distance[worst]) worst = j;
    return worst;
  }

  /** The columns with the largest numbers, in their order. */
  static int[] shown(double[] byColumn) {
    return IntStream.range(0, byColumn.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer j) -> -byColumn[j]))
        .limit(MOST)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private static Svg picture(Feature feature, double[] real, double[] generated) {
    Svg svg = new Svg(360, 220, "Histogram of " + feature.name());
    svg.text("name", 195, 14, Markup.shortened(feature.name(), 44));
    Binned bins = Binned.of(real, feature.levels().size());
    double[] a = bins.shares(real);
    double[] b = bins.shares(generated);
    double top = 1.05 * Math.max(max(a), max(b));
    if (bins.discrete()) bars(svg, feature, bins, a, b, top);
    else steps(svg, bins, a, b, top);
    return svg;
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }

  private static void steps(Svg svg, Binned bins, double[] a, double[] b, double top) {
    Frame frame = new Frame(46, 24, 304, 170, bins.low(), bins.high(), 0, top);
    frame.drawY(svg, 4);
    stairs(svg, "real-area", frame, a, true);
    stairs(svg, "gen-line", frame, b, false);
    frame.drawX(svg, 5);
  }

  /** A line that goes up and down at the bins' edges. */
  static void stairs(Svg svg, String style, Frame frame, double[] heights, boolean filled) {
    double[] x = new double[2 * heights.length];
    double[] y = new double[x.length];
    double width = frame.width() / heights.length;
    for (int k = 0; k < heights.length; k++) {
      x[2 * k] = frame.left() + k * width;
      x[2 * k + 1] = frame.left() + (k + 1) * width;
      y[2 * k] = frame.y(heights[k]);
      y[2 * k + 1] = y[2 * k];
    }
    if (filled) svg.area(style, x, y, frame.bottom());
    else svg.line(style, x, y);
  }

  private static void bars(
      Svg svg, Feature feature, Binned bins, double[] a, double[] b, double top) {
    Frame frame = new Frame(46, 24, 304, 170, 0, bins.bins(), 0, top);
    frame.drawY(svg, 4);
    double width = frame.width() / bins.bins();
    int every = Math.max(1, (bins.bins() + LABELLED - 1) / LABELLED);
    for (int k = 0; k < bins.bins(); k++) {
      double left = frame.left() + k * width;
      svg.rect("real-bar", left + 0.1 * width, frame.y(a[k]), 0.4 * width, height(frame, a[k]));
      svg.rect("gen-bar", left + 0.5 * width, frame.y(b[k]), 0.4 * width, height(frame, b[k]));
      if (k % every != 0) continue;
      // About 6 units a letter.
      int letters = Math.max(3, (int) (every * width / 6.2));
      String text = Markup.shortened(feature.text(bins.value(k)), letters);
      svg.text("middle", left + width / 2, frame.bottom() + 16, text);
    }
    svg.line("axis", frame.left(), frame.bottom(), frame.left() + frame.width(), frame.bottom());
  }

  private static double height(Frame frame, double share) {
    return frame.bottom() - frame.y(share);
  }
}

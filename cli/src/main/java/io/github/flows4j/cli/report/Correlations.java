package io.github.flows4j.cli.report;

import io.github.flows4j.Rows;
import io.github.flows4j.metrics.CorrelationDifference;
import java.util.ArrayList;
import java.util.List;

/** Which columns move together: the matrices of correlations, and the scatter of the strongest. */
public final class Correlations {
  /** Columns of the matrices. */
  private static final int MOST = 40;

  /** Columns of the scatter plots. */
  private static final int PAIRED = 6;

  private static final int DOTS = 400;

  private Correlations() {}

  /**
   * The section.
   *
   * @param real [at least 4 rows, columns]
   * @param generated [at least 2 rows, columns]
   */
  public static void write(Page page, List<Feature> features, Rows real, Rows generated) {
    page.section("correlations", "Columns together");
    if (features.size() < 2) {
      page.verdict(Verdict.NONE, "There is one column only.");
      return;
    }
    var difference = CorrelationDifference.of(real, generated);
    int half = real.count() / 2;
    double floor =
        CorrelationDifference.of(real.slice(0, half), real.slice(half, real.count())).largest();
    judge(page, features, difference, floor);
    page.value("correlation_difference", difference.largest());
    page.value("correlation_difference_floor", floor);
    matrices(page, features, difference);
    page.hint(
        "Blue is a negative, orange a positive correlation (Pearson's r). The third matrix should"
            + " be empty; two halves of the real rows differ by "
            + Numbers.brief(floor)
            + " at most.");
    int[] chosen = strongest(difference);
    page.legend();
    List<Page.Figure> figures = new ArrayList<>();
    for (int a = 0; a < chosen.length; a++)
      for (int b = a + 1; b < chosen.length; b++)
        figures.add(pair(features, real, generated, difference, chosen[a], chosen[b]));
    page.figures(figures);
    page.hint(
        "Of each pair of "
            + (chosen.length == features.size() ? "columns" : "the most correlated columns")
            + " up to "
            + DOTS
            + " rows, real at the left, generated at the right. Both clouds should have the same"
            + " shape: look for gaps that the model fills and for edges that it blurs.");
  }

  private static void judge(
      Page page, List<Feature> features, CorrelationDifference difference, double floor) {
    double most = difference.largest();
    if (difference.row() < 0) {
      page.verdict(Verdict.NONE, "The columns are constant.");
      return;
    }
    String where =
        "the largest difference, of "
            + features.get(difference.row()).name()
            + " and "
            + features.get(difference.column()).name()
            + ", is "
            + Numbers.brief(most)
            + " (two halves of the real rows: "
            + Numbers.brief(floor)
            + ")";
    if (most <= Math.max(0.02, 1.5 * floor))
      page.verdict(Verdict.GOOD, "The correlations are those of the real rows: " + where + ".");
    else if (most < 0.15)
      page.verdict(Verdict.WATCH, "The correlations differ a little: " + where + ".");
    else page.verdict(Verdict.POOR, "The correlations differ: " + where + ".");
  }

  private static void matrices(
      Page page, List<Feature> features, CorrelationDifference difference) {
    int n = Math.min(MOST, difference.columns());
    double[][][] r = new double[3][n][n];
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++) {
        r[0][i][j] = difference.first(i, j);
        r[1][i][j] = difference.second(i, j);
        r[2][i][j] = r[1][i][j] - r[0][i][j];
      }
    page.figures(
        List.of(
            new Page.Figure(matrix("real", features, r[0]), "Real rows"),
            new Page.Figure(matrix("generated", features, r[1]), "Generated rows"),
            new Page.Figure(matrix("difference", features, r[2]), "Generated less real")));
    if (n < difference.columns()) page.text("The first " + n + " columns.");
  }

  private static Svg matrix(String what, List<Feature> features, double[][] r) {
    Svg svg = new Svg(360, 270, "Correlations: " + what);
    int n = r.length;
    double left = 92;
    double size = 262.0 / n;
    for (int i = 0; i < n; i++) {
      if (n <= 24)
        svg.text(
            "end",
            left - 5,
            4 + (i + 0.5) * size + 4,
            Markup.shortened(features.get(i).name(), 13));
      for (int j = 0; j < n; j++) {
        double value = r[i][j];
        String pair = features.get(i).name() + ", " + features.get(j).name() + ": ";
        String style = Double.isNaN(value) ? "empty" : value < 0 ? "minus" : "plus";
        double opacity = Double.isNaN(value) ? 1 : Math.min(1, Math.abs(value));
        svg.cell(
            style, left + j * size, 4 + i * size, size, size, opacity, pair + Numbers.brief(value));
        if (n <= 8 && !Double.isNaN(value)) {
          String text = String.format(java.util.Locale.ROOT, "%.2f", value + 0.0);
          if (text.equals("-0.00")) text = "0.00";
          svg.text("cellnumber", left + (j + 0.5) * size, 4 + (i + 0.5) * size + 4, text);
        }
      }
    }
    svg.rect("empty", left, 4, 262, 262);
    return svg;
  }

  /** The columns of the pairs with the strongest real correlations, in their order. */
  private static int[] strongest(CorrelationDifference difference) {
    int n = difference.columns();
    if (n <= PAIRED) return java.util.stream.IntStream.range(0, n).toArray();
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < n; i++) for (int j = i + 1; j < n; j++) pairs.add(new int[] {i, j});
    pairs.sort(
        java.util.Comparator.comparingDouble(
            (int[] pair) -> {
              double r = Math.abs(difference.first(pair[0], pair[1]));
              return Double.isNaN(r) ? 1 : -r;
            }));
    var chosen = new java.util.TreeSet<Integer>();
    for (int[] pair : pairs) for (int column : pair) if (chosen.size() < PAIRED) chosen.add(column);
    return chosen.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Page.Figure pair(
      List<Feature> features,
      Rows real,
      Rows generated,
      CorrelationDifference difference,
      int i,
      int j) {
    String first = features.get(i).name();
    String second = features.get(j).name();
    Svg svg = new Svg(360, 210, "Scatter of " + first + " and " + second);
    double[] x = limits(real.column(i));
    double[] y = limits(real.column(j));
    Frame left = new Frame(46, 8, 146, 160, x[0], x[1], y[0], y[1]);
    Frame right = new Frame(204, 8, 146, 160, x[0], x[1], y[0], y[1]);
    left.drawY(svg, 4).drawX(svg, 3);
    right.drawX(svg, 3);
    for (Frame frame : List.of(left, right))
      svg.rect("empty", frame.left(), frame.top(), frame.width(), frame.height());
    dots(svg, "real-dots", left, real, i, j);
    dots(svg, "gen-dots", right, generated, i, j);
    svg.text("name", 198, 203, Markup.shortened(first, 40));
    svg.upright(10, 88, Markup.shortened(second, 24));
    String caption =
        "r = "
            + Numbers.brief(difference.first(i, j))
            + " real, "
            + Numbers.brief(difference.second(i, j))
            + " generated";
    return new Page.Figure(svg, caption);
  }

  private static double[] limits(double[] column) {
    java.util.Arrays.sort(column);
    int cut = column.length / 500;
    double low = column[cut];
    double high = column[column.length - 1 - cut];
    double pad = 0.06 * (high - low);
    return new double[] {low - pad, high + pad};
  }

  private static void dots(Svg svg, String style, Frame frame, Rows rows, int i, int j) {
    int count = Math.min(DOTS, rows.count());
    double[] x = new double[count];
    double[] y = new double[count];
    int shown = 0;
    for (int k = 0; k < count; k++) {
      // Spread over all: a file may be sorted.
      int row = (int) ((long) k * rows.count() / count);
      if (!frame.holds(rows.get(row, i), rows.get(row, j))) continue;
      x[shown] = frame.x(rows.get(row, i));
      y[shown++] = frame.y(rows.get(row, j));
    }
    svg.dots(style, java.util.Arrays.copyOf(x, shown), java.util.Arrays.copyOf(y, shown));
  }
}

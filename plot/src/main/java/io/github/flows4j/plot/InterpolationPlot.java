package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The points of an interpolation, coloured from its start (violet) to its end (yellow).
 *
 * <p>Two columns: a path over the faint points of a background. More: one line for each point over
 * the columns (parallel coordinates), each column scaled so that 0 and 1 are the ends of its
 * {@linkplain Limits#robust robust} range in the background, or in the path without one.
 */
public final class InterpolationPlot {
  private static final int SIDE = 600;
  private static final int WIDTH = 800;
  private static final int HEIGHT = 420;
  private static final int MAX_BACKGROUND_LINES = 200;
  private static final int MIN_NAME_WIDTH = 24;

  /** The last yellow of viridis is hard to see on white. */
  private static final double LAST_LEVEL = 0.93;

  private final Rows path;
  private final Rows background;
  private final List<String> names;

  private InterpolationPlot(Rows path, Rows background, List<String> names) {
    this.path = path;
    this.background = background;
    this.names = names;
  }

  /**
   * The interpolation through rows, [points, columns].
   *
   * @throws IllegalArgumentException if there is no row, only one column or a value is not finite
   */
  public static InterpolationPlot of(Rows path) {
    if (path.count() == 0) throw new IllegalArgumentException("no rows to draw");
    if (path.columns() < 2)
      throw new IllegalArgumentException("columns must be >= 2, was " + path.columns());
    for (int i = 0; i < path.count(); i++) {
      for (int j = 0; j < path.columns(); j++) {
        if (!Double.isFinite(path.get(i, j)))
          throw new IllegalArgumentException(
              "row " + i + ", column " + j + " of the path must be finite, was " + path.get(i, j));
      }
    }
    List<String> names = IntStream.range(0, path.columns()).mapToObj(j -> "x" + j).toList();
    return new InterpolationPlot(path, Rows.of(path.columns()), names);
  }

  /**
   * Over other rows with the same columns; those that are not finite are left out.
   *
   * @throws IllegalArgumentException if the columns differ in number
   */
  public InterpolationPlot withBackground(Rows background) {
    if (background.columns() != path.columns())
      throw new IllegalArgumentException(
          "the background has " + background.columns() + " columns, the path " + path.columns());
    return new InterpolationPlot(path, finite(background), names);
  }

  /**
   * With names of the columns instead of x0, x1, ..., drawn where they have room.
   *
   * @throws IllegalArgumentException if their number is not that of the columns
   */
  public InterpolationPlot withNames(List<String> names) {
    if (names.size() != path.columns())
      throw new IllegalArgumentException(
          names.size() + " names for " + path.columns() + " columns");
    return new InterpolationPlot(path, background, List.copyOf(names));
  }

  /** Draws it, about 660 pixels wide for two columns and 880 for more. */
  public Picture draw() {
    return path.columns() == 2 ? drawPath() : drawParallel();
  }

  private Picture drawPath() {
    Points points = Points.of(path);
    Points all = background.count() == 0 ? points : Points.of(background);
    // All of the path is shown, and the background without its outliers.
    double[] x = union(Quantiles.robustRange(all.x()), points.x());
    double[] y = union(Quantiles.robustRange(all.y()), points.y());
    Panel panel =
        Panel.equalAspect(Limits.of(x, y), SIDE).title(title()).labels(names.get(0), names.get(1));
    if (background.count() > 0)
      panel.dots("background", all.thinned(Points.MAX_DRAWN), Ink.FAINT, 3);
    panel.line("path", points.x(), points.y(), Ink.TEXT, 1.2);
    for (int i = 0; i < path.count(); i++) {
      double[] xi = {path.get(i, 0)};
      double[] yi = {path.get(i, 1)};
      boolean end = i == 0 || i == path.count() - 1;
      Points point = new Points(xi, yi, 0);
      panel.dots("rim " + i, point, Ink.TEXT, end ? 13 : 9);
      panel.dots("point " + i, point, color(i), end ? 11 : 7);
    }
    return panel.draw().picture();
  }

  private Picture drawParallel() {
    int columns = path.columns();
    double[][] ranges = new double[columns][];
    Rows reference = background.count() == 0 ? path : background;
    for (int j = 0; j < columns; j++) ranges[j] = Quantiles.robustRange(reference.column(j));
    double pad = 0.03 * (columns - 1);
    double[] y = {-0.05, 1.05};
    for (int i = 0; i < path.count(); i++) y = union(y, scaled(path, i, ranges));
    Panel panel =
        new Panel(new Limits(-pad, columns - 1 + pad, y[0], y[1]), WIDTH, HEIGHT)
            .title(title())
            .labels("", "value, scaled to its column")
            .ticks(false, true);
    double[] x = new double[columns];
    for (int j = 0; j < columns; j++) x[j] = j;
    int lines = Math.min(background.count(), MAX_BACKGROUND_LINES);
    for (int k = 0; k < lines; k++) {
      int row = (int) ((long) k * background.count() / lines);
      panel.line(
          "background " + k, x, scaled(background, row, ranges), Ink.faded(Ink.FAINT, 0.5), 1);
    }
    for (int i = 0; i < path.count(); i++)
      panel.line("point " + i, x, scaled(path, i, ranges), color(i), 2);
    return named(panel.draw());
  }

  /** XChart puts ticks where it likes, so the names are set under the columns here. */
  private Picture named(Panel.Drawn panel) {
    Sheet sheet = new Sheet();
    sheet.place(panel, panel.plot().x, panel.plot().y);
    int room = panel.plot().width / path.columns();
    int every = (MIN_NAME_WIDTH + room - 1) / Math.max(room, 1);
    for (int j = 0; j < names.size(); j += Math.max(every, 1)) {
      String name = Sheet.fit(names.get(j), Ink.TICKS, Math.max(room, MIN_NAME_WIDTH) - 6);
      sheet.text(
          name, Ink.TICKS, Ink.TEXT, panel.pixelX(j), panel.plot().y + panel.plot().height + 18);
    }
    return sheet.picture();
  }

  private Color color(int i) {
    return new Color(Viridis.rgb(path.count() == 1 ? 0 : LAST_LEVEL * i / (path.count() - 1)));
  }

  private String title() {
    return Points.title("interpolation", path.count(), "point", List.of());
  }

  private static double[] scaled(Rows rows, int row, double[][] ranges) {
    double[] values = rows.row(row);
    for (int j = 0; j < values.length; j++)
      values[j] = (values[j] - ranges[j][0]) / (ranges[j][1] - ranges[j][0]);
    return values;
  }

  private static double[] union(double[] range, double[] values) {
    double[] padded =
        Quantiles.padded(
            Arrays.stream(values).min().orElseThrow(), Arrays.stream(values).max().orElseThrow());
    return new double[] {Math.min(range[0], padded[0]), Math.max(range[1], padded[1])};
  }

  private static Rows finite(Rows rows) {
    double[][] kept =
        IntStream.range(0, rows.count())
            .mapToObj(rows::row)
            .filter(row -> Arrays.stream(row).allMatch(Double::isFinite))
            .toArray(double[][]::new);
    return kept.length == 0 ? Rows.of(rows.columns()) : Rows.of(kept);
  }
}

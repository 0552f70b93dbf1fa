package io.github.flows4j.plot;

import io.github.flows4j.Rows;

/**
 * Points of a two-dimensional set. A unit is as long on both axes, unless one range is more than
 * four times the other.
 *
 * <p>Rows that are not finite are left out and counted in the title, and so are points outside the
 * limits.
 */
public final class ScatterPlot {
  private static final int SIDE = 600;

  private final Points points;
  private final Limits limits;
  private final String title;

  private ScatterPlot(Points points, Limits limits, String title) {
    this.points = points;
    this.limits = limits;
    this.title = title;
  }

  /**
   * A scatter of rows, [points, 2], with {@linkplain Limits#robust robust} limits.
   *
   * @throws IllegalArgumentException if there are not two columns or no row is finite
   */
  public static ScatterPlot of(Rows rows) {
    Points points = Points.of(rows);
    return new ScatterPlot(points, Limits.robust(points), "data");
  }

  /** With other limits. */
  public ScatterPlot withLimits(Limits limits) {
    return new ScatterPlot(points, limits, title);
  }

  /** With another title; the number of points is added to it. */
  public ScatterPlot withTitle(String title) {
    return new ScatterPlot(points, limits, title);
  }

  /** Draws it, the longer side about 650 pixels. */
  public Picture draw() {
    return panel(points, limits, title, SIDE, false).draw().picture();
  }

  static Panel panel(Points points, Limits limits, String name, int side, boolean generated) {
    return Panel.equalAspect(limits, side)
        .title(points.describe(name, limits))
        .dots(name, points, generated ? Ink.GENERATED : Ink.REAL);
  }
}

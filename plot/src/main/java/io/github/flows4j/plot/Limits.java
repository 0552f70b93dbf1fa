package io.github.flows4j.plot;

import io.github.flows4j.Rows;

/**
 * The part of the plane that a picture shows; all four are finite and each minimum lies below its
 * maximum.
 *
 * @param xMin left edge
 * @param xMax right edge
 * @param yMin lower edge
 * @param yMax upper edge
 */
public record Limits(double xMin, double xMax, double yMin, double yMax) {
  /**
   * A range of less of its values' size leaves doubles too few digits to place points and ticks.
   */
  private static final double NARROWEST = 1e-9;

  private static final double SHORTEST = 1e-300;

  /** Checks the edges. */
  public Limits {
    check("x", xMin, xMax);
    check("y", yMin, yMax);
  }

  /** The square [-half, half] x [-half, half]. */
  public static Limits square(double half) {
    return new Limits(-half, half, -half, half);
  }

  /**
   * Limits that show nearly all rows of two columns and are not stretched by a few outliers: from
   * the 0.5 % to the 99.5 % quantile, widened by a quarter of that range but never beyond the data,
   * and a margin of 4 %.
   *
   * @throws IllegalArgumentException if there are not two columns or no row is finite
   */
  public static Limits robust(Rows rows) {
    return robust(Points.of(rows));
  }

  static Limits robust(Points points) {
    return of(Quantiles.robustRange(points.x()), Quantiles.robustRange(points.y()));
  }

  static Limits of(double[] x, double[] y) {
    return new Limits(x[0], x[1], y[0], y[1]);
  }

  double width() {
    return xMax - xMin;
  }

  double height() {
    return yMax - yMin;
  }

  boolean contains(double x, double y) {
    return x >= xMin && x <= xMax && y >= yMin && y <= yMax;
  }

  private static void check(String axis, double min, double max) {
    // Also false for NaN; a range that overflows is infinite.
    if (!(min < max && max - min < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          axis + " limits must be finite and ascending, were " + min + " to " + max);
    if (max - min < Math.max(NARROWEST * Math.max(Math.abs(min), Math.abs(max)), SHORTEST))
      throw new IllegalArgumentException(
          axis + " limits are too close to be told apart, were " + min + " to " + max);
  }
}

package io.github.flows4j.cli.report;

import io.github.flows4j.plot.Ticks;

/**
 * A rectangle of a picture with axes.
 *
 * @param left in the picture, as are the next three
 * @param top above the rectangle
 * @param width to its right end
 * @param height to its lower end
 * @param x0 the least value, at the left
 * @param x1 the largest, above the least
 * @param y0 the least value, at the bottom
 * @param y1 the largest, above the least
 */
record Frame(
    double left,
    double top,
    double width,
    double height,
    double x0,
    double x1,
    double y0,
    double y1) {
  /** Makes room where all values are the same. */
  Frame {
    if (!(x1 > x0)) {
      double pad = Math.max(1e-9, Math.abs(x0) * 1e-3);
      x1 = x0 + pad;
      x0 -= pad;
    }
    if (!(y1 > y0)) {
      double pad = Math.max(1e-9, Math.abs(y0) * 1e-3);
      y1 = y0 + pad;
      y0 -= pad;
    }
  }

  double bottom() {
    return top + height;
  }

  /** Where a value is, drawn in to the frame. */
  double x(double value) {
    double at = left + width * (value - x0) / (x1 - x0);
    return Math.max(left, Math.min(left + width, at));
  }

  /** Where a value is, drawn in to the frame. */
  double y(double value) {
    double at = top + height * (y1 - value) / (y1 - y0);
    return Math.max(top, Math.min(bottom(), at));
  }

  boolean holds(double x, double y) {
    return x >= x0 && x <= x1 && y >= y0 && y <= y1;
  }

  /** The box and about so many numbers below it. */
  Frame drawX(Svg svg, int ticks) {
    svg.line("axis", left, bottom(), left + width, bottom());
    double step = step(x1 - x0, ticks);
    for (double k = Math.ceil(x0 / step); k * step <= x1; k++) {
      double at = x(k * step);
      svg.line("axis", at, bottom(), at, bottom() + 4);
      svg.text("middle", at, bottom() + 16, Ticks.label(k * step, x1 - x0, true));
    }
    return this;
  }

  /** Lines across and about so many numbers at the left. */
  Frame drawY(Svg svg, int ticks) {
    double step = step(y1 - y0, ticks);
    for (double k = Math.ceil(y0 / step); k * step <= y1; k++) {
      double at = y(k * step);
      svg.line("grid", left, at, left + width, at);
      svg.text("end", left - 5, at + 4, Ticks.label(k * step, y1 - y0, true));
    }
    return this;
  }

  /** 1, 2 or 5 times a power of ten. */
  private static double step(double span, int ticks) {
    double least = span / ticks;
    double unit = Ticks.unit(least);
    for (int factor : new int[] {1, 2, 5}) if (factor * unit >= least) return factor * unit;
    return 10 * unit;
  }
}

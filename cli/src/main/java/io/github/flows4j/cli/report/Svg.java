package io.github.flows4j.cli.report;

import java.util.Locale;

/** A picture as inline SVG; colours are the page's, by class. */
final class Svg {
  private final int width;
  private final int height;
  private final String label;
  private final StringBuilder body = new StringBuilder();

  /**
   * An empty one.
   *
   * @param label what it shows, for readers that can't see it
   */
  Svg(int width, int height, String label) {
    this.width = width;
    this.height = height;
    this.label = label;
  }

  Svg rect(String style, double x, double y, double w, double h) {
    body.append("<rect class=\"").append(style).append('"');
    attribute("x", x).attribute("y", y).attribute("width", w).attribute("height", h);
    body.append("/>");
    return this;
  }

  /** A rectangle that lets through what lies below, with a text that shows when pointed at. */
  Svg cell(String style, double x, double y, double w, double h, double opacity, String title) {
    body.append("<rect class=\"").append(style).append('"');
    attribute("x", x).attribute("y", y).attribute("width", w).attribute("height", h);
    attribute("fill-opacity", opacity);
    body.append("><title>").append(Markup.escape(title)).append("</title></rect>");
    return this;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    return path(style, new double[] {x1, x2}, new double[] {y1, y2}, x1, false);
  }

  /** A line through points. */
  Svg line(String style, double[] x, double[] y) {
    return path(style, x, y, 0, false);
  }

  /** A line through points, closed down to a height, as of a histogram. */
  Svg area(String style, double[] x, double[] y, double bottom) {
    return path(style, x, y, bottom, true);
  }

  private Svg path(String style, double[] x, double[] y, double bottom, boolean closed) {
    if (x.length == 0) return this;
    body.append("<path class=\"").append(style).append("\" d=\"M");
    if (closed) point(x[0], bottom).append('L');
    for (int i = 0; i < x.length; i++) point(x[i], y[i]).append(i + 1 < x.length ? "L" : "");
    if (closed) point(x[x.length - 1], bottom, "L").append('Z');
    body.append("\"/>");
    return this;
  }

  /** Round dots as one path of no length each. */
  Svg dots(String style, double[] x, double[] y) {
    if (x.length == 0) return this;
    body.append("<path class=\"").append(style).append("\" d=\"");
    for (int i = 0; i < x.length; i++) point(x[i], y[i], "M").append("h0");
    body.append("\"/>");
    return this;
  }

  /**
   * A text.
   *
   * @param style {@code start}, {@code middle} or {@code end}: which part of it is at x
   */
  Svg text(String style, double x, double y, String text) {
    body.append("<text class=\"").append(style).append('"');
    attribute("x", x).attribute("y", y);
    body.append('>').append(Markup.escape(text)).append("</text>");
    return this;
  }

  /** A text that reads upwards, centred. */
  Svg upright(double x, double y, String text) {
    body.append("<text class=\"middle\" transform=\"translate(");
    point(x, y).append(") rotate(-90)\">").append(Markup.escape(text)).append("</text>");
    return this;
  }

  private Svg attribute(String name, double value) {
    body.append(' ').append(name).append("=\"").append(tenth(value)).append('"');
    return this;
  }

  private StringBuilder point(double x, double y) {
    return body.append(tenth(x)).append(' ').append(tenth(y));
  }

  private StringBuilder point(double x, double y, String before) {
    body.append(before);
    return point(x, y);
  }

  /** Two digits behind the point at most: a page has tens of thousands of these. */
  private static String tenth(double value) {
    if (value == Math.rint(value)) return Long.toString((long) value);
    return String.format(Locale.ROOT, "%.2f", value);
  }

  @Override
  public String toString() {
    return "<svg viewBox=\"0 0 "
        + width
        + " "
        + height
        + "\" role=\"img\" aria-label=\""
        + Markup.escape(label)
        + "\">"
        + body
        + "</svg>";
  }
}

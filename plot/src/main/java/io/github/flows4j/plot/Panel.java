package io.github.flows4j.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One pair of axes in the house style, drawn by XChart, with a plot area of exactly the wanted
 * size.
 *
 * <p>XChart fixes the size of the whole chart and gives the plot area what titles and tick labels
 * leave. {@link #draw} therefore measures what they take on an empty chart first; equal aspect and
 * panels in line follow from that.
 */
final class Panel {
  /** A drawn panel and where in it the plot area lies. */
  record Drawn(BufferedImage image, Rectangle plot, Limits limits) {
    int pixelX(double x) {
      return plot.x + (int) Math.round((x - limits.xMin()) / limits.width() * plot.width);
    }

    int pixelY(double y) {
      return plot.y + (int) Math.round((limits.yMax() - y) / limits.height() * plot.height);
    }

    Picture picture() {
      return new Picture(image);
    }
  }

  // Never compared, so that arrays do no harm.
  @SuppressWarnings("ArrayRecordComponent")
  private record Curve(
      String name,
      XYSeriesRenderStyle style,
      double[] x,
      double[] y,
      Color color,
      double size,
      boolean marked) {}

  /** Java2D is slow and inexact far outside the picture: beyond this many spans a line is cut. */
  private static final double FAR = 50;

  private static final int MAX_MARKED = 60;
  private static final double HAIR = 1e-6;
  private static final int MEASURING_PASSES = 3;

  /** Cannot be the name of a series of data. */
  private static final String ANCHOR = "\0";

  private final Limits limits;
  private final int width;
  private final int height;

  /**
   * XChart works in these units, in which an axis is 1 to 10 long: its search for ticks does not
   * end on very short axes and takes the data for ticks on short ones.
   */
  private final double xUnit;

  private final double yUnit;
  private final List<Curve> curves = new ArrayList<>();
  private String title = "";
  private String xLabel = "";
  private String yLabel = "";
  private boolean xTicks = true;
  private boolean yTicks = true;
  private boolean yOnRight;
  private boolean legend;
  private boolean compact;
  private BufferedImage content;

  Panel(Limits limits, int width, int height) {
    this.limits = limits;
    this.width = width;
    this.height = height;
    xUnit = Ticks.unit(limits.width());
    yUnit = Ticks.unit(limits.height());
  }

  /**
   * A panel in which a unit is as long on x as on y, its longer side given in pixels. Where one
   * side would be less than a quarter of the other the units cannot mean the same, and the panel is
   * square.
   */
  static Panel equalAspect(Limits limits, int side) {
    double ratio = limits.width() / limits.height();
    if (!(ratio >= 0.25 && ratio <= 4)) return new Panel(limits, side, side);
    return ratio >= 1
        ? new Panel(limits, side, (int) Math.round(side / ratio))
        : new Panel(limits, (int) Math.round(side * ratio), side);
  }

  Panel title(String text) {
    title = text;
    return this;
  }

  Panel labels(String x, String y) {
    xLabel = x;
    yLabel = y;
    return this;
  }

  Panel ticks(boolean x, boolean y) {
    xTicks = x;
    yTicks = y;
    return this;
  }

  Panel yOnRight() {
    yOnRight = true;
    return this;
  }

  /** Short tick labels and little room around, for a cell of many. */
  Panel compact() {
    compact = true;
    return this;
  }

  Panel legend() {
    legend = true;
    return this;
  }

  /** An image stretched over the whole plot area, in place of curves. */
  Panel content(BufferedImage image) {
    content = image;
    return this;
  }

  /** Dots whose size and opacity suit their number. */
  Panel dots(String name, Points points, Color color) {
    Points drawn = points.thinned(Points.MAX_DRAWN);
    // As many points as there were on a picture of 600 x 600 pixels.
    double n = drawn.count() * 360_000.0 / ((double) width * height);
    int size = n <= 300 ? 6 : n <= 3_000 ? 4 : n <= 20_000 ? 3 : 2;
    double alpha = n <= 300 ? 0.9 : n <= 3_000 ? 0.7 : n <= 20_000 ? 0.5 : 0.3;
    return dots(name, drawn, Ink.faded(color, alpha), size);
  }

  Panel dots(String name, Points points, Color color, int size) {
    return add(name, XYSeriesRenderStyle.Scatter, points.x(), points.y(), color, size);
  }

  /** A line through points with finite x; it has gaps where y is not finite. */
  Panel line(String name, double[] x, double[] y, Color color, double thickness) {
    return add(name, XYSeriesRenderStyle.Line, x, y, color, thickness);
  }

  /** A line whose points are marked if they are few, so that a single one is seen. */
  Panel markedLine(String name, double[] x, double[] y, Color color, double thickness) {
    return add(name, XYSeriesRenderStyle.Line, x, y, color, thickness, x.length <= MAX_MARKED);
  }

  /** Fills from zero up to a line whose x never decreases. */
  Panel area(String name, double[] x, double[] y, Color color) {
    return add(name, XYSeriesRenderStyle.Area, x, y, color, 1.5);
  }

  private Panel add(
      String name, XYSeriesRenderStyle style, double[] x, double[] y, Color color, double size) {
    return add(name, style, x, y, color, size, style == XYSeriesRenderStyle.Scatter);
  }

  private Panel add(
      String name,
      XYSeriesRenderStyle style,
      double[] x,
      double[] y,
      Color color,
      double size,
      boolean marked) {
    double[] scaledX = new double[x.length];
    double[] scaledY = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      boolean near =
          Math.abs(x[i] - limits.xMin()) <= FAR * limits.width()
              && Math.abs(y[i] - limits.yMin()) <= FAR * limits.height();
      // XChart breaks lines where y is NaN, and only there.
      scaledX[i] = (near ? x[i] : limits.xMin()) / xUnit;
      scaledY[i] = near ? y[i] / yUnit : Double.NaN;
    }
    curves.add(new Curve(name, style, scaledX, scaledY, color, size, marked));
    return this;
  }

  Drawn draw() {
    int fullWidth = width + 80;
    int fullHeight = height + 80;
    XYChart empty = chart(false);
    for (int pass = 0; pass < MEASURING_PASSES; pass++) {
      Rectangle plot = paint(empty, blank(fullWidth, fullHeight));
      if (plot.width == width && plot.height == height) break;
      fullWidth += width - plot.width;
      fullHeight += height - plot.height;
    }
    BufferedImage image = blank(fullWidth, fullHeight);
    Rectangle plot = paint(chart(true), image);
    if (content != null) {
      Graphics2D g = image.createGraphics();
      // The border of the plot area stays visible.
      g.drawImage(content, plot.x + 1, plot.y + 1, plot.width - 1, plot.height - 1, null);
      g.dispose();
    }
    return new Drawn(image, plot, limits);
  }

  /** The chart with its curves or, to measure it, with one unseen point for each. */
  private XYChart chart(boolean withData) {
    XYChart chart = new XYChart(width, height, Styler.ChartTheme.XChart);
    chart.setTitle(title);
    chart.setXAxisTitle(xLabel);
    chart.setYAxisTitle(yLabel);
    style(chart.getStyler());
    for (Curve curve : curves) {
      if (curve.x().length > 0) addTo(chart, curve, withData);
    }
    // XChart scales an axis by its data first, and where x is evenly spaced it has ticks at x only.
    chart
        .addSeries(
            ANCHOR,
            new double[] {limits.xMin() / xUnit, limits.xMax() / xUnit, limits.xMin() / xUnit},
            new double[] {limits.yMin() / yUnit, limits.yMax() / yUnit, limits.yMin() / yUnit})
        .setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter)
        .setMarker(SeriesMarkers.NONE)
        .setShowInLegend(false);
    return chart;
  }

  private XYSeries addTo(XYChart chart, Curve curve, boolean withData) {
    XYSeries series =
        withData
            ? chart.addSeries(curve.name(), curve.x(), curve.y())
            : chart.addSeries(
                curve.name(), new double[] {limits.xMin() / xUnit}, new double[] {Double.NaN});
    boolean dots = curve.style() == XYSeriesRenderStyle.Scatter;
    series.setXYSeriesRenderStyle(curve.style());
    double dot = dots ? curve.size() : curve.size() + 3;
    series.setMarker(curve.marked() ? new Dot(dot) : SeriesMarkers.NONE);
    series.setMarkerColor(curve.color());
    series.setLineColor(curve.color());
    series.setFillColor(Ink.faded(curve.color(), 0.3));
    series.setLineStyle(
        dots
            ? SeriesLines.NONE
            : new BasicStroke((float) curve.size(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    return series;
  }

  private void style(XYStyler styler) {
    styler.setLocale(Locale.ROOT);
    styler.setBaseFont(Ink.LABEL).setChartFontColor(Ink.TEXT);
    styler.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
    styler.setChartPadding(compact ? 4 : 10);
    styler.setChartTitleVisible(!title.isEmpty());
    styler.setChartTitleFont(Ink.TITLE).setChartTitlePadding(6);
    styler.setPlotContentSize(1).setPlotBorderColor(Ink.AXIS);
    styler.setLegendVisible(legend);
    styler.setLegendPosition(Styler.LegendPosition.OutsideS);
    styler.setLegendLayout(Styler.LegendLayout.Horizontal);
    styler.setLegendFont(Ink.LABEL).setLegendBorderColor(Color.WHITE);
    if (yOnRight) styler.setYAxisGroupPosition(0, Styler.YAxisPosition.Right);
    // A hair more than the limits: XChart sets no labels at the very ends.
    double hairX = HAIR * limits.width();
    double hairY = HAIR * limits.height();
    styler
        .setXAxisMin((limits.xMin() - hairX) / xUnit)
        .setXAxisMax((limits.xMax() + hairX) / xUnit);
    styler
        .setYAxisMin((limits.yMin() - hairY) / yUnit)
        .setYAxisMax((limits.yMax() + hairY) / yUnit);
    styler.setXAxisTickLabelsFormattingFunction(
        v -> Ticks.label(v * xUnit, limits.width(), compact));
    styler.setYAxisTickLabelsFormattingFunction(
        v -> Ticks.label(v * yUnit, limits.height(), compact));
    styler.setPlotMargin(0).setPlotGridLinesColor(Ink.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1)).setPlotGridLinesVisible(content == null);
    styler.setAxisTicksLineVisible(false).setAxisTickMarksColor(Ink.AXIS);
    styler.setAxisTickLabelsFont(Ink.TICKS).setAxisTickLabelsColor(Ink.TEXT);
    styler.setAxisTickMarksStroke(new BasicStroke(1)).setAxisTickMarkLength(4);
    styler.setAxisTitleFont(Ink.LABEL).setAxisTitlePadding(6);
    styler.setXAxisTitleVisible(!xLabel.isEmpty()).setYAxisTitleVisible(!yLabel.isEmpty());
    styler.setXAxisTicksVisible(xTicks).setYAxisTicksVisible(yTicks);
    // XChart gives up on an axis that is shorter than its hint.
    styler.setXAxisTickMarkSpacingHint(Math.min(80, width / 2));
    styler.setYAxisTickMarkSpacingHint(Math.min(50, height / 2));
  }

  private Rectangle paint(XYChart chart, BufferedImage image) {
    Graphics2D g = image.createGraphics();
    // Otherwise the ends of the short pieces of a curve snap to whole pixels.
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    chart.paint(g, image.getWidth(), image.getHeight());
    g.dispose();
    int left = (int) Math.round(chart.getScreenXFromChart(limits.xMin() / xUnit));
    int right = (int) Math.round(chart.getScreenXFromChart(limits.xMax() / xUnit));
    int top = (int) Math.round(chart.getScreenYFromChart(limits.yMax() / yUnit));
    int bottom = (int) Math.round(chart.getScreenYFromChart(limits.yMin() / yUnit));
    return new Rectangle(left, top, right - left, bottom - top);
  }

  private static BufferedImage blank(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  /** A filled circle with a size of its own; XChart has one size for all markers of a chart. */
  private static final class Dot extends Marker {
    private final double size;

    Dot(double size) {
      this.size = size;
    }

    @Override
    public void paint(Graphics2D g, double x, double y, int chartSize) {
      g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
    }
  }
}

package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import java.awt.image.BufferedImage;

/**
 * Heat map of a two-dimensional density with a colour bar, in the colours of viridis.
 *
 * <p>Cells of density 0 (log-density negative infinity) are white, and so are NaN and positive
 * infinity, which the title counts.
 */
public final class DensityPlot {
  private static final int SIDE = 600;
  private static final int BAR = 18;

  /** How far below its maximum the log-density is told apart on the log scale, in nats. */
  private static final double DEPTH = 10;

  /** Beyond this, exp of a maximum and the axis of the colour bar cannot be represented. */
  private static final double MAX_LOG = 600;

  private static final int WHITE = 0xFFFFFF;

  private final double[] logDensity;
  private final int xCells;
  private final int yCells;
  private final Limits limits;
  private final double max;
  private final boolean logScale;
  private final String title;

  private DensityPlot(
      double[] logDensity,
      int xCells,
      int yCells,
      Limits limits,
      double max,
      boolean logScale,
      String title) {
    this.logDensity = logDensity;
    this.xCells = xCells;
    this.yCells = yCells;
    this.limits = limits;
    this.max = max;
    this.logScale = logScale;
    this.title = title;
  }

  /**
   * The centres of the cells of a grid, [xCells * yCells, 2], in the order that {@link #of}
   * expects: x runs fastest, both ascend.
   */
  public static Rows grid(Limits limits, int xCells, int yCells) {
    checkCells(xCells, yCells);
    double[] centres = new double[Math.multiplyExact(2 * xCells, yCells)];
    int at = 0;
    for (int j = 0; j < yCells; j++) {
      for (int i = 0; i < xCells; i++) {
        centres[at++] = limits.xMin() + limits.width() * (i + 0.5) / xCells;
        centres[at++] = limits.yMin() + limits.height() * (j + 0.5) / yCells;
      }
    }
    return Rows.wrap(2, centres);
  }

  /**
   * A heat map of exp(log p) from the log-density, in nats, at each point of {@link #grid}.
   *
   * @throws IllegalArgumentException if the number of values is not xCells * yCells or none is
   *     finite
   */
  public static DensityPlot of(double[] logDensity, int xCells, int yCells, Limits limits) {
    checkCells(xCells, yCells);
    if (logDensity.length != (long) xCells * yCells)
      throw new IllegalArgumentException(
          logDensity.length + " values do not fill " + xCells + " x " + yCells + " cells");
    double max = Double.NEGATIVE_INFINITY;
    for (double value : logDensity) if (Double.isFinite(value)) max = Math.max(max, value);
    if (max == Double.NEGATIVE_INFINITY)
      throw new IllegalArgumentException("no log-density on the grid is finite");
    // What exp cannot represent is shown as a logarithm.
    boolean logScale = Math.abs(max) > MAX_LOG;
    return new DensityPlot(logDensity.clone(), xCells, yCells, limits, max, logScale, "density");
  }

  /**
   * Coloured by the log-density instead, down to 10 nats below its maximum; what is lower has the
   * lowest colour.
   */
  public DensityPlot withLogScale() {
    return new DensityPlot(logDensity, xCells, yCells, limits, max, true, title);
  }

  /** With another title. */
  public DensityPlot withTitle(String title) {
    return new DensityPlot(logDensity, xCells, yCells, limits, max, logScale, title);
  }

  /** Draws it, about 750 x 650 pixels when the limits are square. */
  public Picture draw() {
    Panel.Drawn map = drawMap();
    Limits levels =
        logScale ? new Limits(0, 1, max - DEPTH, max) : new Limits(0, 1, 0, Math.exp(max));
    Panel.Drawn bar =
        new Panel(levels, BAR, map.plot().height)
            .labels("", logScale ? "log-density (nats)" : "density")
            .ticks(false, true)
            .yOnRight()
            .content(bar())
            .draw();
    return Sheet.beside(map, bar);
  }

  /** The map without its colour bar. */
  Panel.Drawn drawMap() {
    return Panel.equalAspect(limits, SIDE).title(fullTitle()).content(map()).draw();
  }

  private BufferedImage map() {
    BufferedImage image = new BufferedImage(xCells, yCells, BufferedImage.TYPE_INT_RGB);
    for (int j = 0; j < yCells; j++) {
      for (int i = 0; i < xCells; i++) {
        double value = logDensity[j * xCells + i];
        // The grid ascends, an image's rows descend.
        image.setRGB(i, yCells - 1 - j, Double.isFinite(value) ? Viridis.rgb(level(value)) : WHITE);
      }
    }
    return image;
  }

  private static BufferedImage bar() {
    BufferedImage image = new BufferedImage(1, 256, BufferedImage.TYPE_INT_RGB);
    for (int k = 0; k < 256; k++) image.setRGB(0, 255 - k, Viridis.rgb(k / 255.0));
    return image;
  }

  private double level(double value) {
    return logScale ? 1 - (max - value) / DEPTH : Math.exp(value - max);
  }

  private String fullTitle() {
    int lost = 0;
    for (double value : logDensity)
      if (Double.isNaN(value) || value == Double.POSITIVE_INFINITY) lost++;
    return lost == 0 ? title : title + " (" + Points.number(lost) + " not finite)";
  }

  private static void checkCells(int xCells, int yCells) {
    if (xCells < 1 || yCells < 1)
      throw new IllegalArgumentException("cells must be >= 1 x 1, were " + xCells + " x " + yCells);
  }
}

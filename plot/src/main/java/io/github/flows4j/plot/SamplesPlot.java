package io.github.flows4j.plot;

import io.github.flows4j.Rows;

/**
 * Two panels with the same limits: real points in blue on the left, generated ones in red on the
 * right.
 *
 * <p>Rows that are not finite are left out and counted in the titles, and so are points outside the
 * limits.
 */
public final class SamplesPlot {
  private static final int SIDE = 480;

  private final Points real;
  private final Points generated;
  private final Limits limits;

  private SamplesPlot(Points real, Points generated, Limits limits) {
    this.real = real;
    this.generated = generated;
    this.limits = limits;
  }

  /**
   * Real and generated rows, [points, 2] each, with the {@linkplain Limits#robust robust} limits of
   * the real ones.
   *
   * @throws IllegalArgumentException if either has not two columns or no finite row
   */
  public static SamplesPlot of(Rows real, Rows generated) {
    Points points = Points.of(real);
    return new SamplesPlot(points, Points.of(generated), Limits.robust(points));
  }

  /** With other limits. */
  public SamplesPlot withLimits(Limits limits) {
    return new SamplesPlot(real, generated, limits);
  }

  /** Draws it, about 1,060 x 540 pixels when the limits are square. */
  public Picture draw() {
    return Sheet.beside(
        ScatterPlot.panel(real, limits, "real", SIDE, false).draw(),
        ScatterPlot.panel(generated, limits, "generated", SIDE, true).draw());
  }
}

package io.github.flows4j.spec;

/** How a spline's raw parameters become widths, heights and slopes. */
public sealed interface SplineForm {
  /**
   * zuko's: raw widths and heights w become softmax(w / (1 + |2 w / L|)), raw slopes d become exp(d
   * / (1 + |d / L|)), L = log(slope).
   *
   * @param slope the smallest slope, in (0, 1)
   */
  record SoftClipped(double slope) implements SplineForm {
    /**
     * Checks the slope.
     *
     * @throws IllegalArgumentException if it is outside (0, 1)
     */
    public SoftClipped {
      if (!(slope > 0 && slope < 1))
        throw new IllegalArgumentException("slope must be in (0, 1), was " + slope);
    }
  }

  /**
   * The paper's and nflows' (arXiv:1906.04032): widths and heights m + (1 - K m) softmax(w), slopes
   * minSlope + softplus(d).
   *
   * @param minWidth the smallest width of a bin, of a box of width 1, not negative
   * @param minHeight the smallest height of a bin, of a box of height 1, not negative
   * @param minSlope the smallest slope at a knot, positive
   */
  record Floored(double minWidth, double minHeight, double minSlope) implements SplineForm {
    /**
     * Checks the floors.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Floored {
      if (!(minWidth >= 0 && minWidth < 1))
        throw new IllegalArgumentException("minWidth must be in [0, 1), was " + minWidth);
      if (!(minHeight >= 0 && minHeight < 1))
        throw new IllegalArgumentException("minHeight must be in [0, 1), was " + minHeight);
      Checks.positive("minSlope", minSlope);
    }
  }
}

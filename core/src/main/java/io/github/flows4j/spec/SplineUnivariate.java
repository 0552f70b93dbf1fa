package io.github.flows4j.spec;

import java.util.Objects;

/**
 * A monotonic rational-quadratic spline on [-bound, bound] (arXiv:1906.04032, eq. 4-8).
 *
 * <p>Parameters, in this order: K raw widths, K raw heights, and the raw slopes at the inner knots;
 * with {@link SplineTails#LINEAR} at all K + 1 knots.
 *
 * @param bins number of bins K, at least 2
 * @param bound half-width of the box, positive and finite
 * @param form how raw parameters become widths, heights and slopes
 * @param tails what happens outside the box
 */
public record SplineUnivariate(int bins, double bound, SplineForm form, SplineTails tails)
    implements Univariate {
  /**
   * Checks bins and bound.
   *
   * @throws IllegalArgumentException if one is out of range or the floors leave no room for bins
   */
  public SplineUnivariate {
    Checks.count("bins", bins, 2);
    Checks.positive("bound", bound);
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(tails, "tails");
    if (form instanceof SplineForm.Floored floored
        && bins * Math.max(floored.minWidth(), floored.minHeight()) >= 1)
      throw new IllegalArgumentException(
          "so many bins leave no room above the smallest width and height, bins was " + bins);
  }

  /** zuko's: soft-clipped with slope 1e-3, bound 5, identity outside. */
  public static SplineUnivariate of(int bins) {
    return new SplineUnivariate(bins, 5, new SplineForm.SoftClipped(1e-3), SplineTails.IDENTITY);
  }

  @Override
  public int parametersPerFeature() {
    return tails == SplineTails.LINEAR ? 3 * bins + 1 : 3 * bins - 1;
  }
}

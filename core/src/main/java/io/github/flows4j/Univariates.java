package io.github.flows4j;

import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.Univariate;

/** Changes of a recipe's map. */
final class Univariates {
  private Univariates() {}

  /**
   * The same spline with another number of bins.
   *
   * @throws IllegalArgumentException if it is no spline
   */
  static Univariate withBins(Univariate univariate, int bins) {
    if (univariate instanceof SplineUnivariate spline)
      return new SplineUnivariate(bins, spline.bound(), spline.form(), spline.tails());
    throw new IllegalArgumentException(
        "bins are of splines, the map is a " + univariate.getClass().getSimpleName());
  }
}

package io.github.flows4j.metrics;

import io.github.flows4j.Rows;

/**
 * The energy distance of two samples, 2 E|X - Y| - E|X - X'| - E|Y - Y'| (Szekely and Rizzo, 2013),
 * 0 only for equal distributions.
 *
 * <p>Unbiased: the means within a sample leave out a row's distance 0 to itself, so that the value
 * between equal distributions may be a little negative. Judge it against the value between two real
 * samples. Distances are Euclidean: scale the columns alike first. Time grows with the square of
 * the rows.
 *
 * @param value in the units of the distance
 */
public record EnergyDistance(double value) {
  /**
   * Between two samples.
   *
   * @param x [at least 2, features]
   * @param y [at least 2, features]
   * @throws IllegalArgumentException if the columns differ, there are too few rows, or a value is
   *     not finite
   */
  public static EnergyDistance of(Rows x, Rows y) {
    Points.checkColumns(x, y);
    Points first = Points.of("the first sample", x, 2);
    Points second = Points.of("the second sample", y, 2);
    PairMeans means = PairMeans.of(first, second, Math::sqrt);
    return new EnergyDistance(2 * means.between() - means.withinFirst() - means.withinSecond());
  }
}

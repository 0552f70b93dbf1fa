package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.Arrays;

/**
 * The squared maximum mean discrepancy of two samples, unbiased, with the Gaussian kernel k(a, b) =
 * exp(-|a - b|^2 / (2 bandwidth^2)) (Gretton et al., JMLR 13, 2012, eq. 3):
 *
 * <p>MMD^2 = mean_{i != j} k(x_i, x_j) + mean_{i != j} k(y_i, y_j) - 2 mean_{i, j} k(x_i, y_j).
 *
 * <p>Its expectation is 0 for equal distributions, so that a value may be a little negative; judge
 * it against the value between two real samples. Time grows with the square of the rows.
 *
 * @param squared MMD^2
 * @param bandwidth the kernel's sd
 */
public record MaximumMeanDiscrepancy(double squared, double bandwidth) {
  /** Rows of x that the median distance is taken over: its sd is then 1.3% for a 2-D normal. */
  private static final int MEDIAN_ROWS = 2_000;

  /**
   * With the median distance between rows of x as the bandwidth; of more than 2,000 rows, between
   * 2,000 of them, evenly spaced.
   *
   * @param x [at least 2, features]
   * @param y [at least 2, features]
   * @throws IllegalArgumentException if the columns differ, there are too few rows, a value is not
   *     finite, or the median is 0, as it is if most rows of x are equal
   */
  public static MaximumMeanDiscrepancy of(Rows x, Rows y) {
    Points.checkColumns(x, y);
    double median = medianDistance(Points.of("the first sample", x, 2));
    if (median == 0)
      throw new IllegalArgumentException(
          "the median distance between rows of the first sample is 0: give a bandwidth");
    return of(x, y, median);
  }

  /**
   * With the given bandwidth.
   *
   * @throws IllegalArgumentException if the columns differ, there are too few rows, a value is not
   *     finite, or the bandwidth is not positive and finite
   */
  public static MaximumMeanDiscrepancy of(Rows x, Rows y, double bandwidth) {
    if (!(bandwidth > 0 && bandwidth < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException("bandwidth must be positive and finite, was " + bandwidth);
    Points.checkColumns(x, y);
    Points first = Points.of("the first sample", x, 2);
    Points second = Points.of("the second sample", y, 2);
    PairMeans means = PairMeans.of(first, second, d -> Math.exp(-d / bandwidth / bandwidth / 2));
    return new MaximumMeanDiscrepancy(
        means.withinFirst() + means.withinSecond() - 2 * means.between(), bandwidth);
  }

  private static double medianDistance(Points x) {
    int rows = Math.min(x.count(), MEDIAN_ROWS);
    double[] squares = new double[rows * (rows - 1) / 2];
    int at = 0;
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < i; j++)
        squares[at++] = x.squaredDistance(index(i, rows, x), index(j, rows, x));
    Arrays.sort(squares);
    return (Math.sqrt(squares[(at - 1) / 2]) + Math.sqrt(squares[at / 2])) / 2;
  }

  private static int index(int i, int rows, Points x) {
    return (int) ((long) i * x.count() / rows);
  }
}

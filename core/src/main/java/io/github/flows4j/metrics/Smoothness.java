package io.github.flows4j.metrics;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * How much a map stretches at most: the largest singular value of its Jacobian at each of a set of
 * rows, which bounds |f(x + d) - f(x)| / |d| for small d.
 *
 * <p>A flow that samples smoothly has moderate values in the direction latent to data; one row with
 * a huge value is a tear.
 *
 * @param largest the largest over all rows
 * @param quantile99 the 99% quantile over the rows, interpolated linearly between order statistics
 * @param rows the number of Jacobians
 */
public record Smoothness(double largest, double quantile99, int rows) {
  /**
   * From one Jacobian a row.
   *
   * @param jacobians [rows][features * features], each row-major (or each its transpose)
   * @throws IllegalArgumentException if there is no row, a Jacobian has another length, or a value
   *     is not finite
   */
  public static Smoothness of(double[][] jacobians, int features) {
    return of(jacobians.length, features, row -> jacobians[row]);
  }

  /**
   * From a function that gives the Jacobian of a row, [features * features]; it is called once a
   * row, in order, and may return the same array each time.
   *
   * @throws IllegalArgumentException as {@link #of(double[][], int)}
   */
  public static Smoothness of(int rows, int features, IntFunction<double[]> jacobian) {
    if (rows < 1) throw new IllegalArgumentException("rows must be >= 1, was " + rows);
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    double[] stretch = new double[rows];
    for (int row = 0; row < rows; row++) {
      double[] matrix = Objects.requireNonNull(jacobian.apply(row), "jacobian");
      check(matrix, row, features);
      stretch[row] = SingularValues.of(matrix, features)[0];
    }
    Arrays.sort(stretch);
    return new Smoothness(stretch[rows - 1], quantile(stretch, 0.99), rows);
  }

  private static void check(double[] matrix, int row, int features) {
    if (matrix.length != (long) features * features)
      throw new IllegalArgumentException(
          "the Jacobian of row "
              + row
              + " must have "
              + (long) features * features
              + " values, had "
              + matrix.length);
    for (int i = 0; i < matrix.length; i++)
      if (!Double.isFinite(matrix[i]))
        throw new IllegalArgumentException(
            "the Jacobian of row "
                + row
                + " is "
                + matrix[i]
                + " at ["
                + i / features
                + ", "
                + i % features
                + "]");
  }

  private static double quantile(double[] ascending, double level) {
    double at = level * (ascending.length - 1);
    int below = (int) at;
    if (below == ascending.length - 1) return ascending[below];
    return ascending[below] + (at - below) * (ascending[below + 1] - ascending[below]);
  }
}

package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.Arrays;
import java.util.Objects;

/**
 * How much the correlations of two samples differ: of each the matrix of Pearson's r, and the pair
 * of columns with the largest |r_x - r_y|.
 *
 * <p>Columns are centred and scaled by their own largest value first, so that no square overflows.
 * A column that is constant in a sample has no correlation: its r is NaN there and its pairs do not
 * count for the largest difference. For independent columns and n rows each the sd of a difference
 * is about sqrt(2 / n): judge it against that between two real samples.
 */
public final class CorrelationDifference {
  private final double[][] first;
  private final double[][] second;
  private final int row;
  private final int column;

  private CorrelationDifference(double[][] first, double[][] second) {
    this.first = first;
    this.second = second;
    int atRow = -1;
    int atColumn = -1;
    double most = -1;
    for (int i = 0; i < first.length; i++)
      for (int j = i + 1; j < first.length; j++) {
        double difference = Math.abs(first[i][j] - second[i][j]);
        // False for NaN too.
        if (difference > most) {
          most = difference;
          atRow = i;
          atColumn = j;
        }
      }
    row = atRow;
    column = atColumn;
  }

  /**
   * Between two samples.
   *
   * @param x [at least 2, columns]
   * @param y [at least 2, columns]
   * @throws IllegalArgumentException if the columns differ, there are too few rows, or a value is
   *     not finite
   */
  public static CorrelationDifference of(Rows x, Rows y) {
    Points.checkColumns(x, y);
    Points.check("the first sample", x, 2);
    Points.check("the second sample", y, 2);
    return new CorrelationDifference(correlations(x), correlations(y));
  }

  private static double[][] correlations(Rows rows) {
    int columns = rows.columns();
    double[][] unit = new double[columns][];
    for (int j = 0; j < columns; j++) unit[j] = unitVector(rows.column(j));
    double[][] r = new double[columns][columns];
    for (int i = 0; i < columns; i++)
      for (int j = i; j < columns; j++) {
        double sum = 0;
        for (int k = 0; k < unit[i].length; k++) sum += unit[i][k] * unit[j][k];
        // Rounding may take it past 1; NaN stays NaN.
        double inside = Math.max(-1, Math.min(1, sum));
        r[i][j] = i == j && !Double.isNaN(sum) ? 1 : inside;
        r[j][i] = r[i][j];
      }
    return r;
  }

  /** Centred and of length 1; all NaN if constant. */
  private static double[] unitVector(double[] column) {
    // Compared value by value: rounding may leave a constant column a tiny length.
    double value = column[0];
    if (Arrays.stream(column).allMatch(v -> v == value)) {
      Arrays.fill(column, Double.NaN);
      return column;
    }
    double largest = Arrays.stream(column).map(Math::abs).max().orElseThrow();
    double mean = Arrays.stream(column).map(v -> v / largest).average().orElseThrow();
    double squares = 0;
    for (int i = 0; i < column.length; i++) {
      column[i] = column[i] / largest - mean;
      squares += column[i] * column[i];
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < column.length; i++) column[i] /= length;
    return column;
  }

  /** The number of columns. */
  public int columns() {
    return first.length;
  }

  /** r of two columns in the first sample, in [-1, 1] or NaN. */
  public double first(int i, int j) {
    return at(first, i, j);
  }

  /** r of two columns in the second sample, in [-1, 1] or NaN. */
  public double second(int i, int j) {
    return at(second, i, j);
  }

  private static double at(double[][] r, int i, int j) {
    Objects.checkIndex(i, r.length);
    Objects.checkIndex(j, r.length);
    return r[i][j];
  }

  /** The largest |difference| of two columns, in [0, 2]; 0 if no pair has one. */
  public double largest() {
    return row < 0 ? 0 : Math.abs(first[row][column] - second[row][column]);
  }

  /** The first column of the pair that differs most; -1 if no pair has a difference. */
  public int row() {
    return row;
  }

  /** The second column of the pair that differs most; -1 if no pair has a difference. */
  public int column() {
    return column;
  }
}

package io.github.flows4j;

import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable table of numbers, rows x columns, row-major in double precision.
 *
 * <p>Values may be NaN or infinite; what takes rows says what it makes of them.
 */
public final class Rows {
  private final int columns;
  private final double[] values;

  private Rows(int columns, double[] values) {
    if (columns < 1) throw new IllegalArgumentException("columns must be >= 1, was " + columns);
    if (values.length % columns != 0)
      throw new IllegalArgumentException(
          values.length + " values do not fill rows of " + columns + " columns");
    this.columns = columns;
    this.values = values;
  }

  /** Rows of the given width from values in row-major order; the array is copied. */
  public static Rows of(int columns, double... values) {
    return new Rows(columns, values.clone());
  }

  /**
   * Rows from one array a row; the arrays are copied.
   *
   * @throws IllegalArgumentException if there is no row or the rows differ in length
   */
  public static Rows of(double[][] rows) {
    if (rows.length == 0)
      throw new IllegalArgumentException("no rows: give a width with Rows.of(columns)");
    int columns = rows[0].length;
    double[] values = new double[Math.multiplyExact(rows.length, columns)];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns)
        throw new IllegalArgumentException(
            "row " + i + " has " + rows[i].length + " values, row 0 has " + columns);
      System.arraycopy(rows[i], 0, values, i * columns, columns);
    }
    return new Rows(columns, values);
  }

  /**
   * Rows over the given array, which is not copied: the caller hands it over and must not change it
   * afterwards. For large data only.
   */
  public static Rows wrap(int columns, double[] values) {
    return new Rows(columns, values);
  }

  /** The number of rows; may be 0. */
  public int count() {
    return values.length / columns;
  }

  /** The number of columns, at least 1. */
  public int columns() {
    return columns;
  }

  /** The value at a row and column, both from 0. */
  public double get(int row, int column) {
    Objects.checkIndex(column, columns);
    return values[row * columns + column];
  }

  /** A copy of one row. */
  public double[] row(int row) {
    Objects.checkIndex(row, count());
    return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
  }

  /** A copy of one column. */
  public double[] column(int column) {
    Objects.checkIndex(column, columns);
    double[] copy = new double[count()];
    for (int i = 0; i < copy.length; i++) copy[i] = values[i * columns + column];
    return copy;
  }

  /** Rows {@code from} (included) to {@code to} (excluded). */
  public Rows slice(int from, int to) {
    Objects.checkFromToIndex(from, to, count());
    return new Rows(columns, Arrays.copyOfRange(values, from * columns, to * columns));
  }

  /** The given columns, in the given order. */
  public Rows select(int... chosen) {
    double[] copy = new double[Math.multiplyExact(count(), chosen.length)];
    int at = 0;
    for (int i = 0; i < count(); i++) for (int column : chosen) copy[at++] = get(i, column);
    return new Rows(chosen.length, copy);
  }

  /** All values in row-major order, copied. */
  public double[] toArray() {
    return values.clone();
  }

  /** Copies {@code rows} rows, from row {@code from}, to {@code target}, in row-major order. */
  public void copyTo(int from, int rows, double[] target, int at) {
    Objects.checkFromIndexSize(from, rows, count());
    System.arraycopy(values, from * columns, target, at, rows * columns);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Rows rows
        && rows.columns == columns
        && Arrays.equals(rows.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * columns + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Rows[" + count() + " x " + columns + "]";
  }
}

package io.github.flows4j;

import java.util.Objects;

/**
 * An immutable table of numbers, rows x columns, row-major in double precision; or of bytes, which
 * are whole numbers 0..255 and take an eighth of the memory.
 *
 * <p>Values may be NaN or infinite; what takes rows says what it makes of them.
 */
public final class Rows {
  private final int columns;
  private final RowStore store;

  private Rows(int columns, RowStore store) {
    this.columns = columns;
    this.store = store;
  }

  private static Rows dense(int columns, double[] values) {
    checkColumns(columns);
    if (values.length % columns != 0)
      throw new IllegalArgumentException(
          values.length + " values do not fill rows of " + columns + " columns");
    return new Rows(columns, new RowStore.Doubles(columns, values));
  }

  private static void checkColumns(int columns) {
    if (columns < 1) throw new IllegalArgumentException("columns must be >= 1, was " + columns);
  }

  /** Rows of the given width from values in row-major order; the array is copied. */
  public static Rows of(int columns, double... values) {
    return dense(columns, values.clone());
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
    return dense(columns, values);
  }

  /**
   * Rows over the given array, which is not copied: the caller hands it over and must not change it
   * afterwards. For large data only.
   */
  public static Rows wrap(int columns, double[] values) {
    return dense(columns, values);
  }

  /**
   * Rows of unsigned bytes, 0..255, such as images; one array a row, which is not copied: the
   * caller hands it over and must not change it afterwards. There may be more than 2^31 numbers, as
   * long as no method is asked for all of them in one array.
   *
   * @throws IllegalArgumentException naming a row of another length
   */
  public static Rows ofBytes(int columns, byte[]... rows) {
    checkColumns(columns);
    for (int i = 0; i < rows.length; i++)
      if (rows[i].length != columns)
        throw new IllegalArgumentException(
            "row "
                + i
                + " has "
                + rows[i].length
                + " values, the rows have "
                + columns
                + " columns");
    return new Rows(columns, new RowStore.Bytes(columns, rows.clone()));
  }

  /** The number of rows; may be 0. */
  public int count() {
    return store.count();
  }

  /** The number of columns, at least 1. */
  public int columns() {
    return columns;
  }

  /** The value at a row and column, both from 0. */
  public double get(int row, int column) {
    Objects.checkIndex(column, columns);
    return store.get(row, column);
  }

  /** A copy of one row. */
  public double[] row(int row) {
    double[] copy = new double[columns];
    copyTo(row, 1, copy, 0);
    return copy;
  }

  /** A copy of one column. */
  public double[] column(int column) {
    Objects.checkIndex(column, columns);
    double[] copy = new double[count()];
    for (int i = 0; i < copy.length; i++) copy[i] = store.get(i, column);
    return copy;
  }

  /** Rows {@code from} (included) to {@code to} (excluded). */
  public Rows slice(int from, int to) {
    Objects.checkFromToIndex(from, to, count());
    return new Rows(columns, store.slice(from, to));
  }

  /** The rows of the given numbers, in the given order; one may be there several times. */
  public Rows pick(int... rows) {
    for (int row : rows) Objects.checkIndex(row, count());
    return new Rows(columns, store.pick(rows));
  }

  /** The given columns, in the given order. */
  public Rows select(int... chosen) {
    checkColumns(chosen.length);
    for (int column : chosen) Objects.checkIndex(column, columns);
    return new Rows(chosen.length, store.select(chosen));
  }

  /**
   * All values in row-major order, copied.
   *
   * @throws ArithmeticException if one array can't hold them
   */
  public double[] toArray() {
    double[] copy = new double[Math.multiplyExact(count(), columns)];
    copyTo(0, count(), copy, 0);
    return copy;
  }

  /** Copies {@code rows} rows, from row {@code from}, to {@code target}, in row-major order. */
  public void copyTo(int from, int rows, double[] target, int at) {
    Objects.checkFromIndexSize(from, rows, count());
    store.copyTo(from, rows, target, at);
  }

  /** Rows are equal if their numbers are, whatever holds them. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Rows rows && rows.columns == columns && store.equals(rows.store);
  }

  @Override
  public int hashCode() {
    return 31 * columns + store.hashCode();
  }

  @Override
  public String toString() {
    return "Rows[" + count() + " x " + columns + "]";
  }
}

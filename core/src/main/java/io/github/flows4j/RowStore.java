package io.github.flows4j;

import java.util.Arrays;

/**
 * What holds the numbers of {@link Rows}, whose arguments are checked before. Equality and hash are
 * those of the numbers.
 */
interface RowStore {
  int count();

  double get(int row, int column);

  void copyTo(int from, int rows, double[] target, int at);

  RowStore slice(int from, int to);

  RowStore pick(int[] rows);

  RowStore select(int[] chosen);

  /** Doubles in one array, row-major. */
  final class Doubles implements RowStore {
    private final int columns;
    private final double[] values;

    Doubles(int columns, double[] values) {
      this.columns = columns;
      this.values = values;
    }

    @Override
    public int count() {
      return values.length / columns;
    }

    @Override
    public double get(int row, int column) {
      return values[row * columns + column];
    }

    @Override
    public void copyTo(int from, int rows, double[] target, int at) {
      System.arraycopy(values, from * columns, target, at, rows * columns);
    }

    @Override
    public RowStore slice(int from, int to) {
      return new Doubles(columns, Arrays.copyOfRange(values, from * columns, to * columns));
    }

    @Override
    public RowStore pick(int[] rows) {
      double[] copy = new double[Math.multiplyExact(rows.length, columns)];
      for (int i = 0; i < rows.length; i++) copyTo(rows[i], 1, copy, i * columns);
      return new Doubles(columns, copy);
    }

    @Override
    public RowStore select(int[] chosen) {
      double[] copy = new double[Math.multiplyExact(count(), chosen.length)];
      int at = 0;
      for (int i = 0; i < count(); i++) for (int column : chosen) copy[at++] = get(i, column);
      return new Doubles(chosen.length, copy);
    }

    @Override
    public boolean equals(Object other) {
      if (other instanceof Doubles doubles) return Arrays.equals(doubles.values, values);
      return other instanceof Bytes bytes && bytes.same(this);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** Unsigned bytes, one array a row. */
  final class Bytes implements RowStore {
    private final int columns;
    private final byte[][] rows;

    Bytes(int columns, byte[][] rows) {
      this.columns = columns;
      this.rows = rows;
    }

    @Override
    public int count() {
      return rows.length;
    }

    @Override
    public double get(int row, int column) {
      return rows[row][column] & 0xFF;
    }

    @Override
    public void copyTo(int from, int count, double[] target, int at) {
      for (int i = 0; i < count; i++) {
        byte[] row = rows[from + i];
        int start = at + i * columns;
        for (int j = 0; j < columns; j++) target[start + j] = row[j] & 0xFF;
      }
    }

    @Override
    public RowStore slice(int from, int to) {
      return new Bytes(columns, Arrays.copyOfRange(rows, from, to));
    }

    @Override
    public RowStore pick(int[] wanted) {
      byte[][] some = new byte[wanted.length][];
      for (int i = 0; i < wanted.length; i++) some[i] = rows[wanted[i]];
      return new Bytes(columns, some);
    }

    @Override
    public RowStore select(int[] chosen) {
      byte[][] narrow = new byte[rows.length][chosen.length];
      for (int i = 0; i < rows.length; i++)
        for (int j = 0; j < chosen.length; j++) narrow[i][j] = rows[i][chosen[j]];
      return new Bytes(chosen.length, narrow);
    }

    /** Whether another store of as many columns holds the same. */
    private boolean same(RowStore other) {
      if (other.count() != rows.length) return false;
      double[] row = new double[columns];
      for (int i = 0; i < rows.length; i++) {
        other.copyTo(i, 1, row, 0);
        // Compared as Arrays.equals does: -0.0 is not 0.0.
        for (int j = 0; j < columns; j++)
          if (Double.compare(row[j], rows[i][j] & 0xFF) != 0) return false;
      }
      return true;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes bytes
          ? Arrays.deepEquals(bytes.rows, rows)
          : other instanceof RowStore store && same(store);
    }

    /** That of the numbers as doubles. */
    @Override
    public int hashCode() {
      int[] hashes = new int[256];
      for (int value = 0; value < 256; value++) hashes[value] = Double.hashCode(value);
      int hash = 1;
      for (byte[] row : rows) for (byte value : row) hash = 31 * hash + hashes[value & 0xFF];
      return hash;
    }
  }
}

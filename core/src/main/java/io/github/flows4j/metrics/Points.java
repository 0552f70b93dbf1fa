package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.Arrays;

/** Rows laid out in blocks, column by column, so that distances to a block are quick loops. */
final class Points {
  /** Doubles in a block of points: 256 KB, so that one stays in L2 while others are compared. */
  private static final int BLOCK_VALUES = 1 << 15;

  private final double[] values;
  private final int features;
  private final int count;
  private final int block;

  /**
   * By block, then by column. An array each: the loops below then have the same index everywhere,
   * without which C2 takes sums and terms for the same memory and vectorises nothing.
   */
  private final double[][][] blocks;

  private Points(Rows rows) {
    values = rows.toArray();
    features = rows.columns();
    count = rows.count();
    // Below 32 the loops are too short, above 512 the distances leave L1.
    block = Math.max(32, Math.min(512, BLOCK_VALUES / features));
    blocks = new double[(count + block - 1) / block][features][];
    for (int b = 0; b < blocks.length; b++) {
      int length = blockEnd(b) - blockStart(b);
      for (int column = 0; column < features; column++) {
        double[] part = new double[length];
        for (int i = 0; i < length; i++) part[i] = rows.get(blockStart(b) + i, column);
        blocks[b][column] = part;
      }
    }
  }

  /**
   * Lays out rows.
   *
   * @param what the sample's name in messages
   * @throws IllegalArgumentException if there are fewer than {@code atLeast} rows or a value is not
   *     finite
   */
  static Points of(String what, Rows rows, int atLeast) {
    check(what, rows, atLeast);
    return new Points(rows);
  }

  /** Refuses what {@link #of} refuses. */
  static void check(String what, Rows rows, int atLeast) {
    if (rows.count() < atLeast)
      throw new IllegalArgumentException(
          what + " must have at least " + atLeast + " rows, had " + rows.count());
    for (int row = 0; row < rows.count(); row++)
      for (int column = 0; column < rows.columns(); column++)
        if (!Double.isFinite(rows.get(row, column)))
          throw new IllegalArgumentException(
              what + ", row " + row + ", column " + column + " is " + rows.get(row, column));
  }

  static void checkColumns(Rows first, Rows second) {
    if (first.columns() != second.columns())
      throw new IllegalArgumentException(
          "both samples must have the same columns, had "
              + first.columns()
              + " and "
              + second.columns());
  }

  int count() {
    return count;
  }

  int blocks() {
    return blocks.length;
  }

  /** The first point of a block. */
  int blockStart(int b) {
    return b * block;
  }

  /** The point after the last of a block. */
  int blockEnd(int b) {
    return Math.min(count, (b + 1) * block);
  }

  /** An array for the distances to a block. */
  double[] newDistances() {
    return new double[Math.min(block, count)];
  }

  /** The squared distance between two points. */
  double squaredDistance(int i, int j) {
    double sum = 0;
    for (int column = 0; column < features; column++) {
      double difference = values[i * features + column] - values[j * features + column];
      sum += difference * difference;
    }
    return sum;
  }

  /**
   * Squared distances from point {@code index} of {@code others} to the first {@code length} points
   * of a block of these, from {@code out[0]} on.
   */
  void squaredDistances(Points others, int index, int b, int length, double[] out) {
    double[][] columns = blocks[b];
    int at = index * features;
    Arrays.fill(out, 0, length, 0);
    int column = 0;
    // Four at a time, to load and store a sum once for four terms.
    for (; column + 4 <= features; column += 4)
      addFour(columns, column, others.values, at + column, length, out);
    for (; column < features; column++)
      addOne(columns[column], others.values[at + column], length, out);
  }

  private static void addFour(
      double[][] columns, int column, double[] point, int at, int length, double[] out) {
    double[] c0 = columns[column];
    double[] c1 = columns[column + 1];
    double[] c2 = columns[column + 2];
    double[] c3 = columns[column + 3];
    double p0 = point[at];
    double p1 = point[at + 1];
    double p2 = point[at + 2];
    double p3 = point[at + 3];
    for (int i = 0; i < length; i++) {
      double d0 = c0[i] - p0;
      double d1 = c1[i] - p1;
      double d2 = c2[i] - p2;
      double d3 = c3[i] - p3;
      out[i] = out[i] + (d0 * d0 + d1 * d1) + (d2 * d2 + d3 * d3);
    }
  }

  private static void addOne(double[] column, double at, int length, double[] out) {
    for (int i = 0; i < length; i++) {
      double difference = column[i] - at;
      out[i] = out[i] + difference * difference;
    }
  }
}

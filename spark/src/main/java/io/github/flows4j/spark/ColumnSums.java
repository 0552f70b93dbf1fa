package io.github.flows4j.spark;

import io.github.flows4j.DataException;
import io.github.flows4j.spec.Column;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What standardizing needs to know of a partition's columns, or of several partitions': mean and
 * sum of squares about it, merged pair by pair (Chan, Golub and LeVeque, 1979); and how many values
 * are of no use.
 */
final class ColumnSums implements Serializable {
  private static final long serialVersionUID = 1;

  private final long rows;
  private final long validation;
  private final double[] mean;
  private final double[] squares;
  private final long[] nulls;
  private final long[] notFinite;
  private final long negativeWeights;

  private ColumnSums(
      long rows,
      long validation,
      double[] mean,
      double[] squares,
      long[] nulls,
      long[] notFinite,
      long negativeWeights) {
    this.rows = rows;
    this.validation = validation;
    this.mean = mean;
    this.squares = squares;
    this.nulls = nulls;
    this.notFinite = notFinite;
    this.negativeWeights = negativeWeights;
  }

  /** Those of a partition. */
  static ColumnSums of(Shard shard) {
    int features = shard.features();
    int columns = features + shard.contextColumns();
    double[] mean = new double[columns];
    double[] squares = new double[columns];
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < shard.training(); i++)
        mean[j] += (shard.number(i, j) - mean[j]) / (i + 1);
      for (int i = 0; i < shard.training(); i++) {
        double d = shard.number(i, j) - mean[j];
        squares[j] += d * d;
      }
    }
    return new ColumnSums(
        shard.training(),
        shard.count() - shard.training(),
        mean,
        squares,
        shard.nulls(),
        shard.notFinite(),
        shard.negativeWeights());
  }

  /** Those of no rows. */
  static ColumnSums none(RowLayout layout) {
    int columns = layout.features().size() + layout.context().size();
    int width = layout.width();
    return new ColumnSums(
        0, 0, new double[columns], new double[columns], new long[width], new long[width], 0);
  }

  /** Those of two together. */
  static ColumnSums merge(ColumnSums left, ColumnSums right) {
    long rows = left.rows + right.rows;
    double[] mean = new double[left.mean.length];
    double[] squares = new double[mean.length];
    for (int j = 0; j < mean.length && rows > 0; j++) {
      double apart = right.mean[j] - left.mean[j];
      double share = (double) right.rows / rows;
      mean[j] = left.mean[j] + apart * share;
      squares[j] = left.squares[j] + right.squares[j] + apart * apart * share * left.rows;
    }
    return new ColumnSums(
        rows,
        left.validation + right.validation,
        mean,
        squares,
        sum(left.nulls, right.nulls),
        sum(left.notFinite, right.notFinite),
        left.negativeWeights + right.negativeWeights);
  }

  private static long[] sum(long[] left, long[] right) {
    long[] sum = new long[left.length];
    for (int j = 0; j < sum.length; j++) sum[j] = left[j] + right[j];
    return sum;
  }

  /** Rows to train on. */
  long rows() {
    return rows;
  }

  /** Rows to validate on. */
  long validation() {
    return validation;
  }

  /**
   * Refuses rows that can't be trained on.
   *
   * @throws DataException naming the columns and how many of their values are null, not finite or
   *     negative weights; or if there is no row
   */
  void check(RowLayout layout) {
    List<String> problems = new ArrayList<>();
    for (int j = 0; j < layout.width(); j++) {
      add(problems, layout.column(j), nulls[j], "null");
      add(problems, layout.column(j), notFinite[j], "NaN or infinite");
    }
    if (layout.weight() != null) add(problems, layout.weight(), negativeWeights, "negative");
    if (!problems.isEmpty())
      throw new DataException(
          String.join("; ", problems) + ": fill in or leave out such rows first");
    if (rows == 0) throw new DataException("there are no rows to train on");
  }

  private static void add(List<String> problems, String column, long count, String what) {
    if (count > 0)
      problems.add(
          "column "
              + column
              + " has "
              + count
              + (count == 1 ? " row" : " rows")
              + " that "
              + (count == 1 ? "is " : "are ")
              + what);
  }

  /**
   * Columns with the mean and deviation of the rows.
   *
   * @param from the first of them among features and context
   * @throws DataException naming a column that is constant
   */
  List<Column> standardized(List<String> names, int from) {
    List<Column> columns = new ArrayList<>();
    for (int k = 0; k < names.size(); k++) {
      int j = from + k;
      double deviation = Math.sqrt(squares[j] / rows);
      if (!(deviation > 1e-12 * Math.abs(mean[j])) || deviation < Double.MIN_NORMAL)
        throw new DataException(
            "column "
                + names.get(k)
                + " is constant: all "
                + rows
                + " training rows hold "
                + mean[j]
                + "; leave it out");
      if (!Double.isFinite(deviation))
        throw new DataException(
            "column " + names.get(k) + ": its values are too large, their deviation overflows");
      columns.add(new Column(names.get(k), mean[j], deviation));
    }
    return columns;
  }
}

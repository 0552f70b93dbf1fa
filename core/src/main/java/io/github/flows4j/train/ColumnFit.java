package io.github.flows4j.train;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.Column;
import java.util.ArrayList;
import java.util.List;

/** Finds how columns are standardized: mean and deviation in double precision, in two passes. */
final class ColumnFit {
  private ColumnFit() {}

  /**
   * Columns with the mean and (population) deviation of the rows.
   *
   * @throws DataException naming row and column of a value that is not finite, or a constant column
   */
  static List<Column> standardized(Rows rows, List<String> names) {
    checkFinite(rows, names);
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < names.size(); j++) {
      double mean = 0;
      for (int i = 0; i < rows.count(); i++) mean += (rows.get(i, j) - mean) / (i + 1);
      double squares = 0;
      for (int i = 0; i < rows.count(); i++) {
        double d = rows.get(i, j) - mean;
        squares += d * d;
      }
      double deviation = Math.sqrt(squares / rows.count());
      // Round-off of the mean alone gives deviations of this order.
      if (!(deviation > 1e-12 * Math.abs(mean)) || deviation < Double.MIN_NORMAL)
        throw new DataException(
            "column "
                + names.get(j)
                + " is constant: all "
                + rows.count()
                + " training rows hold "
                + rows.get(0, j)
                + "; leave it out");
      if (!Double.isFinite(deviation))
        throw new DataException(
            "column " + names.get(j) + ": its values are too large, their deviation overflows");
      columns.add(new Column(names.get(j), mean, deviation));
    }
    return columns;
  }

  /** Columns taken as they are, which still must be finite. */
  static List<Column> plain(Rows rows, List<String> names) {
    checkFinite(rows, names);
    return names.stream().map(Column::plain).toList();
  }

  static void checkFinite(Rows rows, List<String> names) {
    double[] row = new double[rows.columns()];
    for (int i = 0; i < rows.count(); i++) {
      rows.copyTo(i, 1, row, 0);
      for (int j = 0; j < row.length; j++)
        if (!Double.isFinite(row[j]))
          throw new DataException(
              "row "
                  + (i + 1)
                  + ", column "
                  + names.get(j)
                  + ": "
                  + row[j]
                  + " is not a finite number");
    }
  }
}

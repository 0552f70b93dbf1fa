package io.github.flows4j;

import io.github.flows4j.engine.Workspace;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import java.util.List;

/** Between the user's units and the flow's: columns standardized in double precision. */
final class Units {
  private final Side features;
  private final Side context;
  private final double logDet;

  Units(Schema schema) {
    features = new Side(schema.features());
    context = new Side(schema.context());
    logDet = schema.logDet();
  }

  Side features() {
    return features;
  }

  Side context() {
    return context;
  }

  /** log|det| from the user's units to the flow's. */
  double logDet() {
    return logDet;
  }

  /** Context for a tile of rows, one row of it for each or one for all; null for none. */
  void loadContext(Workspace workspace, Rows from, int row, int rows) {
    if (from == null) return;
    if (from.count() > 1) {
      context.standardize(from, row, rows, workspace.context());
      return;
    }
    context.standardize(from, 0, 1, workspace.context());
    int columns = context.columns();
    for (int r = 1; r < rows; r++)
      System.arraycopy(workspace.context(), 0, workspace.context(), r * columns, columns);
  }

  /** One group of columns. */
  static final class Side {
    private final List<Column> columns;
    private final double[] mean;
    private final double[] scale;

    Side(List<Column> columns) {
      this.columns = columns;
      mean = columns.stream().mapToDouble(Column::mean).toArray();
      scale = columns.stream().mapToDouble(Column::scale).toArray();
    }

    int columns() {
      return mean.length;
    }

    /**
     * Rows in the flow's units.
     *
     * @throws DataException naming row and column of a value that is not finite
     */
    void standardize(Rows from, int row, int rows, double[] to) {
      from.copyTo(row, rows, to, 0);
      for (int i = 0; i < rows * mean.length; i++) {
        int j = i % mean.length;
        if (!Double.isFinite(to[i])) throw notFinite(to[i], row + i / mean.length, j);
        to[i] = (to[i] - mean[j]) / scale[j];
      }
    }

    /** One row in the flow's units. */
    void standardize(double[] row, double[] to) {
      for (int j = 0; j < mean.length; j++) {
        if (!Double.isFinite(row[j])) throw notFinite(row[j], 0, j);
        to[j] = (row[j] - mean[j]) / scale[j];
      }
    }

    /** Back to the user's units, in place. */
    void restore(double[] values, int rows) {
      for (int i = 0; i < rows * mean.length; i++)
        values[i] = values[i] * scale[i % mean.length] + mean[i % mean.length];
    }

    /** A gradient by standardized values becomes one by the user's, in place. */
    void restoreGradient(double[] values, int rows) {
      for (int i = 0; i < rows * mean.length; i++) values[i] /= scale[i % mean.length];
    }

    void check(String what, int given) {
      if (given != columns.size())
        throw new ShapeMismatch(what + " must have " + columns.size() + " columns, have " + given);
    }

    private DataException notFinite(double value, int row, int j) {
      return new DataException(
          "row "
              + (row + 1)
              + ", column "
              + columns.get(j).name()
              + ": "
              + value
              + " is not a finite number");
    }
  }
}

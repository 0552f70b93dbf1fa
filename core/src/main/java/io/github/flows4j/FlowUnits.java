package io.github.flows4j;

import io.github.flows4j.engine.Units;
import io.github.flows4j.engine.Workspace;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import java.util.List;

/** A flow's features and context as its callers give them: checked, and taken into its units. */
final class FlowUnits {
  private final Side features;
  private final Side context;

  FlowUnits(Schema schema) {
    features = new Side(schema.features(), Units.features(schema));
    context = new Side(schema.context(), Units.context(schema));
  }

  Side features() {
    return features;
  }

  Side context() {
    return context;
  }

  /** A tile of rows and their context in the flow's units, and log|det| of the change of units. */
  void load(Workspace workspace, Rows x, Rows given, int from, int rows, double[] logDet) {
    features.load(x, from, rows, workspace.rows(), logDet, from);
    loadContext(workspace, given, from, rows);
  }

  /** A tile's gradients, which become those in the user's units. */
  void gradientToUser(Workspace workspace, Rows x, int from, int rows) {
    double[] user = new double[rows * features.columns()];
    x.copyTo(from, rows, user, 0);
    features.units.gradientToUser(workspace.rows(), user, rows);
    // The slopes of columns are the same wherever they are.
    context.units.gradientToUser(workspace.contextGradient(), workspace.context(), rows);
  }

  /** Context for a tile of rows, one row of it for each or one for all; null for none. */
  void loadContext(Workspace workspace, Rows from, int row, int rows) {
    if (from == null) return;
    if (from.count() > 1) {
      context.load(from, row, rows, workspace.context());
      return;
    }
    context.load(from, 0, 1, workspace.context());
    int columns = context.columns();
    for (int r = 1; r < rows; r++)
      System.arraycopy(workspace.context(), 0, workspace.context(), r * columns, columns);
  }

  /** One group of columns. */
  static final class Side {
    private final List<Column> columns;
    private final Units units;

    private Side(List<Column> columns, Units units) {
      this.columns = columns;
      this.units = units;
    }

    int columns() {
      return columns.size();
    }

    /** Its units, for values that need no check. */
    Units units() {
      return units;
    }

    /**
     * Rows in the flow's units.
     *
     * @throws DataException naming row and column of a value that is not finite
     */
    void load(Rows from, int row, int rows, double[] to) {
      load(from, row, rows, to, null, 0);
    }

    /** As {@link #load(Rows, int, int, double[])}, adding log|det d flow / d user| of each row. */
    void load(Rows from, int row, int rows, double[] to, double[] logDet, int at) {
      from.copyTo(row, rows, to, 0);
      checkFinite(to, row, rows);
      units.toFlow(to, rows, logDet, at);
    }

    /** One row in the flow's units, adding its log|det|. */
    void load(double[] row, double[] to, double[] logDet) {
      System.arraycopy(row, 0, to, 0, row.length);
      checkFinite(to, 0, 1);
      units.toFlow(to, 1, logDet, 0);
    }

    /** Checks values of rows that are counted from {@code row} on. */
    void checkFinite(double[] values, int row, int rows) {
      int width = columns.size();
      for (int i = 0; i < rows * width; i++)
        if (!Double.isFinite(values[i]))
          throw problem(row + i / width, i % width, values[i] + " is not a finite number");
    }

    /** Why a row of density 0 has no latent: by its first value that has none. */
    DataException beyond(Rows x, int row) {
      for (int j = 0; j < columns.size(); j++)
        if (!units.reaches(x.get(row, j)))
          return problem(row, j, x.get(row, j) + " is beyond what the scaling of pixels can take");
      throw new AssertionError("row " + row + " is within reach");
    }

    private DataException problem(int row, int column, String what) {
      return new DataException(
          "row " + (row + 1) + ", column " + columns.get(column).name() + ": " + what);
    }

    void check(String what, int given) {
      if (given != columns.size())
        throw new ShapeMismatch(what + " must have " + columns.size() + " columns, have " + given);
    }
  }
}

package io.github.flows4j;

import io.github.flows4j.engine.PixelNoise;
import io.github.flows4j.engine.TableUnits;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Rows of a table's typed columns, a number a column ({@link TableColumn}), to and from the numbers
 * that a flow sees of them. Immutable and safe for use by many threads.
 */
public final class TableEncoding {
  private final TableSchema table;
  private final TableUnits units;

  private TableEncoding(TableSchema table) {
    this.table = table;
    units = new TableUnits(table);
  }

  /** The encoding of a table's columns. */
  public static TableEncoding of(TableSchema table) {
    return new TableEncoding(table);
  }

  TableUnits units() {
    return units;
  }

  /**
   * Rows in the flow's numbers, with noise from a seed where columns have cells.
   *
   * @param x [rows, feature columns]
   * @return [rows, {@link TableSchema#width}]; 0 where a row has density 0
   * @throws DataException naming row and column of a value that is infinite, or missing where none
   *     may be
   */
  public Rows toFlow(Rows x, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return toFlow(
        x,
        draws -> {
          Arrays.fill(draws, 0);
          PixelNoise.add(draws, 0, draws.length, random);
        });
  }

  /** As {@link #toFlow(Rows, long)}, all in the middle of their cells: equal rows stay equal. */
  public Rows toFlowCentred(Rows x) {
    return toFlow(x, draws -> Arrays.fill(draws, 0.5));
  }

  private Rows toFlow(Rows x, Consumer<double[]> noise) {
    checkColumns("rows", x, table.features());
    double[] user = x.toArray();
    checkRows(user, 0, x.count(), table.features());
    double[] to = new double[Math.multiplyExact(x.count(), table.width())];
    double[] draws = new double[table.noise()];
    for (int r = 0; r < x.count(); r++) {
      noise.accept(draws);
      units.toFlow(user, r * x.columns(), draws, 0, to, r * table.width());
    }
    return Rows.wrap(table.width(), to);
  }

  /**
   * Context in the flow's numbers, [rows, {@link TableSchema#contextWidth}].
   *
   * @param context [rows, context columns]; null for none
   */
  public Rows contextToFlow(Rows context) {
    if (context == null) return null;
    checkColumns("contexts", context, table.context());
    return contextToFlow(context, 0, context.count(), 1);
  }

  /** Some rows of context, each so many times; the only row once. */
  Rows contextToFlow(Rows context, int from, int rows, int times) {
    int width = table.contextWidth();
    boolean one = context.count() == 1;
    double[] to = new double[one ? width : Math.multiplyExact(rows * times, width)];
    double[] row = new double[context.columns()];
    for (int r = 0; r < (one ? 1 : rows); r++) {
      int which = one ? 0 : from + r;
      context.copyTo(which, 1, row, 0);
      checkRows(row, which, 1, table.context());
      int at = r * times * width;
      units.contextToFlow(row, 0, to, at);
      for (int k = 1; k < times && !one; k++) System.arraycopy(to, at, to, at + k * width, width);
    }
    return Rows.wrap(width, to);
  }

  /**
   * The flow's numbers as rows of the table.
   *
   * @param flow [rows, {@link TableSchema#width}]
   * @return [rows, feature columns]; NaN where a value is missing, and of constant columns
   */
  public Rows toUser(Rows flow) {
    int columns = table.features().size();
    double[] user = new double[Math.multiplyExact(flow.count(), columns)];
    double[] row = new double[table.width()];
    for (int r = 0; r < flow.count(); r++) {
      flow.copyTo(r, 1, row, 0);
      units.toUser(row, 0, user, r * columns);
    }
    return Rows.wrap(columns, user);
  }

  /**
   * Checks that rows can be trained on: each has a density above 0.
   *
   * @param context [rows, context columns], or null
   * @throws DataException naming row and column of a value that is infinite, beyond its column's
   *     bounds or no level, or missing where the column has no gaps
   */
  public void requireReached(Rows rows, Rows context) {
    double[] row = new double[rows.columns()];
    for (int i = 0; i < rows.count(); i++) {
      rows.copyTo(i, 1, row, 0);
      checkRows(row, i, 1, table.features());
      int beyond = units.beyond(row, 0);
      if (beyond >= 0)
        throw problem(
            i,
            table.features().get(beyond),
            row[beyond] + " is beyond the column's bounds or levels");
    }
    if (context == null) return;
    double[] given = new double[context.columns()];
    for (int i = 0; i < context.count(); i++) {
      context.copyTo(i, 1, given, 0);
      checkRows(given, i, 1, table.context());
    }
  }

  private static void checkColumns(String what, Rows rows, List<TableColumn> columns) {
    if (rows.columns() != columns.size())
      throw new ShapeMismatch(
          what + " must have " + columns.size() + " columns, have " + rows.columns());
  }

  static void checkRows(double[] values, int first, int rows, List<TableColumn> columns) {
    int width = columns.size();
    for (int i = 0; i < rows * width; i++) {
      double value = values[i];
      TableColumn column = columns.get(i % width);
      if (Double.isInfinite(value)
          && !(column instanceof ConstantColumn constant && constant.other(value)))
        throw problem(first + i / width, column, value + " is no number");
      if (Double.isNaN(value) && !column.mayMiss())
        throw problem(
            first + i / width,
            column,
            "the value is missing, and none was where the model was trained");
    }
  }

  private static DataException problem(int row, TableColumn column, String what) {
    return new DataException("row " + (row + 1) + ", column " + column.name() + ": " + what);
  }
}

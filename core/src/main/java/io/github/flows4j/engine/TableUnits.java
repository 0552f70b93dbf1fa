package io.github.flows4j.engine;

import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Warp;
import java.util.List;

/**
 * Between the typed columns of a table and a flow's numbers, in double precision. Immutable and
 * safe for use by many threads.
 *
 * <p>With noise u uniform in (0, 1)^{@link TableSchema#noise}, E_u exp(log p(y(x, u)) + {@link
 * #toFlow}) is the density of the row x by the measures that {@link NumberColumn} and {@link
 * CategoryColumn} state.
 */
public final class TableUnits {
  /** What stands for a number that is missing: noise over all that the flow's numbers can be. */
  private static final Cells FILLER = Cells.one();

  private final TableColumn[] features;
  private final TableColumn[] context;
  private final Cells[] cells;

  /** The units of a schema's table. */
  public TableUnits(TableSchema table) {
    features = table.features().toArray(TableColumn[]::new);
    context = table.context().toArray(TableColumn[]::new);
    cells = new Cells[features.length];
    for (int j = 0; j < features.length; j++) {
      if (features[j] instanceof CategoryColumn category) cells[j] = new Cells(category.shares());
      if (features[j] instanceof NumberColumn number && number.mayMiss())
        cells[j] = new Cells(List.of(1 - number.gaps(), number.gaps()));
    }
  }

  /**
   * A row's features in the flow's units.
   *
   * @param user the row, a number a column ({@link TableColumn}), from index {@code at} on
   * @param noise uniform numbers in (0, 1), from index {@code noiseAt} on
   * @param to where the flow's numbers go, from index {@code toAt} on; those of a row of density 0
   *     are 0
   * @return what the flow's log-density is to be increased by; {@code -infinity} where the row has
   *     density 0: a number beyond a bound, a level that is none, or another value than the one of
   *     a constant
   */
  public double toFlow(double[] user, int at, double[] noise, int noiseAt, double[] to, int toAt) {
    double logDet = 0;
    int n = noiseAt;
    int t = toAt;
    for (int j = 0; j < features.length; j++) {
      TableColumn column = features[j];
      double value = user[at + j];
      if (column instanceof NumberColumn number) {
        logDet += number(number, cells[j], value, noise, n, to, t);
      } else if (column instanceof CategoryColumn category) {
        int level = level(category, value);
        if (level < 0) {
          to[t] = 0;
          logDet = Double.NEGATIVE_INFINITY;
        } else {
          to[t] = cells[j].forward(level, noise[n]);
          logDet += cells[j].logSlope(level, noise[n]);
        }
      } else if (((ConstantColumn) column).other(value)) {
        logDet = Double.NEGATIVE_INFINITY;
      }
      n += column.noise();
      t += column.features();
    }
    return logDet;
  }

  private static double number(
      NumberColumn number, Cells gaps, double value, double[] noise, int n, double[] to, int t) {
    double logDet = 0;
    if (gaps != null) {
      int missing = Double.isNaN(value) ? 1 : 0;
      to[t + 1] = gaps.forward(missing, noise[n + 1]);
      logDet = gaps.logSlope(missing, noise[n + 1]);
      if (missing == 1) {
        to[t] = FILLER.forward(0, noise[n]);
        return logDet + FILLER.logSlope(0, noise[n]);
      }
    }
    double x = value;
    if (number.step() > 0) {
      boolean real = number.kind() == NumberColumn.Kind.REAL;
      x += number.step() * (real ? noise[n] - 0.5 : noise[n]);
      // What counts is the mass of the cell: its mean density times its width.
      if (!real) logDet += Math.log(number.step());
    }
    double y = number.warp().forward(x);
    if (!Double.isFinite(y)) {
      to[t] = 0;
      return Double.NEGATIVE_INFINITY;
    }
    to[t] = (y - number.mean()) / number.scale();
    return logDet + number.warp().logSlope(x) - Math.log(number.scale());
  }

  /** The cell of a level, or -1 for none. */
  private static int level(CategoryColumn category, double value) {
    if (Double.isNaN(value)) return category.mayMiss() ? category.levels().size() : -1;
    return value >= 0 && value < category.levels().size() && value == Math.rint(value)
        ? (int) value
        : -1;
  }

  /** A row's features in the user's units: {@link #toFlow} turned round. */
  public void toUser(double[] flow, int at, double[] to, int toAt) {
    int f = at;
    for (int j = 0; j < features.length; j++) {
      TableColumn column = features[j];
      if (column instanceof NumberColumn number) {
        boolean missing = cells[j] != null && cells[j].level(flow[f + 1]) == 1;
        to[toAt + j] = missing ? Double.NaN : value(number, flow[f]);
      } else if (column instanceof CategoryColumn category) {
        int level = cells[j].level(flow[f]);
        to[toAt + j] = level == category.levels().size() ? Double.NaN : level;
      } else {
        to[toAt + j] = Double.NaN;
      }
      f += column.features();
    }
  }

  private static double value(NumberColumn number, double y) {
    double x = number.warp().inverse(y * number.scale() + number.mean());
    double step = number.step();
    if (number.kind() == NumberColumn.Kind.REAL)
      return number.origin() == null
          ? x
          : number.origin() + Math.rint((x - number.origin()) / step) * step;
    double value = Math.floor(x / step) * step;
    // Where rounding brought x onto an upper bound, its cell is the last one within.
    return reaches(number.warp(), value + step / 2) ? value : value - step;
  }

  private static boolean reaches(Warp warp, double x) {
    return Double.isFinite(warp.forward(x));
  }

  /** A row's context in the flow's units; a level that is none is 0 in all its columns. */
  public void contextToFlow(double[] user, int at, double[] to, int toAt) {
    int t = toAt;
    for (int j = 0; j < context.length; j++) {
      TableColumn column = context[j];
      double value = user[at + j];
      if (column instanceof NumberColumn number) {
        boolean missing = Double.isNaN(value);
        double y = number.warp().forward(value + cellCentre(number));
        to[t] = missing ? 0 : (y - number.mean()) / number.scale();
        if (number.mayMiss()) to[t + 1] = missing ? 1 : 0;
      } else if (column instanceof CategoryColumn category) {
        int level = level(category, value);
        for (int k = 0; k < category.contextColumns(); k++) to[t + k] = k == level ? 1 : 0;
      }
      t += column.contextColumns();
    }
  }

  /** Why a row has density 0, by its first such column: its number, or -1 if it has not. */
  public int beyond(double[] user, int at) {
    for (int j = 0; j < features.length; j++) {
      double value = user[at + j];
      if (features[j] instanceof CategoryColumn category && level(category, value) < 0) return j;
      if (features[j] instanceof ConstantColumn constant && constant.other(value)) return j;
      if (features[j] instanceof NumberColumn number
          && !Double.isNaN(value)
          && !reaches(number.warp(), value + cellCentre(number))) return j;
    }
    return -1;
  }

  private static double cellCentre(NumberColumn number) {
    return number.kind() == NumberColumn.Kind.REAL ? 0 : number.step() / 2;
  }
}

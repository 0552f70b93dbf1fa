package io.github.flows4j;

import io.github.flows4j.engine.Cells;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;

/**
 * What one column of one row may hold, given the row's other columns: {@link ColumnConditional}.
 * Immutable.
 */
public final class ColumnDistribution {
  private final TableColumn column;
  private final TableEncoding units;
  private final DensityLine line;
  private final double[] below;
  private final double[] cells;
  private final double missing;

  /**
   * Reads off densities that the flow was asked for.
   *
   * @param units of the column, if it holds numbers, without its gaps
   * @param asked the density by the one number that the column is to the flow
   * @param gap of a number that may be missing, the density by what stands in its place; or null
   */
  ColumnDistribution(TableColumn column, TableEncoding units, DensityLine asked, DensityLine gap) {
    this.column = column;
    this.units = units;
    line = asked.fine(DensityLine.PIECES);
    below = line.below();
    if (column instanceof CategoryColumn category) {
      cells = cells(category);
      missing = category.mayMiss() ? cells[cells.length - 1] : possible() ? 0 : Double.NaN;
    } else {
      cells = null;
      missing = gapOf(gap);
    }
  }

  private double[] cells(CategoryColumn category) {
    Cells edges = new Cells(category.shares());
    double[] masses = new double[category.shares().size()];
    double lower = 0;
    for (int k = 0; k < masses.length; k++) {
      double upper = k == masses.length - 1 ? total() : below(edges.forward(k + 1, 0));
      masses[k] = (upper - lower) / total();
      lower = upper;
    }
    return masses;
  }

  private double gapOf(DensityLine gap) {
    if (gap == null) return possible() ? 0 : Double.NaN;
    DensityLine fine = gap.fine(DensityLine.PIECES);
    double[] sums = fine.below();
    double there = Math.log(total()) + line.highest();
    double away = Math.log(sums[sums.length - 1]) + fine.highest();
    if (away == Double.NEGATIVE_INFINITY) return possible() ? 0 : Double.NaN;
    return 1 / (1 + Math.exp(there - away));
  }

  private double total() {
    return below[below.length - 1];
  }

  /**
   * Whether any value is possible: not, if the other columns' values have density 0 whatever this
   * column holds. All figures are NaN then.
   */
  public boolean possible() {
    return total() > 0;
  }

  /** The probability that the value is missing; 0 for a column without gaps. */
  public double missing() {
    return missing;
  }

  /**
   * A quantile, given that the value is not missing. Whole numbers have whole quantiles: the least
   * k with P(value &lt;= k) &gt;= probability.
   *
   * @param probability in (0, 1)
   * @return in the column's units
   * @throws IllegalArgumentException if the probability is not in (0, 1), or the column is one of
   *     categories
   */
  public double quantile(double probability) {
    if (!(probability > 0 && probability < 1))
      throw new IllegalArgumentException("a quantile must be in (0, 1), was " + probability);
    number();
    if (!possible()) return Double.NaN;
    double wanted = probability * total();
    // The first value with as much below it.
    int from = 0;
    int to = below.length - 1;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (below[middle] >= wanted) to = middle;
      else from = middle;
    }
    double share = (wanted - below[from]) / (below[to] - below[from]);
    return user(line.value(from) + share * (line.value(to) - line.value(from)));
  }

  private NumberColumn number() {
    if (column instanceof NumberColumn number) return number;
    throw new IllegalArgumentException("column " + column.name() + " holds no numbers");
  }

  private double user(double y) {
    return units.toUser(Rows.of(2, y, 0)).get(0, 0);
  }

  /**
   * The mean, given that the value is not missing, in the column's units; of whole numbers the mean
   * of the whole numbers. Where a column spreads over orders of magnitude it may be far above the
   * median.
   *
   * @throws IllegalArgumentException if the column is one of categories
   */
  public double mean() {
    NumberColumn number = number();
    if (!possible()) return Double.NaN;
    double step = number.kind() == NumberColumn.Kind.REAL ? 0 : number.step();
    double sum = 0;
    double left = spread(number, 0);
    for (int i = 1; i < below.length; i++) {
      double right = spread(number, i);
      double mass = below[i] - below[i - 1];
      // Ends of no weight may be infinite in the column's units.
      if (mass > 0)
        sum += mass * (step == 0 ? (left + right) / 2 : step * floor(left, right, step));
      left = right;
    }
    return sum / total();
  }

  /** A value of the line in the column's units, before it is rounded to its cell. */
  private double spread(NumberColumn number, int i) {
    return number.warp().inverse(line.value(i) * number.scale() + number.mean());
  }

  /** The mean of floor(x / step) over [from, to]. */
  private static double floor(double from, double to, double step) {
    double a = from / step;
    double b = to / step;
    double first = Math.floor(a);
    // In numbers from first on, so that nothing cancels: the integral of floor from 0 to t is
    // n (n - 1) / 2 + n (t - n) with n = floor(t).
    double t = b - first;
    double n = Math.floor(t);
    double width = b - a;
    return width > 0 ? first + (n * (n - 1) / 2 + n * (t - n)) / width : first;
  }

  /**
   * The probability of a level.
   *
   * @param level from 0; the number of levels for a value that is missing, where one may be
   * @throws IllegalArgumentException if the column holds no categories
   */
  public double probability(int level) {
    double[] masses = categories();
    if (level < 0 || level >= masses.length)
      throw new IllegalArgumentException(
          "level must be in 0.." + (masses.length - 1) + ", was " + level);
    return masses[level];
  }

  private double[] categories() {
    if (cells != null) return cells;
    throw new IllegalArgumentException("column " + column.name() + " holds no categories");
  }

  /**
   * The most probable level, from 0, but for missing; -1 where none is possible.
   *
   * @throws IllegalArgumentException if the column holds no categories
   */
  public int mostProbable() {
    double[] masses = categories();
    int levels = ((CategoryColumn) column).levels().size();
    int best = -1;
    for (int k = 0; k < levels && possible(); k++)
      if (best < 0 || masses[k] > masses[best]) best = k;
    return best;
  }

  /** What lies below a number of the flow's. */
  private double below(double y) {
    int size = below.length;
    if (y <= line.value(0)) return 0;
    if (y >= line.value(size - 1)) return total();
    int from = 0;
    int to = size - 1;
    while (to - from > 1) {
      int middle = (from + to) >>> 1;
      if (line.value(middle) > y) to = middle;
      else from = middle;
    }
    double share = (y - line.value(from)) / (line.value(to) - line.value(from));
    return below[from] + share * (below[to] - below[from]);
  }
}

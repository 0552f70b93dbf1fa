package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.Warp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds what a column of a table is, and fits how it becomes a flow's numbers.
 *
 * <p>Left to itself it takes as categories what is text (unless more than half of the rows have a
 * text of their own: those are names of rows), and whole numbers of at most {@value #FEW_LEVELS}
 * different values (in their order), if each of them is seen in {@value #OFTEN} rows at least or
 * there are but two: of values seen so often there is hardly another; as whole numbers, spread over
 * their cells, what is whole otherwise; as rounded reals, spread over theirs, those that lie on a
 * decimal grid with less than a tenth of the values different; the rest as reals. Bounds are found
 * for whole numbers that are never negative; tails are heavy where a value is 100 robust deviations
 * from the median.
 */
public final class ColumnTypes {
  /** More different whole numbers than these are no categories unless somebody says so. */
  public static final int FEW_LEVELS = 20;

  /**
   * Whole numbers with a value that fewer rows have are no categories unless somebody says so: a
   * new row may well have one that was not seen, which as a category has no probability at all.
   * (Good and Turing: the chance of it is about the share of rows whose value no other row has.)
   */
  static final int OFTEN = 5;

  /** More levels than these are names of rows, not categories. */
  public static final int MOST_LEVELS = 1_000;

  private static final double HEAVY = 100;

  private ColumnTypes() {}

  /**
   * The type of a column of numbers.
   *
   * @param values NaN where missing; not all of them
   * @param gaps whether missing values are to be modelled; if not there must be none
   * @throws DataException naming the column, if its values are none of what the hint says
   */
  public static TableColumn number(String name, double[] values, ColumnHint hint, boolean gaps) {
    double[] present = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    if (present.length == 0) throw problem(name, "all values are missing: leave it out");
    if (present.length < values.length && !gaps)
      throw problem(
          name,
          (values.length - present.length)
              + " of "
              + values.length
              + " values are missing; --missing model has the model learn when they are,"
              + " --missing drop leaves such rows out");
    double share = gaps ? 1 - (double) present.length / values.length : 0;
    if (hint.type() == ColumnHint.Type.CONSTANT
        || (present[0] == present[present.length - 1] && share == 0 && hint.type() == null))
      return new ConstantColumn(name, Numbers.format(present[0]));
    ColumnHint.Type type = hint.type() == null ? guess(present, hint) : hint.type();
    return switch (type) {
      case CATEGORY -> levels(name, present, values.length - present.length);
      case WHOLE -> {
        if (!whole(present)) throw problem(name, "not all values are whole numbers");
        yield fit(name, Kind.WHOLE, Grid.WHOLE, present, hint, share);
      }
      case ROUNDED -> {
        Grid grid = Grid.of(present);
        if (grid == null) throw problem(name, "its values lie on no grid");
        yield fit(name, Kind.REAL, grid, present, hint, share);
      }
      case DATE -> fit(name, Kind.DATE, Grid.steps(86_400), present, hint, share);
      case TIME ->
          fit(name, Kind.TIME, Grid.steps(whole(present) ? 1 : 1e-3), present, hint, share);
      default -> fit(name, Kind.REAL, Grid.NONE, present, hint, share);
    };
  }

  /**
   * The type of a column of texts.
   *
   * @param levels the different texts
   * @param codes each row's number among them, -1 where missing
   * @param gaps whether missing values are to be modelled; if not there must be none
   */
  public static TableColumn category(String name, List<String> levels, int[] codes, boolean gaps) {
    int[] counts = new int[levels.size()];
    int missing = 0;
    for (int code : codes)
      if (code < 0) missing++;
      else counts[code]++;
    if (missing == codes.length) throw problem(name, "all values are missing: leave it out");
    if (missing > 0 && !gaps)
      throw problem(
          name,
          missing
              + " of "
              + codes.length
              + " values are missing; --missing model makes them a category of their own,"
              + " --missing drop leaves such rows out");
    List<Integer> order =
        IntStream.range(0, counts.length)
            .filter(k -> counts[k] > 0)
            .boxed()
            .sorted((a, b) -> Integer.compare(counts[b], counts[a]))
            .toList();
    if (order.size() > MOST_LEVELS
        || (order.size() > 1 && 2 * order.size() > codes.length - missing))
      throw problem(
          name,
          order.size()
              + " different texts in "
              + codes.length
              + " rows are names of rows rather than categories; choose the columns to model with"
              + " --features");
    if (order.size() == 1 && missing == 0)
      return new ConstantColumn(name, levels.get(order.get(0)));
    List<Double> shares = new ArrayList<>(order.stream().map(k -> counts[k] + 0.5).toList());
    if (gaps && missing > 0) shares.add(missing + 0.5);
    return new CategoryColumn(name, order.stream().map(levels::get).toList(), shares);
  }

  private static DataException problem(String name, String what) {
    return new DataException("column " + name + ": " + what);
  }

  private static boolean whole(double[] values) {
    for (double value : values) if (value != Math.rint(value)) return false;
    return true;
  }

  /** How many rows have each of the different values, in their order. */
  private static int[] counts(double[] sorted) {
    GrowingInts counts = new GrowingInts();
    for (int from = 0, end = 0; from < sorted.length; from = end) {
      while (end < sorted.length && sorted[end] == sorted[from]) end++;
      counts.add(end - from);
    }
    return counts.toArray();
  }

  private static ColumnHint.Type guess(double[] sorted, ColumnHint hint) {
    int[] counts = counts(sorted);
    int distinct = counts.length;
    if (whole(sorted)) {
      // Every row another number: ids and rounded measurements; 2^53 is where whole numbers end.
      boolean bounded = hint.lower() != null || hint.upper() != null;
      boolean few = distinct <= FEW_LEVELS && 20 * distinct <= sorted.length;
      if (few && !bounded && (distinct == 2 || Arrays.stream(counts).min().orElseThrow() >= OFTEN))
        return ColumnHint.Type.CATEGORY;
      return Math.abs(sorted[0]) < 1e15 && Math.abs(sorted[sorted.length - 1]) < 1e15
          ? ColumnHint.Type.WHOLE
          : ColumnHint.Type.REAL;
    }
    return 10L * distinct < sorted.length && Grid.decimal(sorted)
        ? ColumnHint.Type.ROUNDED
        : ColumnHint.Type.REAL;
  }

  private static TableColumn levels(String name, double[] sorted, int missing) {
    int[] counts = counts(sorted);
    if (counts.length > MOST_LEVELS)
      throw problem(name, counts.length + " different numbers are too many for categories");
    List<String> levels = new ArrayList<>();
    List<Double> shares = new ArrayList<>();
    int at = 0;
    for (int count : counts) {
      levels.add(Numbers.format(sorted[at]));
      shares.add(count + 0.5);
      at += count;
    }
    if (levels.size() == 1 && missing == 0) return new ConstantColumn(name, levels.get(0));
    if (missing > 0) shares.add(missing + 0.5);
    return new CategoryColumn(name, levels, shares);
  }

  private static TableColumn fit(
      String name, Kind kind, Grid grid, double[] sorted, ColumnHint hint, double gaps) {
    double step = grid.step();
    double low = sorted[0];
    double high = sorted[sorted.length - 1];
    double median = sorted[sorted.length / 2];
    double robust = (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / 1.349;
    double far = Math.max(high - median, median - low);
    boolean heavy =
        hint.heavyTails() || (far > HEAVY * robust && hint.type() != ColumnHint.Type.REAL);
    if (robust == 0) robust = far / HEAVY;
    if (robust == 0) robust = 1;
    Double lower = hint.lower();
    if (lower == null && kind == Kind.WHOLE && low >= 0 && hint.upper() == null) lower = 0.0;
    check(name, kind, step, low, high, lower, hint.upper());
    Warp warp = warp(lower, upper(kind, step, hint.upper()), heavy, median, robust);
    double middle = kind == Kind.REAL ? 0 : step / 2;
    double mean = 0;
    for (int i = 0; i < sorted.length; i++)
      mean += (warp.forward(sorted[i] + middle) - mean) / (i + 1);
    double squares = 0;
    for (double value : sorted) {
      double d = warp.forward(value + middle) - mean;
      squares += d * d;
    }
    // One value alone: its cell is what varies.
    double deviation = Math.sqrt(squares / sorted.length);
    if (!Double.isFinite(deviation))
      throw problem(name, "its values are too large, their deviation overflows");
    if (!(deviation > 1e-12 * Math.abs(mean)) || deviation < Double.MIN_NORMAL)
      deviation = step > 0 ? step : 1;
    return new NumberColumn(name, kind, step, grid.origin(), warp, mean, deviation, gaps);
  }

  /** A bound of whole numbers is the largest of them; the cell above it ends a step later. */
  private static Double upper(Kind kind, double step, Double upper) {
    return upper == null || kind == Kind.REAL ? upper : Double.valueOf(upper + step);
  }

  private static void check(
      String name, Kind kind, double step, double low, double high, Double lower, Double upper) {
    // Values of a grid of whole numbers may be at a bound; the cells of rounded reals reach beyond.
    double reach = kind == Kind.REAL ? step / 2 : 0;
    if (lower != null && !(low - reach > lower || (kind != Kind.REAL && low >= lower)))
      throw problem(name, low + " is not above the lower bound " + lower);
    if (upper != null && !(high + reach < upper || (kind != Kind.REAL && high <= upper)))
      throw problem(name, high + " is not below the upper bound " + upper);
  }

  private static Warp warp(
      Double lower, Double upper, boolean heavy, double median, double robust) {
    if (lower != null && upper != null) return new Warp.Logit(lower, upper);
    if (lower != null || upper != null) {
      double bound = lower != null ? lower : upper;
      return heavy
          ? new Warp.Log(bound, lower == null)
          : new Warp.SoftLog(bound, robust / 2, lower == null);
    }
    return heavy ? new Warp.SignedLog(median, robust) : new Warp.Identity();
  }
}

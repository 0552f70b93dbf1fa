package io.github.flows4j;

import io.github.flows4j.spec.ScoreQuantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Which of a row's columns are odd: how much less likely each one's value is than what the column
 * usually holds beside the row's other values.
 *
 * <p>Of column j it is o_j = E[log p(v | rest)] - log p(x_j | rest) in nats, the mean over the
 * column's values v as the flow expects them given the rest of the row (and its context). As both
 * densities share their normalisation, it needs log p of the row with other values in column j
 * alone, so it is exact for any flow but for the quadrature over v. It is 0 on average, does not
 * depend on the column's units, and so compares between columns; of a normal column it is (z^2 - 1)
 * / 2, z being the distance to its conditional mean in conditional deviations: 4 at z = 3. Columns
 * don't add up to the row's log-density: two that contradict each other are both odd.
 *
 * <p>Columns can be odd together: where a row of low density has no odd column, each is what the
 * others make one expect, such as a size and a weight that are both huge.
 *
 * <p>Of typed columns ({@link TableFlow}) the mean is a sum over the levels of a category, missing
 * among them, and over the grid of whole numbers and times. Where a number may be missing, whether
 * it is comes first, as a category of two, and its value second, given that it is there: both have
 * mean 0 and no units. A column that never varies is 0.
 *
 * <p>The quadrature starts from quantiles of the column's training values, their range widened by
 * half on either side, and the row's own value, and widens it further where the density is highest
 * at its end; takes the log-density to be linear between; and three times splits the intervals that
 * hold most of the density, some 85 log-densities a row and column in all. A conditional a hundred
 * times narrower than the column's range is still found.
 */
public final class Contributions {
  private static final int ROUNDS = 3;
  private static final int NEW_POINTS = 16;

  /** Rows that are scored in one call, about. */
  private static final int CALL = 20_000;

  private final Flow flow;
  private final TableFlow typed;
  private final List<OddColumn> columns;

  private Contributions(Flow flow, List<OddColumn> columns) {
    this.flow = flow;
    typed = flow.schema().typed() ? TableFlow.of(flow) : null;
    this.columns = columns;
  }

  /**
   * For a flow with {@link Flow#scores()}.
   *
   * @throws IllegalArgumentException if it has none
   */
  public static Contributions of(Flow flow) {
    ScoreQuantiles scores =
        flow.scores()
            .orElseThrow(
                () -> new IllegalArgumentException("the flow has no quantiles of its columns"));
    return new Contributions(flow, OddColumn.of(flow, scores));
  }

  /** For rows of a flow without context: {@link #of(Rows, Rows)}. */
  public Rows of(Rows x) {
    return of(x, null);
  }

  /**
   * How odd each column of each row is, nats, [rows, columns]. Infinite where another value of the
   * column makes an impossible row possible; NaN where none does.
   *
   * @param x [rows, columns]: the flow's features, or the table's where they are typed
   * @param context [rows, context columns], or one row for all, or null for a flow without
   * @throws DataException naming row and column of a value that is not finite, or missing where
   *     none may be
   */
  public Rows of(Rows x, Rows context) {
    double[] logProb = logProb(x, context);
    int width = columns.size();
    double[] odd = new double[Math.multiplyExact(x.count(), width)];
    int most = columns.stream().mapToInt(column -> column.grid().size() + 1).max().orElse(1);
    int chunk = Math.max(1, CALL / (width * most));
    for (int from = 0; from < x.count(); from += chunk) {
      int to = Math.min(x.count(), from + chunk);
      List<OddValue> values = new ArrayList<>();
      for (int i = from; i < to; i++)
        for (int j = 0; j < width; j++)
          values.add(new OddValue(i, j, x.get(i, j), logProb[i], columns.get(j)));
      fill(x, context, values, OddValue::first);
      fill(x, context, values, OddValue::widen);
      for (int round = 0; round < ROUNDS; round++)
        fill(x, context, values, value -> value.split(NEW_POINTS));
      for (OddValue value : values) odd[value.row() * width + value.column()] = value.odd();
    }
    return Rows.wrap(width, odd);
  }

  private double[] logProb(Rows x, Rows context) {
    if (typed != null) return typed.logProb(x, context);
    return context == null ? flow.logProb(x) : flow.logProb(x, context);
  }

  /** Finds the log-density of each value's row with others in its place. */
  private void fill(
      Rows x, Rows context, List<OddValue> values, Function<OddValue, double[]> others) {
    List<double[]> wanted = values.stream().map(others).toList();
    int count = wanted.stream().mapToInt(v -> v.length).sum();
    if (count == 0) return;
    int width = columns.size();
    double[] rows = new double[Math.multiplyExact(count, width)];
    int[] origin = new int[count];
    int at = 0;
    for (int l = 0; l < values.size(); l++)
      for (double other : wanted.get(l)) {
        x.copyTo(values.get(l).row(), 1, rows, at * width);
        rows[at * width + values.get(l).column()] = other;
        origin[at++] = values.get(l).row();
      }
    Rows changed = Rows.wrap(width, rows);
    Rows contexts = context == null || context.count() == 1 ? context : context.pick(origin);
    double[] logProb = logProb(changed, contexts);
    at = 0;
    for (int l = 0; l < values.size(); l++) {
      int size = wanted.get(l).length;
      values.get(l).add(wanted.get(l), Arrays.copyOfRange(logProb, at, at + size));
      at += size;
    }
  }

  /**
   * The column that is most odd in each row, from 0; -1 where none is known to be.
   *
   * @param odd [rows, columns]
   */
  public static int[] oddest(Rows odd) {
    int[] oddest = new int[odd.count()];
    for (int i = 0; i < oddest.length; i++) {
      oddest[i] = -1;
      for (int j = 0; j < odd.columns(); j++) {
        boolean more =
            oddest[i] < 0 ? !Double.isNaN(odd.get(i, j)) : odd.get(i, j) > odd.get(i, oddest[i]);
        if (more) oddest[i] = j;
      }
    }
    return oddest;
  }
}

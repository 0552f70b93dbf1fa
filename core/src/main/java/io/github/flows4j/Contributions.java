package io.github.flows4j;

import io.github.flows4j.spec.ScoreQuantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

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
  private final double[][] grids;

  private Contributions(Flow flow, double[][] grids) {
    this.flow = flow;
    this.grids = grids;
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
    return new Contributions(
        flow, scores.features().stream().map(Contributions::grid).toArray(double[][]::new));
  }

  private static double[] grid(List<Double> quantiles) {
    double least = quantiles.get(0);
    double most = quantiles.get(quantiles.size() - 1);
    double beyond = most > least ? (most - least) / 2 : Math.max(1, Math.abs(most));
    TreeSet<Double> points = new TreeSet<>(quantiles);
    points.add(least - beyond);
    points.add(most + beyond);
    return points.stream().filter(Double::isFinite).mapToDouble(Double::doubleValue).toArray();
  }

  /** For rows of a flow without context: {@link #of(Rows, Rows)}. */
  public Rows of(Rows x) {
    return of(x, null);
  }

  /**
   * How odd each column of each row is, nats, [rows, features]. Infinite where another value of the
   * column makes an impossible row possible; NaN where none does.
   *
   * @param x [rows, features]
   * @param context [rows, context columns], or one row for all, or null for a flow without
   * @throws DataException naming row and column of a value that is not finite
   */
  public Rows of(Rows x, Rows context) {
    double[] logProb = logProb(x, context);
    int features = flow.features();
    double[] odd = new double[Math.multiplyExact(x.count(), features)];
    int most = Arrays.stream(grids).mapToInt(grid -> grid.length).max().orElse(1);
    int chunk = Math.max(1, CALL / (features * most));
    for (int from = 0; from < x.count(); from += chunk) {
      int to = Math.min(x.count(), from + chunk);
      List<Line> lines = new ArrayList<>();
      for (int i = from; i < to; i++)
        for (int j = 0; j < features; j++)
          lines.add(new Line(i, j, x.get(i, j), logProb[i], grids[j]));
      fill(x, context, lines, lines.stream().map(line -> grids[line.column]).toList());
      fill(x, context, lines, lines.stream().map(line -> line.density.widen()).toList());
      for (int round = 0; round < ROUNDS; round++)
        fill(
            x,
            context,
            lines,
            lines.stream().map(line -> line.density.split(NEW_POINTS, 1)).toList());
      for (Line line : lines) odd[line.row * features + line.column] = line.odd();
    }
    return Rows.wrap(features, odd);
  }

  private double[] logProb(Rows x, Rows context) {
    return context == null ? flow.logProb(x) : flow.logProb(x, context);
  }

  /** Finds the log-density of each line's row with each of its new values. */
  private void fill(Rows x, Rows context, List<Line> lines, List<double[]> values) {
    int count = values.stream().mapToInt(v -> v.length).sum();
    if (count == 0) return;
    int features = flow.features();
    double[] rows = new double[Math.multiplyExact(count, features)];
    int[] origin = new int[count];
    int at = 0;
    for (int l = 0; l < lines.size(); l++)
      for (double value : values.get(l)) {
        x.copyTo(lines.get(l).row, 1, rows, at * features);
        rows[at * features + lines.get(l).column] = value;
        origin[at++] = lines.get(l).row;
      }
    Rows changed = Rows.wrap(features, rows);
    Rows contexts = context == null || context.count() == 1 ? context : context.pick(origin);
    double[] logProb = logProb(changed, contexts);
    at = 0;
    for (int l = 0; l < lines.size(); l++) {
      int size = values.get(l).length;
      lines.get(l).density.add(values.get(l), Arrays.copyOfRange(logProb, at, at + size));
      at += size;
    }
  }

  /** One column of a row. */
  private static final class Line {
    private final int row;
    private final int column;
    private final double own;
    private final DensityLine density;

    Line(int row, int column, double value, double logProb, double[] grid) {
      this.row = row;
      this.column = column;
      own = logProb;
      density = new DensityLine();
      // A grid's value that is the row's own comes in with the grid.
      if (Arrays.binarySearch(grid, value) < 0)
        density.add(new double[] {value}, new double[] {logProb});
    }

    /** E[log p(v)] - log p(own), with the log-density linear between the values. */
    double odd() {
      double highest = density.highest();
      if (highest == Double.NEGATIVE_INFINITY) return Double.NaN;
      double mass = 0;
      double mean = 0;
      for (int i = 0; i < density.size() - 1; i++) {
        double a = density.logProb(i) - highest;
        double b = density.logProb(i + 1) - highest;
        // The limit where the density is 0 at an end.
        if (a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY) continue;
        double width = density.value(i + 1) - density.value(i);
        double low = Math.min(a, b);
        double top = Math.max(a, b);
        if (top - low < 1e-4) {
          mass += width * Math.exp((a + b) / 2);
          mean += width * Math.exp((a + b) / 2) * ((a + b) / 2);
        } else {
          // Integrals of e^l and l e^l over l from low to top, times dv/dl.
          double slope = width / (top - low);
          double ends = Math.exp(top) - Math.exp(low);
          mass += slope * ends;
          mean += slope * (top * Math.exp(top) - low * Math.exp(low) - ends);
        }
      }
      if (!(mass > 0)) return highest - own;
      return mean / mass + highest - own;
    }
  }

  /**
   * The column that is most odd in each row, from 0; -1 where none is known to be.
   *
   * @param odd [rows, features]
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

package io.github.flows4j;

import io.github.flows4j.engine.Cells;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * One column of a table given a row's other columns (and its context): p(x_j | rest) = p(x) / int
 * p(x) dx_j, normalised over the one column, so it is exact for any flow but for quadrature.
 *
 * <p>The flow is asked along the line of the one number y_j that the column is to it (of typed
 * columns the encoded one), some 80 times a row: at quantiles of the column, their range widened by
 * half on either side and further where the density is highest at its end, then three times more
 * where most of the density is. A conditional a hundred times narrower than the column's range is
 * still found. Whole numbers, categories and gaps are read off the same line, as the mass of their
 * cells. Where other columns have cells, the density is averaged over {@link TableSchema#draws}
 * draws of their noise, the same for every row.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class ColumnConditional {
  /** Most rounds; a line whose mass has settled before is left as it is. */
  private static final int ROUNDS = 10;

  private static final double SETTLED = 5e-4;
  private static final int NEW_POINTS = 16;

  /** Quantiles far out matter, so that intervals of little density are split too. */
  private static final double POWER = 0.5;

  /** Rows that are scored in one call, about. */
  private static final int CALL = 20_000;

  /** Draws that the grid is taken from where the flow has no quantiles. */
  private static final int GRID_DRAWS = 1_024;

  private final Flow flow;
  private final FlowColumns columns;
  private final int column;
  private final TableColumn type;
  private final TableEncoding rest;
  private final TableEncoding units;
  private final boolean gaps;
  private final double[][] noise;
  private final double[] grid;

  private ColumnConditional(Flow flow, int column) {
    this.flow = flow;
    this.column = column;
    columns = FlowColumns.of(flow);
    type = columns.get(column);
    if (type instanceof ConstantColumn)
      throw new IllegalArgumentException("column " + type.name() + " always holds one value");
    NumberColumn number = type instanceof NumberColumn own ? own : null;
    gaps = number != null && number.mayMiss();
    // All but the column itself, of which whether it is missing stays.
    List<TableColumn> others =
        columns.replaced(
            column,
            gaps
                ? new CategoryColumn(
                    type.name(), List.of("there"), List.of(1 - number.gaps(), number.gaps()))
                : new ConstantColumn(type.name(), ""));
    rest = FlowColumns.encoding(others);
    units = number == null ? null : FlowColumns.encoding(List.of(withoutGaps(number)));
    int width = others.stream().mapToInt(TableColumn::noise).sum();
    noise = TableFlow.lattice(width == 0 ? 1 : columns.draws(), width);
    grid = grid();
  }

  private static NumberColumn withoutGaps(NumberColumn number) {
    return new NumberColumn(
        number.name(),
        number.kind(),
        number.step(),
        number.origin(),
        number.warp(),
        number.mean(),
        number.scale(),
        0);
  }

  /**
   * A column of a flow given its others.
   *
   * @param column by number from 0 as the flow's user has them: a feature of plain columns, one of
   *     {@link TableSchema#features} of typed ones
   * @throws IllegalArgumentException if the flow is one of images, or the column always holds one
   *     value
   * @throws IndexOutOfBoundsException if there is no such column
   */
  public static ColumnConditional of(Flow flow, int column) {
    return new ColumnConditional(flow, column);
  }

  /** The column, of a flow of plain columns a real number as it is. */
  public TableColumn column() {
    return type;
  }

  private double[] grid() {
    int at = columns.offset(column);
    TreeSet<Double> points = new TreeSet<>();
    ScoreQuantiles scores = flow.scores().orElse(null);
    if (scores == null) {
      double[] drawn = drawn(at);
      Arrays.sort(drawn);
      for (int q = 0; q <= 32; q++) points.add(drawn[q * (drawn.length - 1) / 32]);
    } else {
      points.addAll(scores.features().get(at));
    }
    double least = points.first();
    double most = points.last();
    double beyond = most > least ? (most - least) / 2 : Math.max(1, Math.abs(most));
    points.add(least - beyond);
    points.add(most + beyond);
    if (type instanceof CategoryColumn category) {
      Cells cells = new Cells(category.shares());
      for (int k = 1; k < category.shares().size(); k++) points.add(cells.forward(k, 0));
    }
    return points.stream().filter(Double::isFinite).mapToDouble(Double::doubleValue).toArray();
  }

  private double[] drawn(int at) {
    if (flow.spec().context() == 0) return flow.sample(GRID_DRAWS, 1).column(at);
    double[] means =
        flow.schema().context().stream().mapToDouble(context -> context.mean()).toArray();
    return flow.sampleGiven(Rows.of(means.length, means), GRID_DRAWS, 1, 1).column(at);
  }

  /** For a flow without context: {@link #of(Rows, Rows)}. */
  public List<ColumnDistribution> of(Rows x) {
    return of(x, null);
  }

  /**
   * What the column may hold in each row. Each answer takes some 10 kB: ask for some thousand rows
   * at a time.
   *
   * @param x [rows, columns] as the flow's user has them; what stands in the column itself does not
   *     matter and may be NaN
   * @param context [rows, context columns], or one row for all, or null for a flow without
   * @throws DataException naming row and column of a value that is infinite, or missing where none
   *     was in training
   */
  public List<ColumnDistribution> of(Rows x, Rows context) {
    if (x.columns() != columns.count())
      throw new ShapeMismatch(
          "rows must have " + columns.count() + " columns, have " + x.columns());
    Rows given = columns.contextToFlow(context);
    if (given != null && given.count() != 1 && given.count() != x.count())
      throw new ShapeMismatch(
          "contexts must be 1 or as many as rows, " + x.count() + ", were " + given.count());
    List<ColumnDistribution> all = new ArrayList<>();
    int chunk = Math.max(1, CALL / (noise.length * grid.length));
    for (int from = 0; from < x.count(); from += chunk) {
      int to = Math.min(x.count(), from + chunk);
      Rows part = x.slice(from, to);
      Rows partGiven = given == null || given.count() == 1 ? given : given.slice(from, to);
      List<DensityLine> lines = lines(part, from, partGiven, 0);
      List<DensityLine> missing = gaps ? lines(part, from, partGiven, 1) : null;
      for (int i = 0; i < lines.size(); i++)
        all.add(
            new ColumnDistribution(
                type, units, lines.get(i), missing == null ? null : missing.get(i)));
    }
    return all;
  }

  /** The other columns' numbers of each row and draw, and their log-determinants. */
  private static final class Rest {
    private final double[] numbers;
    private final double[] logDet;
    private final Rows context;

    Rest(double[] numbers, double[] logDet, Rows context) {
      this.numbers = numbers;
      this.logDet = logDet;
      this.context = context;
    }
  }

  /**
   * The rows' lines.
   *
   * @param first the number of the first row, for messages
   * @param gap 1 for lines over what stands in the place of a missing value, else 0
   */
  private List<DensityLine> lines(Rows x, int first, Rows context, int gap) {
    Rest others = rest(x, first, context, gap);
    List<DensityLine> lines = new ArrayList<>();
    for (int i = 0; i < x.count(); i++) lines.add(new DensityLine());
    fill(others, lines, lines.stream().map(line -> grid).toList());
    fill(others, lines, lines.stream().map(DensityLine::widen).toList());
    double[] mass = new double[lines.size()];
    boolean[] settled = new boolean[lines.size()];
    for (int round = 0; round < ROUNDS; round++) {
      List<double[]> values = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++)
        values.add(settled[i] ? new double[0] : lines.get(i).split(NEW_POINTS, POWER));
      fill(others, lines, values);
      for (int i = 0; i < lines.size(); i++) {
        double now = lines.get(i).logMass();
        // Twice the same by chance is less likely after some rounds.
        settled[i] |= round >= 2 && !(Math.abs(now - mass[i]) > SETTLED);
        mass[i] = now;
      }
    }
    return lines;
  }

  private Rest rest(Rows x, int first, Rows context, int gap) {
    int draws = noise.length;
    // All but the column's own number, then one that is nothing.
    int width = flow.features();
    double[] numbers = new double[Math.multiplyExact(x.count() * draws, width)];
    double[] logDet = new double[x.count() * draws];
    double[] row = new double[columns.count() + 1];
    for (int i = 0; i < x.count(); i++) {
      x.copyTo(i, 1, row, 0);
      row[column] = gap == 0 ? 0 : Double.NaN;
      check(row, first + i);
      for (int k = 0; k < draws; k++) {
        int at = i * draws + k;
        logDet[at] = rest.units().toFlow(row, 0, noise[k], 0, numbers, at * width);
      }
    }
    return new Rest(numbers, logDet, context);
  }

  private void check(double[] row, int number) {
    List<TableColumn> checked =
        new ArrayList<>(columns.replaced(column, new ConstantColumn(type.name(), "")));
    checked.add(NumberColumn.real("nothing", 0, 1));
    TableEncoding.checkRows(row, number, 1, checked);
  }

  /** Finds the log-density of each line at each of its new values. */
  private void fill(Rest others, List<DensityLine> lines, List<double[]> values) {
    int draws = noise.length;
    int width = flow.features();
    int own = columns.offset(column);
    int count = values.stream().mapToInt(v -> v.length).sum();
    if (count == 0) return;
    double[] rows = new double[Math.multiplyExact(count * draws, width)];
    int[] origin = new int[count * draws];
    int at = 0;
    for (int l = 0; l < lines.size(); l++)
      for (double value : values.get(l))
        for (int k = 0; k < draws; k++) {
          int from = (l * draws + k) * width;
          System.arraycopy(others.numbers, from, rows, at * width, own);
          rows[at * width + own] = value;
          System.arraycopy(others.numbers, from + own, rows, at * width + own + 1, width - own - 1);
          origin[at++] = l;
        }
    Rows context = others.context;
    double[] logProb =
        columns.logProb(
            Rows.wrap(width, rows),
            context == null || context.count() == 1 ? context : context.pick(origin));
    at = 0;
    for (int l = 0; l < lines.size(); l++) {
      double[] logs = new double[values.get(l).length];
      for (int p = 0; p < logs.length; p++, at += draws) {
        for (int k = 0; k < draws; k++) logProb[at + k] += others.logDet[l * draws + k];
        logs[p] = LogMeanExp.of(logProb, at, draws);
      }
      lines.get(l).add(values.get(l), logs);
    }
  }
}

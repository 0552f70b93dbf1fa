package io.github.flows4j;

import io.github.flows4j.engine.TableUnits;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * With which values a column is compared.
 *
 * @param grid ascending numbers to begin with; all levels of a category; none of a constant
 * @param kind what they are
 * @param step the distance of the points on which numbers lie; 0 for all numbers
 * @param gaps whether it may also be missing
 */
record OddColumn(List<Double> grid, Kind kind, double step, boolean gaps) {
  enum Kind {
    NUMBERS,
    LEVELS,
    CONSTANT
  }

  /** The columns of a flow with quantiles, as its user has them. */
  static List<OddColumn> of(Flow flow, ScoreQuantiles scores) {
    if (!flow.schema().typed())
      return scores.features().stream().map(q -> numbers(widened(q), 0, false)).toList();
    TableSchema table = flow.schema().table();
    TableUnits units = TableEncoding.of(table).units();
    List<OddColumn> columns = new ArrayList<>();
    int feature = 0;
    for (int j = 0; j < table.features().size(); j++) {
      TableColumn column = table.features().get(j);
      if (column instanceof CategoryColumn category) {
        List<Double> levels =
            IntStream.range(0, category.levels().size()).mapToObj(k -> (double) k).toList();
        columns.add(new OddColumn(levels, Kind.LEVELS, 0, category.mayMiss()));
      } else if (column instanceof NumberColumn number) {
        double[] quantiles = widened(scores.features().get(feature));
        double[] values = values(table, units, j, feature, quantiles);
        // Rounded reals have a density everywhere; what is counted has none between.
        boolean counted = number.kind() != NumberColumn.Kind.REAL;
        columns.add(numbers(values, counted ? number.step() : 0, number.mayMiss()));
      } else {
        columns.add(new OddColumn(List.of(), Kind.CONSTANT, 0, false));
      }
      feature += column.features();
    }
    return columns;
  }

  private static OddColumn numbers(double[] values, double step, boolean gaps) {
    double[] ascending = new DensityLine(step).onGrid(DoubleStream.of(values));
    return new OddColumn(Arrays.stream(ascending).boxed().toList(), Kind.NUMBERS, step, gaps);
  }

  /** Quantiles, and their range widened by half on either side. */
  private static double[] widened(List<Double> quantiles) {
    double least = quantiles.get(0);
    double most = quantiles.get(quantiles.size() - 1);
    double beyond = most > least ? (most - least) / 2 : Math.max(1, Math.abs(most));
    return DoubleStream.concat(
            quantiles.stream().mapToDouble(Double::doubleValue),
            DoubleStream.of(least - beyond, most + beyond))
        .toArray();
  }

  /** What numbers of a flow's feature are in its column's units. */
  private static double[] values(
      TableSchema table, TableUnits units, int column, int feature, double[] numbers) {
    double[] row = new double[table.width()];
    double[] user = new double[table.features().size()];
    double[] values = new double[numbers.length];
    // So far down, the feature beside it says that the value is there.
    if (table.features().get(column).features() > 1) row[feature + 1] = -1e3;
    for (int i = 0; i < numbers.length; i++) {
      row[feature] = numbers[i];
      units.toUser(row, 0, user, 0);
      values[i] = user[column];
    }
    return values;
  }
}

package io.github.flows4j.cli;

import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.train.TrainingData;
import java.util.Arrays;
import java.util.List;

/**
 * Finds values that many rows share, such as zeros, ends of a scale, or all values of a column that
 * was rounded coarsely. As reals they have no density: the likelihood grows without end as the flow
 * draws together around them. Whole numbers, rounded ones and categories are spread over cells;
 * where these are narrow it is no better.
 */
final class RepeatedValues {
  /** The share of the rows from which on a value is one that repeats. */
  private static final double SHARE = 0.02;

  /** Of fewer rows a pair of equal values is no sign. */
  private static final int FEWEST = 5;

  private RepeatedValues() {}

  /** Whether a number's value repeats, whose cell is narrower than so many deviations. */
  static boolean in(TrainingData data, double resolution) {
    List<TableColumn> types = data.table().map(TableSchema::features).orElse(null);
    for (int j = 0; j < data.rows().columns(); j++) {
      TableColumn type = types == null ? NumberColumn.real("", 0, 1) : types.get(j);
      if (!(type instanceof NumberColumn number)) continue;
      double[] sorted = data.rows().column(j);
      Arrays.sort(sorted);
      if (repeats(sorted, number, resolution)) return true;
    }
    return false;
  }

  private static boolean repeats(double[] sorted, NumberColumn type, double resolution) {
    int least = (int) Math.max(FEWEST, Math.ceil(SHARE * sorted.length));
    for (int from = 0, end = 0; from < sorted.length; from = end) {
      double value = sorted[from];
      if (Double.isNaN(value)) return false;
      while (end < sorted.length && sorted[end] == value) end++;
      if (end - from >= least && width(value, type) < resolution) return true;
    }
    return false;
  }

  /** Of a value's cell, in deviations. */
  private static double width(double value, NumberColumn type) {
    if (type.step() == 0) return 0;
    double from = type.kind() == NumberColumn.Kind.REAL ? value - type.step() / 2 : value;
    return Math.abs(type.warp().forward(from + type.step()) - type.warp().forward(from))
        / type.scale();
  }
}

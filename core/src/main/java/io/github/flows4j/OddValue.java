package io.github.flows4j;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/** A value in its row, and what the row's log-density is with others in its place. */
final class OddValue {
  private final int row;
  private final int column;
  private final boolean missing;
  private final double own;
  private final OddColumn kind;
  private final DensityLine line;
  private double[] levels = {};
  private double gap = Double.NEGATIVE_INFINITY;

  /**
   * A value.
   *
   * @param logProb of its row
   */
  OddValue(int row, int column, double value, double logProb, OddColumn kind) {
    this.row = row;
    this.column = column;
    this.kind = kind;
    own = logProb;
    missing = Double.isNaN(value);
    line = new DensityLine(kind.step());
    if (kind.kind() == OddColumn.Kind.NUMBERS && !missing)
      line.add(line.onGrid(DoubleStream.of(value)), new double[] {logProb});
  }

  int row() {
    return row;
  }

  int column() {
    return column;
  }

  /** The values to begin with; NaN, last, for missing. */
  double[] first() {
    DoubleStream grid = kind.grid().stream().mapToDouble(Double::doubleValue);
    double[] values = kind.kind() == OddColumn.Kind.NUMBERS ? line.onGrid(grid) : grid.toArray();
    if (!kind.gaps()) return values;
    double[] all = Arrays.copyOf(values, values.length + 1);
    all[values.length] = Double.NaN;
    return all;
  }

  double[] widen() {
    return line.widen();
  }

  double[] split(int count) {
    return line.split(count, 1);
  }

  /** Takes in what came of values that were asked for. */
  void add(double[] values, double[] logProb) {
    int count = values.length;
    if (count == 0) return;
    if (Double.isNaN(values[count - 1])) gap = logProb[--count];
    double[] found = Arrays.copyOf(logProb, count);
    if (kind.kind() == OddColumn.Kind.NUMBERS) line.add(Arrays.copyOf(values, count), found);
    else levels = found;
  }

  /** E[log p(v)] - log p(own), as {@link Contributions} has it. */
  double odd() {
    return switch (kind.kind()) {
      case CONSTANT -> 0;
      case LEVELS -> {
        double[] all = Arrays.copyOf(levels, levels.length + 1);
        all[levels.length] = gap;
        yield mean(all) - own;
      }
      case NUMBERS -> {
        DensityLine.Mass there = line.mass();
        if (!kind.gaps()) yield there.mean() - own;
        double[] either = {there.log(), gap};
        // That it is there, and then its value.
        yield missing ? mean(either) - own : mean(either) - there.log() + (there.mean() - own);
      }
    };
  }

  /** The mean of logarithms by their own weights; NaN where all are 0. */
  private static double mean(double... logs) {
    double highest = Arrays.stream(logs).max().orElseThrow();
    double mass = 0;
    double mean = 0;
    for (double log : logs) {
      double weight = Math.exp(log - highest);
      // Nothing counts where its logarithm is infinite.
      if (!(weight > 0)) continue;
      mass += weight;
      mean += weight * (log - highest);
    }
    return mean / mass + highest;
  }
}

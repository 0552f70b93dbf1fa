package io.github.flows4j;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The log-density along one column of numbers, the others as they are: ascending values and what it
 * is there, linear between them. Where the column lies on a grid it is a mass, and sums take the
 * place of integrals.
 */
final class DensityLine {
  private static final int WIDER = 8;

  /** Values in the place of each interval that the flow was asked about. */
  static final int PIECES = 8;

  /** Grid points between two values that are summed one by one; of more the integral is as good. */
  private static final double SUMMED = 256;

  /** The distance of a grid's points; 0 for none. */
  private final double step;

  private double[] value = {};
  private double[] logProb = {};

  /** A line of a column without a grid. */
  DensityLine() {
    this(0);
  }

  DensityLine(double step) {
    this.step = step;
  }

  /** Adds values, ascending, none of which is there yet. */
  void add(double[] newValues, double[] newLogProb) {
    int size = value.length + newValues.length;
    double[] values = new double[size];
    double[] logs = new double[size];
    int old = 0;
    int fresh = 0;
    for (int i = 0; i < size; i++) {
      boolean takesOld =
          fresh == newValues.length || (old < value.length && value[old] < newValues[fresh]);
      values[i] = takesOld ? value[old] : newValues[fresh];
      logs[i] = takesOld ? logProb[old++] : newLogProb[fresh++];
    }
    value = values;
    logProb = logs;
  }

  int size() {
    return value.length;
  }

  double value(int i) {
    return value[i];
  }

  double logProb(int i) {
    return logProb[i];
  }

  double highest() {
    return Arrays.stream(logProb).max().orElse(Double.NEGATIVE_INFINITY);
  }

  /** Values beyond the end at which the density is highest, twice as far each time. */
  double[] widen() {
    int last = value.length - 1;
    double highest = highest();
    if (last < 1 || highest == Double.NEGATIVE_INFINITY) return new double[0];
    double width = value[last] - value[0];
    if (logProb[last] == highest)
      return onGrid(
          IntStream.range(0, WIDER).mapToDouble(k -> value[last] + Math.scalb(width, k - 1)));
    if (logProb[0] == highest)
      return onGrid(
          IntStream.range(0, WIDER).mapToDouble(k -> value[0] - Math.scalb(width, WIDER - k - 2)));
    return new double[0];
  }

  /**
   * About so many values in the middle of intervals, most where most of the density to a power is:
   * 1 for integrals over all of it, less where its tails matter too.
   */
  double[] split(int count, double power) {
    double highest = highest();
    if (highest == Double.NEGATIVE_INFINITY || value.length < 2) return new double[0];
    int intervals = value.length - 1;
    double[] mass = new double[intervals];
    int[] pieces = new int[intervals];
    Arrays.fill(pieces, 1);
    for (int i = 0; i < intervals; i++) {
      // Nothing is between neighbours on the grid.
      double width = value[i + 1] - value[i] - step;
      if (width > step / 2)
        mass[i] =
            width
                * (Math.exp(power * (logProb[i] - highest))
                    + Math.exp(power * (logProb[i + 1] - highest)));
    }
    for (int k = 0; k < count; k++) {
      int worst = 0;
      // The error of an interval falls with the square of its pieces.
      for (int i = 1; i < intervals; i++)
        if (mass[i] / ((double) pieces[i] * pieces[i])
            > mass[worst] / ((double) pieces[worst] * pieces[worst])) worst = i;
      pieces[worst]++;
    }
    double[] points = new double[intervals + count];
    int found = 0;
    for (int i = 0; i < intervals; i++)
      for (int k = 1; k < pieces[i]; k++)
        points[found++] = value[i] + (value[i + 1] - value[i]) * k / pieces[i];
    return onGrid(Arrays.stream(points, 0, found));
  }

  /** Values on the grid, ascending, without those that are there already. */
  double[] onGrid(DoubleStream values) {
    return values
        .map(v -> step == 0 ? v : Math.rint(v / step) * step)
        .filter(v -> Double.isFinite(v) && Arrays.binarySearch(value, v) < 0)
        .sorted()
        .distinct()
        .toArray();
  }

  /**
   * The mass of the line and what log-density it has on average.
   *
   * @param log of the mass; {@code -infinity} for none
   * @param mean E[log p(v)]; NaN where there is no mass
   */
  record Mass(double log, double mean) {}

  Mass mass() {
    double highest = highest();
    if (highest == Double.NEGATIVE_INFINITY) return new Mass(highest, Double.NaN);
    double mass = 0;
    double mean = 0;
    for (int i = 0; i < value.length; i++) {
      double a = logProb[i] - highest;
      if (step > 0 && a > Double.NEGATIVE_INFINITY) {
        mass += Math.exp(a);
        mean += a * Math.exp(a);
      }
      if (i == value.length - 1) break;
      double b = logProb[i + 1] - highest;
      // The limit where the density is 0 at an end.
      if (a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY) continue;
      double cells = step > 0 ? (value[i + 1] - value[i]) / step : 0;
      if (step > 0 && cells < SUMMED) {
        for (int k = 1; k < Math.rint(cells); k++) {
          double l = a + (b - a) * k / cells;
          mass += Math.exp(l);
          mean += l * Math.exp(l);
        }
        continue;
      }
      // Of a grid the ends are counted above: half of each is in the integral.
      double width = step > 0 ? cells - 1 : value[i + 1] - value[i];
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
    // One point of a density alone has no mass: what is told of it is its log-density.
    if (!(mass > 0)) return new Mass(Double.NEGATIVE_INFINITY, highest);
    return new Mass(highest + Math.log(mass), mean / mass + highest);
  }

  /**
   * The same line with so many values in the place of each interval, the log-density between being
   * the mean of the parabolas through the interval and its neighbours on either side.
   */
  DensityLine fine(int pieces) {
    int intervals = value.length - 1;
    DensityLine fine = new DensityLine();
    if (intervals < 1) return fine;
    double[] values = new double[intervals * pieces + 1];
    double[] logs = new double[values.length];
    for (int i = 0; i < intervals; i++) {
      double width = value[i + 1] - value[i];
      double rise = logProb[i + 1] - logProb[i];
      double bend = (curvature(i) + curvature(i + 1)) / 2;
      // Where it bends more than this the line is not resolved, and the parabola is no better.
      double most = 4 / (width * width);
      bend = Double.isNaN(bend) ? 0 : Math.max(-most, Math.min(most, bend));
      for (int k = 0; k < pieces; k++) {
        double share = (double) k / pieces;
        values[i * pieces + k] = value[i] + width * share;
        logs[i * pieces + k] =
            k == 0
                ? logProb[i]
                : Double.isFinite(rise)
                    ? logProb[i] + rise * share - bend * width * width * share * (1 - share)
                    : Math.max(logProb[i], logProb[i + 1]) + Math.log(share(i, share));
      }
    }
    values[values.length - 1] = value[intervals];
    logs[values.length - 1] = logProb[intervals];
    fine.value = values;
    fine.logProb = logs;
    return fine;
  }

  /** The share of the density of an interval's other end, where it is 0 at one end or at both. */
  private double share(int i, double share) {
    if (logProb[i] == Double.NEGATIVE_INFINITY && logProb[i + 1] == Double.NEGATIVE_INFINITY)
      return 0;
    return logProb[i] == Double.NEGATIVE_INFINITY ? share : 1 - share;
  }

  /** Half the second derivative at a value; NaN where it is not known. */
  private double curvature(int i) {
    int at = Math.max(1, Math.min(value.length - 2, i));
    if (value.length < 3) return Double.NaN;
    double left = (logProb[at] - logProb[at - 1]) / (value[at] - value[at - 1]);
    double right = (logProb[at + 1] - logProb[at]) / (value[at + 1] - value[at]);
    double bend = (right - left) / (value[at + 1] - value[at - 1]);
    return Double.isFinite(bend) ? bend : Double.NaN;
  }

  /** What lies below each value, of a density whose highest is 1: trapezoids. */
  double[] below() {
    double highest = highest();
    double[] sums = new double[value.length];
    for (int i = 1; i < value.length && highest > Double.NEGATIVE_INFINITY; i++)
      sums[i] =
          sums[i - 1]
              + (value[i] - value[i - 1])
                  * (Math.exp(logProb[i - 1] - highest) + Math.exp(logProb[i] - highest))
                  / 2;
    return sums;
  }

  /** The logarithm of all that lies below the line; {@code -infinity} for none. */
  double logMass() {
    DensityLine fine = fine(PIECES);
    double[] below = fine.below();
    return below.length == 0
        ? Double.NEGATIVE_INFINITY
        : fine.highest() + Math.log(below[below.length - 1]);
  }
}

package io.github.flows4j.metrics;

import java.util.function.DoubleUnaryOperator;

/**
 * Means of a function of the squared distance over pairs of points.
 *
 * @param withinFirst over pairs of different points of the first sample
 * @param withinSecond over pairs of different points of the second
 * @param between over pairs of a point of each
 */
record PairMeans(double withinFirst, double withinSecond, double between) {
  static PairMeans of(Points first, Points second, DoubleUnaryOperator function) {
    return new PairMeans(
        within(first, function), within(second, function), between(first, second, function));
  }

  private static double within(Points x, DoubleUnaryOperator function) {
    return sum(x, x, true, function) / (0.5 * x.count() * (x.count() - 1));
  }

  private static double between(Points x, Points y, DoubleUnaryOperator function) {
    return sum(x, y, false, function) / ((double) x.count() * y.count());
  }

  /** Over all pairs, or over those in which the point of x stands before that of y. */
  private static double sum(Points x, Points y, boolean ordered, DoubleUnaryOperator function) {
    double[] distances = x.newDistances();
    double sum = 0;
    for (int b = 0; b < x.blocks(); b++) {
      int from = x.blockStart(b);
      int to = x.blockEnd(b);
      for (int j = ordered ? from + 1 : 0; j < y.count(); j++) {
        int length = (ordered ? Math.min(to, j) : to) - from;
        x.squaredDistances(y, j, b, length, distances);
        // Apart for each row: a sum of 10^8 terms one by one would lose digits.
        double part = 0;
        for (int i = 0; i < length; i++) part += function.applyAsDouble(distances[i]);
        sum += part;
      }
    }
    return sum;
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Quantiles of weighted numbers at evenly spaced probabilities. */
final class Quantiles {
  private Quantiles() {}

  /**
   * Quantiles at the probabilities i / (n - 1), i = 0 ... n - 1, from the least to the greatest
   * value, linear between values. A value stands at the sum of the weights below it and half its
   * own, the least at 0: with equal weights that is Hyndman and Fan's type 7. Infinite values
   * become the largest finite ones.
   *
   * @param weights one positive number a value, or null if all count the same
   * @param most how many at most; n is this or the number of values, whichever is less
   */
  static List<Double> of(double[] values, double[] weights, int most) {
    double[] sorted = new double[values.length];
    double[] position = new double[values.length];
    if (weights == null) {
      System.arraycopy(values, 0, sorted, 0, sorted.length);
      Arrays.sort(sorted);
      for (int i = 0; i < position.length; i++) position[i] = i;
    } else {
      int[] order =
          IntStream.range(0, values.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> values[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      for (int i = 0; i < order.length; i++) {
        sorted[i] = values[order[i]];
        if (i > 0)
          position[i] = position[i - 1] + 0.5 * weights[order[i - 1]] + 0.5 * weights[order[i]];
      }
    }
    int n = Math.min(most, sorted.length);
    List<Double> quantiles = new ArrayList<>();
    int above = 0;
    for (int i = 0; i < n; i++) {
      double at = n == 1 ? 0 : i * position[sorted.length - 1] / (n - 1);
      while (above < sorted.length - 1 && position[above] < at) above++;
      double value = finite(sorted[above]);
      if (above > 0 && position[above] > at) {
        double below = finite(sorted[above - 1]);
        double share = (at - position[above - 1]) / (position[above] - position[above - 1]);
        // This form can't overflow, nor leave the two values by more than round-off.
        value = Math.min(value, Math.max(below, (1 - share) * below + share * value));
      }
      quantiles.add(value);
    }
    return quantiles;
  }

  private static double finite(double value) {
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, value)) + 0.0;
  }
}

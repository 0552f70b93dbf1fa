package io.github.flows4j.metrics;

import io.github.flows4j.Rows;
import java.util.SplittableRandom;

/** Seeded samples for tests. */
final class Samples {
  private Samples() {}

  /** Independent normals of sd 1 around {@code mean} in each column. */
  static Rows normal(int rows, int columns, long seed, double mean) {
    var random = new SplittableRandom(seed);
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) values[i] = mean + random.nextGaussian();
    return Rows.wrap(columns, values);
  }

  static Rows scaled(Rows rows, double factor) {
    double[] values = rows.toArray();
    for (int i = 0; i < values.length; i++) values[i] *= factor;
    return Rows.wrap(rows.columns(), values);
  }

  static double squaredDistance(Rows a, int i, Rows b, int j) {
    double sum = 0;
    for (int column = 0; column < a.columns(); column++) {
      double difference = a.get(i, column) - b.get(j, column);
      sum += difference * difference;
    }
    return sum;
  }

  static double distance(Rows a, int i, Rows b, int j) {
    return Math.sqrt(squaredDistance(a, i, b, j));
  }
}

package io.github.flows4j;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A source of fresh rows without end, such as a toy distribution. Safe for use by many threads. */
public interface Sampler {
  /** The number of features of a row. */
  int features();

  /** Writes so many fresh rows, row-major, from {@code out[at]} on. */
  void sample(RandomGenerator random, int rows, double[] out, int at);

  /** Fresh rows from a seed. */
  default Rows sample(int rows, long seed) {
    double[] values = new double[Math.multiplyExact(rows, features())];
    sample(new SplittableRandom(seed), rows, values, 0);
    return Rows.wrap(features(), values);
  }
}

package io.github.flows4j.train;

import io.github.flows4j.Density;
import io.github.flows4j.Rows;
import io.github.flows4j.Sampler;
import io.github.flows4j.Toy;
import java.util.random.RandomGenerator;

/** Fresh rows without end whose density is known, to train on and to judge by. */
interface KnownDensity extends Sampler {
  /** So many that the standard error of a gap is a few in 10,000. */
  int FRESH = 200_000;

  /** The log-density of one row in nats. */
  double logProb(double[] row);

  /** A built-in toy set. */
  static KnownDensity of(Toy toy) {
    return new KnownDensity() {
      @Override
      public int features() {
        return toy.features();
      }

      @Override
      public void sample(RandomGenerator random, int rows, double[] out, int at) {
        toy.sample(random, rows, out, at);
      }

      @Override
      public double logProb(double[] row) {
        return toy.logProb(row[0], row[1]).orElseThrow();
      }
    };
  }

  /** The mean of log p - log q over fresh rows: an estimate of KL(p, q), the gap to the truth. */
  default double gap(Density found, long seed) {
    Rows fresh = sample(FRESH, seed);
    double[] logProb = found.logProb(fresh);
    double sum = 0;
    for (int i = 0; i < FRESH; i++) sum += logProb(fresh.row(i)) - logProb[i];
    return sum / FRESH;
  }
}

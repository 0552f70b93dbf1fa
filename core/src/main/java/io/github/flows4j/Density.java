package io.github.flows4j;

/**
 * A probability density over rows that can be evaluated and sampled. Immutable and safe for use by
 * many threads.
 */
public interface Density {
  /** The number of features of a row. */
  int features();

  /**
   * log p(x) of each row in nats, in the user's units.
   *
   * @param x [rows, features]
   * @return one number a row; {@code -infinity} where the density is 0
   * @throws io.github.flows4j.spec.ShapeMismatch if x has another number of columns
   * @throws DataException naming row and column of a value that is NaN or infinite
   */
  double[] logProb(Rows x);

  /** Draws rows; the same seed gives the same rows. */
  Rows sample(int rows, long seed);
}

package io.github.flows4j;

import java.util.OptionalDouble;

/**
 * A built-in two-dimensional distribution to train on, with its own density where that is known.
 *
 * <p>Immutable and safe for use by many threads.
 */
public interface Toy extends Sampler {
  /** The name that {@link Toys#named} knows it by, such as {@code two-moons}. */
  String name();

  /**
   * The differential entropy in nats: the mean negative log-density that no flow can beat. Empty
   * where the rows lie on a curve and have no density.
   */
  OptionalDouble entropy();

  /**
   * The exact log p(x, y) in nats, {@code -infinity} where the density is 0 or a coordinate is
   * beyond 1e150, NaN where a coordinate is NaN; empty where the toy has no density.
   */
  OptionalDouble logProb(double x, double y);
}

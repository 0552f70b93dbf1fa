package io.github.flows4j.engine;

/** Sums over the workers that share a batch. */
@FunctionalInterface
public interface Collective {
  /** A lone worker's: every sum is its own. */
  Collective ALONE = values -> {};

  /**
   * Replaces the first {@code values.length} numbers by their sums over all workers, added in the
   * order of the workers. Every worker calls it, in the same order of calls, with arrays of the
   * same length.
   */
  void sum(double[] values);
}

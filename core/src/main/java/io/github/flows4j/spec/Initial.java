package io.github.flows4j.spec;

/** How a tensor starts. */
public sealed interface Initial {
  /** All zero. */
  Initial ZERO = new Constant(0);

  /** All one. */
  Initial ONE = new Constant(1);

  /**
   * Every element the same.
   *
   * @param value the element
   */
  record Constant(double value) implements Initial {}

  /**
   * Elements independent and uniform in [-bound, bound].
   *
   * @param bound the largest magnitude, positive
   */
  record Uniform(double bound) implements Initial {
    /**
     * Checks the bound.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Uniform {
      Checks.positive("bound", bound);
    }
  }
}

package io.github.flows4j.data;

/**
 * What a user says of a column, in place of what its values suggest.
 *
 * @param type what it is; null to find out
 * @param lower a bound that no value reaches, or null
 * @param upper a bound that no value reaches, or null
 * @param heavyTails whether its values spread over orders of magnitude
 */
public record ColumnHint(Type type, Double lower, Double upper, boolean heavyTails) {
  /** What a column can be. */
  public enum Type {
    /** Any number, taken as it is. */
    REAL,
    /** A real that was rounded to a grid, over whose cells it is spread. */
    ROUNDED,
    /** Whole numbers. */
    WHOLE,
    /** Days, in seconds since 1970. */
    DATE,
    /** Times, in seconds since 1970. */
    TIME,
    /** Names, or numbers that are names. */
    CATEGORY,
    /** Not to be modelled: one value for all. */
    CONSTANT
  }

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if they are not finite and in order
   */
  public ColumnHint {
    for (Double bound : new Double[] {lower, upper})
      if (bound != null && !Double.isFinite(bound))
        throw new IllegalArgumentException("a bound must be finite, was " + bound);
    if (lower != null && upper != null && !(lower < upper))
      throw new IllegalArgumentException(
          "lower must be below upper, were " + lower + " and " + upper);
  }

  /** Nothing said. */
  public static ColumnHint none() {
    return new ColumnHint(null, null, null, false);
  }

  /** The type alone. */
  public static ColumnHint of(Type type) {
    return new ColumnHint(type, null, null, false);
  }
}

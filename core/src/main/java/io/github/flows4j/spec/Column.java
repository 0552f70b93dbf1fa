package io.github.flows4j.spec;

/**
 * A column of a table as the flow sees it: standardized = (value - mean) / scale, computed in
 * double.
 *
 * @param name the user's name for it
 * @param mean subtracted, finite
 * @param scale divided by, positive and finite
 */
public record Column(String name, double mean, double scale) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the column
   */
  public Column {
    if (!Double.isFinite(mean))
      throw new IllegalArgumentException("column " + name + ": mean must be finite, was " + mean);
    Checks.positive("column " + name + ": scale", scale);
  }

  /** A column taken as it is. */
  public static Column plain(String name) {
    return new Column(name, 0, 1);
  }
}

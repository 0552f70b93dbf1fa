package io.github.flows4j.data;

import java.util.Arrays;
import java.util.List;

/**
 * A column to write beside others. Immutable.
 *
 * @param name its name, not blank
 * @param texts what stands in each row
 */
public record NewColumn(String name, List<String> texts) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public NewColumn {
    if (name.isBlank()) throw new IllegalArgumentException("the new column's name is blank");
    texts = List.copyOf(texts);
  }

  /** Numbers, each as the shortest text that reads back as the same double; empty for NaN. */
  public static NewColumn of(String name, double... values) {
    return new NewColumn(
        name,
        Arrays.stream(values)
            .mapToObj(value -> Double.isNaN(value) ? "" : Numbers.format(value))
            .toList());
  }
}

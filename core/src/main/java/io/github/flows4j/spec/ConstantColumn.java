package io.github.flows4j.spec;

/**
 * A column that holds one value in all training rows: nothing to model. Samples have the value
 * again. A row's number for it is {@link #OTHER} where another value is to give the row density 0;
 * any other number is not looked at.
 *
 * @param name the user's name for it
 * @param text the value as it is written; if empty, no other value counts
 */
public record ConstantColumn(String name, String text) implements TableColumn {
  /** The number of a value that is not the column's one. */
  public static final double OTHER = Double.NEGATIVE_INFINITY;

  /** Whether a row's number says that it holds another value, and that counts. */
  public boolean other(double value) {
    return value == OTHER && !text.isEmpty();
  }

  @Override
  public int features() {
    return 0;
  }

  @Override
  public int contextColumns() {
    return 0;
  }

  @Override
  public int noise() {
    return 0;
  }

  @Override
  public boolean mayMiss() {
    return true;
  }
}

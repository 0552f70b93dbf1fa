package io.github.flows4j.spec;

/**
 * A column that holds one value in all training rows: nothing to model. Whatever it holds in a row
 * that is scored is not looked at; samples have the value again.
 *
 * @param name the user's name for it
 * @param text the value as it is written
 */
public record ConstantColumn(String name, String text) implements TableColumn {
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

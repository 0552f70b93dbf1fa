package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Rows of numbers whose columns have names. Immutable.
 *
 * @param source where the rows are from, for messages: a file's name
 * @param names one name a column, none blank, all different
 * @param rows the numbers
 */
public record Table(String source, List<String> names, Rows rows) {
  /**
   * Checks the names and copies the list.
   *
   * @throws IllegalArgumentException if the names are not one a column, or one is blank or there
   *     twice
   */
  public Table {
    names = List.copyOf(names);
    checkNames(names, rows);
  }

  static void checkNames(List<String> names, Rows rows) {
    if (names.size() != rows.columns())
      throw new IllegalArgumentException(
          names.size() + " names for " + rows.columns() + " columns");
    var seen = new HashSet<String>();
    for (String name : names) {
      if (name.isBlank()) throw new IllegalArgumentException("a column's name is blank");
      if (!seen.add(name))
        throw new IllegalArgumentException("two columns are called '" + name + "'");
    }
  }

  /**
   * This table, if every column takes at least two values.
   *
   * @throws DataException naming the columns that don't: a density over a constant has no upper
   *     bound
   */
  public Table requireVarying() {
    return requireVarying(0, rows.count());
  }

  /**
   * This table, if every column takes at least two values in the rows {@code from} (included) to
   * {@code to} (excluded), counted from 0.
   *
   * @throws DataException naming the columns that don't, and the rows, counted from 1
   */
  public Table requireVarying(int from, int to) {
    if (to - from < 2)
      throw new DataException(
          source + ": at least 2 rows are needed, there are " + Math.max(0, to - from));
    var constant = new ArrayList<String>();
    for (int column = 0; column < rows.columns(); column++)
      if (isConstant(column, from, to))
        constant.add(names.get(column) + " (" + Numbers.format(rows.get(from, column)) + ")");
    if (constant.isEmpty()) return this;
    throw new DataException(
        source
            + (constant.size() == 1 ? ": column " : ": columns ")
            + String.join(", ", constant)
            + " never "
            + (constant.size() == 1 ? "varies" : "vary")
            + " in rows "
            + (from + 1)
            + " to "
            + to
            + "; leave out what is constant");
  }

  private boolean isConstant(int column, int from, int to) {
    double first = rows.get(from, column);
    for (int row = from + 1; row < to; row++) if (rows.get(row, column) != first) return false;
    return true;
  }
}

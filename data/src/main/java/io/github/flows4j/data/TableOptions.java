package io.github.flows4j.data;

import java.util.HashSet;
import java.util.List;

/**
 * How to read a table.
 *
 * @param columns the names of the columns to read, in the order wanted; empty for all
 * @param delimiter what stands between fields, or {@link #DETECT}
 * @param header whether the first line names the columns; if not, they are x0, x1, ...
 */
public record TableOptions(List<String> columns, char delimiter, boolean header) {
  /** Takes whichever of comma, semicolon, tab and bar is most frequent in the first line. */
  public static final char DETECT = '\0';

  /**
   * Checks the options and copies the list.
   *
   * @throws IllegalArgumentException if a column is named twice or the delimiter is a quote or a
   *     line break
   */
  public TableOptions {
    columns = List.copyOf(columns);
    var seen = new HashSet<String>();
    for (String column : columns)
      if (!seen.add(column))
        throw new IllegalArgumentException("column '" + column + "' is chosen twice");
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r')
      throw new IllegalArgumentException(
          "delimiter must be no quote and no line break, was '" + Numbers.shown(delimiter) + "'");
  }

  /** All columns, the delimiter detected, the first line a header. */
  public static TableOptions defaults() {
    return new TableOptions(List.of(), DETECT, true);
  }

  /** With these columns only, in this order. */
  public TableOptions withColumns(List<String> chosen) {
    return new TableOptions(chosen, delimiter, header);
  }

  /** With these columns only, in this order. */
  public TableOptions withColumns(String... chosen) {
    return withColumns(List.of(chosen));
  }

  /** With this character between fields. */
  public TableOptions withDelimiter(char chosen) {
    return new TableOptions(columns, chosen, header);
  }

  /** For a file whose first line is data already; its columns are called x0, x1, ... */
  public TableOptions withoutHeader() {
    return new TableOptions(columns, delimiter, false);
  }
}

package io.github.flows4j.data;

import java.nio.charset.Charset;
import java.util.HashSet;
import java.util.List;

/**
 * How to read a table as found.
 *
 * @param header whether the first line of delimited text names the columns; if not, they are x0,
 *     x1, ...
 * @param columns the names of the columns to read, in the order wanted; empty for all
 * @param skipBadRows whether to leave out rows that are no proper ones, and count them, rather than
 *     to fail at the first: in delimited text rows of too few or too many fields, with stray
 *     quotes, NUL or bytes that are no text (the lines that a stray quote makes one field are read
 *     again one by one); in tables of any kind rows with infinite numbers
 * @param charset of delimited text; null for UTF-8, or UTF-16 where the file begins with its byte
 *     order mark
 */
public record RawOptions(
    boolean header, List<String> columns, boolean skipBadRows, Charset charset) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if a column is named twice
   */
  public RawOptions {
    columns = List.copyOf(columns);
    var seen = new HashSet<String>();
    for (String column : columns)
      if (!seen.add(column))
        throw new IllegalArgumentException("column '" + column + "' is chosen twice");
  }

  /** All columns, the first line a header, a bad row an error, UTF-8. */
  public static RawOptions defaults() {
    return new RawOptions(true, List.of(), false, null);
  }

  /** With the first line a header or not. */
  public RawOptions withHeader(boolean chosen) {
    return new RawOptions(chosen, columns, skipBadRows, charset);
  }

  /** With these columns only, in this order; all if there is none. */
  public RawOptions withColumns(List<String> chosen) {
    return new RawOptions(header, chosen, skipBadRows, charset);
  }

  /** With bad rows left out or not. */
  public RawOptions withSkipBadRows(boolean chosen) {
    return new RawOptions(header, columns, chosen, charset);
  }

  /** With delimited text in this character set; null to detect it. */
  public RawOptions withCharset(Charset chosen) {
    return new RawOptions(header, columns, skipBadRows, chosen);
  }
}

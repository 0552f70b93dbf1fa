package io.github.flows4j.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/** Some rows of a table as they are written, in their order. Immutable. */
public final class TextRows {
  private final int columns;
  private final int count;

  /** All fields, row by row; field f ends at ends[f], where the next one begins. */
  private final char[] chars;

  private final int[] ends;

  /** The numbers of the rows in the table, from 1. */
  private final long[] numbers;

  /** The lines on which they begin, from 1; null where there are no lines. */
  private final long[] lines;

  /** Fields without a value; null where the words for missing values say so. */
  private final BitSet gaps;

  /** Rows of which a field may need quotes. */
  private final BitSet special;

  private TextRows(Builder from) {
    columns = from.columns;
    count = from.count;
    chars = from.chars;
    ends = from.ends;
    numbers = from.numbers;
    lines = from.lines;
    gaps = from.gaps;
    special = from.special;
  }

  /** How many rows there are. */
  public int count() {
    return count;
  }

  /** The number of a row in its table, from 1. */
  public long number(int row) {
    return numbers[Objects.checkIndex(row, count)];
  }

  /** The line on which a row begins, from 1; 0 where the table has no lines. */
  long line(int row) {
    return lines == null ? 0 : lines[row];
  }

  /**
   * A field as it is written, empty where the table has no text for what is missing.
   *
   * @param row from 0
   * @param column from 0
   */
  public String text(int row, int column) {
    Objects.checkIndex(column, columns);
    int field = Objects.checkIndex(row, count) * columns + column;
    return new String(chars, start(field), ends[field] - start(field));
  }

  private int start(int field) {
    return field == 0 ? 0 : ends[field - 1];
  }

  char[] chars() {
    return chars;
  }

  /** Where a field begins, white space left out. */
  int from(int row, int column) {
    int field = row * columns + column;
    int from = start(field);
    while (from < ends[field] && Character.isWhitespace(chars[from])) from++;
    return from;
  }

  /** Where a field that begins there ends, white space left out. */
  int to(int row, int column, int from) {
    int to = ends[row * columns + column];
    while (to > from && Character.isWhitespace(chars[to - 1])) to--;
    return to;
  }

  /** Whether the value between two places is missing. */
  boolean missing(int row, int column, int from, int to) {
    return gaps == null ? Scan.missing(chars, from, to) : gaps.get(row * columns + column);
  }

  /**
   * Appends a row as delimited text, without a line break; fields are quoted where they need it.
   */
  public void appendTo(StringBuilder out, char delimiter, int row) {
    int first = Objects.checkIndex(row, count) * columns;
    if (special.get(row)) {
      for (int column = 0; column < columns; column++) {
        if (column > 0) out.append(delimiter);
        appendField(out, delimiter, text(row, column), column == 0);
      }
      return;
    }
    for (int field = first; field < first + columns; field++) {
      if (field > first) out.append(delimiter);
      out.append(chars, start(field), ends[field] - start(field));
    }
  }

  /** Appends one line of these fields, quoted where they need it. */
  public static void appendLine(StringBuilder out, char delimiter, List<String> fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (i > 0) out.append(delimiter);
      appendField(out, delimiter, fields.get(i), i == 0);
    }
    out.append('\n');
  }

  /** Appends a field that is not the first of its line, quoted where it needs it. */
  public static void appendField(StringBuilder out, char delimiter, String text) {
    appendField(out, delimiter, text, false);
  }

  private static void appendField(
      StringBuilder out, char delimiter, String text, boolean beginsLine) {
    // Many readers take a line that begins so for a comment.
    boolean quoted = beginsLine && text.startsWith("#");
    for (int i = 0; i < text.length() && !quoted; i++) {
      char c = text.charAt(i);
      quoted = c == '"' || c == '\n' || c == '\r' || c == delimiter;
    }
    if (quoted) out.append('"').append(text.replace("\"", "\"\"")).append('"');
    else out.append(text);
  }

  /** Collects rows. */
  static final class Builder {
    /** So many characters are enough, however few rows they are. */
    private static final int ENOUGH = 1 << 21;

    private final int columns;
    private final BitSet special = new BitSet();
    private final BitSet gaps;
    private int count;
    private int fields;
    private int used;
    private char[] chars = new char[1 << 12];
    private int[] ends = new int[1 << 8];
    private long[] numbers = new long[16];
    private long[] lines;

    /** Rows of delimited text, in which words stand for missing values. */
    static Builder ofLines(int columns) {
      return new Builder(columns, null, new long[16]);
    }

    /** Rows of values of which it is known whether they are missing. */
    static Builder ofValues(int columns) {
      return new Builder(columns, new BitSet(), null);
    }

    private Builder(int columns, BitSet gaps, long[] lines) {
      this.columns = columns;
      this.gaps = gaps;
      this.lines = lines;
    }

    int count() {
      return count;
    }

    /** Whether it holds so many rows, or as much text as there should be at a time. */
    boolean full(int most) {
      return count >= most || used >= ENOUGH;
    }

    /** Adds the row that the reader stands at. */
    void add(CsvRows csv) {
      Fields from = csv.fields();
      int length = csv.gap() ? 0 : from.length();
      reserve(length, columns);
      System.arraycopy(from.chars(), 0, chars, used, length);
      for (int column = 0; column < columns; column++)
        ends[fields + column] = csv.gap() ? used : used + from.end(column);
      if (from.special()) special.set(count);
      used += length;
      fields += columns;
      endRow(csv.row(), csv.line());
    }

    /** Adds one value of the row that {@link #endRow} ends; null if it is missing. */
    void add(String text) {
      reserve(text == null ? 0 : text.length(), 1);
      if (text == null) {
        gaps.set(fields);
      } else {
        text.getChars(0, text.length(), chars, used);
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          if (c <= ',' || c == ';' || c == '|') special.set(count);
        }
        used += text.length();
      }
      ends[fields++] = used;
    }

    void add(double value) {
      add(Double.isNaN(value) ? null : Numbers.format(value));
    }

    /** Ends a row. */
    void endRow(long number) {
      endRow(number, 0);
    }

    private void endRow(long number, long line) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
        if (lines != null) lines = Arrays.copyOf(lines, 2 * count);
      }
      numbers[count] = number;
      if (lines != null) lines[count] = line;
      count++;
    }

    private void reserve(int length, int more) {
      int needed = Math.addExact(used, length);
      if (needed > chars.length) chars = Arrays.copyOf(chars, Math.max(needed, grown(used)));
      needed = Math.addExact(fields, more);
      if (needed > ends.length) ends = Arrays.copyOf(ends, Math.max(needed, grown(fields)));
    }

    private static int grown(int size) {
      return size > 1 << 29 ? Integer.MAX_VALUE - 8 : 2 * size;
    }

    /** The rows; the builder is done with. */
    TextRows build() {
      return new TextRows(this);
    }
  }
}

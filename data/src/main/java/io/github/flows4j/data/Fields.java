package io.github.flows4j.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;

/**
 * The fields of the line last read, as characters. One object serves the whole file, and only the
 * wanted columns are kept: a wide file is read for a few of them at little cost.
 */
final class Fields extends AbstractBaseCsvCallbackHandler<Fields> {
  /** What {@link TextFile#openLenient} puts in the place of bytes that are no text. */
  static final char UNDECODABLE = '\ufffe';

  private char[] chars = new char[256];

  /** By column, where it ends in chars; it begins where the one before ends. */
  private int[] ends = new int[16];

  private int count;
  private long line;
  private boolean blank;
  private boolean multiline;
  private int damaged;
  private boolean nul;
  private boolean special;

  /** By column; null for all. */
  private boolean[] wanted;

  void want(boolean[] columns) {
    wanted = columns;
  }

  int count() {
    return count;
  }

  /** The number, from 1, of the line that the record starts on. */
  long line() {
    return line;
  }

  /** Whether there is nothing on the line but white space. */
  boolean blank() {
    return blank;
  }

  /** Whether a quoted field has a line break in it. */
  boolean multiline() {
    return multiline;
  }

  /** Whether a field was quoted, or would be if it were written. */
  boolean special() {
    return special;
  }

  /** The first column, wanted or not, that holds a NUL or was no text; -1 if there is none. */
  int damaged() {
    return damaged;
  }

  /** Whether the damage is a NUL. */
  boolean nul() {
    return nul;
  }

  /** The characters of all wanted columns; good until the next line is read. */
  char[] chars() {
    return chars;
  }

  /** Where a column ends among the characters; it begins where the one before ends. */
  int end(int column) {
    return ends[column];
  }

  /** The number of characters of all wanted columns. */
  int length() {
    return count == 0 ? 0 : ends[count - 1];
  }

  /** Where a wanted column begins, white space left out. */
  int from(int column) {
    int from = column == 0 ? 0 : ends[column - 1];
    while (from < ends[column] && Character.isWhitespace(chars[from])) from++;
    return from;
  }

  /** Where a wanted column that begins there ends, white space left out. */
  int to(int column, int from) {
    int to = ends[column];
    while (to > from && Character.isWhitespace(chars[to - 1])) to--;
    return to;
  }

  /** The text of a wanted column. */
  String text(int column) {
    int from = column == 0 ? 0 : ends[column - 1];
    return new String(chars, from, ends[column] - from);
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    count = 0;
    blank = true;
    multiline = false;
    damaged = -1;
    nul = false;
    special = false;
  }

  @Override
  protected void handleField(int column, char[] buffer, int offset, int length, boolean quoted) {
    count = column + 1;
    if (quoted || column > 0) blank = false;
    for (int i = 0; blank && i < length; i++)
      if (!Character.isWhitespace(buffer[offset + i])) blank = false;
    boolean kept = wanted == null || (column < wanted.length && wanted[column]);
    int from = column == 0 ? 0 : ends[column - 1];
    if (column == ends.length) ends = Arrays.copyOf(ends, 2 * column);
    ends[column] = kept ? from + length : from;
    if (ends[column] > chars.length)
      chars = Arrays.copyOf(chars, Math.max(ends[column], 2 * chars.length));
    if (kept) System.arraycopy(buffer, offset, chars, from, length);
    if (quoted || (column == 0 && length > 0 && buffer[offset] == '#')) special = true;
    // Most files have none of these characters.
    for (int i = offset; i < offset + length; i++)
      if (buffer[i] <= '"' || buffer[i] == UNDECODABLE) look(column, buffer[i]);
  }

  private void look(int column, char c) {
    if (c == '"') special = true;
    if (c == '\n' || c == '\r') multiline = true;
    if ((c == 0 || c == UNDECODABLE) && damaged < 0) {
      damaged = column;
      nul = c == 0;
    }
  }

  @Override
  protected Fields buildRecord() {
    return this;
  }
}

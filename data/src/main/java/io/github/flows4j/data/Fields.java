package io.github.flows4j.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;

/**
 * The fields of the line last read. One object serves the whole file, and text is made of the
 * wanted columns only: a wide file is read for a few of them at little cost.
 */
final class Fields extends AbstractBaseCsvCallbackHandler<Fields> {
  private String[] texts = new String[16];
  private int count;
  private long line;
  private boolean blank;

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

  /** The text of a wanted column. */
  String text(int column) {
    return texts[column];
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    line = startingLineNumber;
    count = 0;
    blank = true;
  }

  @Override
  protected void handleField(int column, char[] buffer, int offset, int length, boolean quoted) {
    count = column + 1;
    if (quoted || column > 0) blank = false;
    for (int i = 0; blank && i < length; i++)
      if (!Character.isWhitespace(buffer[offset + i])) blank = false;
    if (wanted != null && (column >= wanted.length || !wanted[column])) return;
    while (column >= texts.length) texts = Arrays.copyOf(texts, 2 * texts.length);
    texts[column] = new String(buffer, offset, length);
  }

  @Override
  protected Fields buildRecord() {
    return this;
  }
}

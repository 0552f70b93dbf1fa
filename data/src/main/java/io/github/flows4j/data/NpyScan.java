package io.github.flows4j.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/** An array of NumPy that is stored row by row. */
final class NpyScan implements TableScan {
  private final BinaryFile in;
  private final NpyTables.Layout layout;
  private final List<String> names;
  private int row;

  /** Takes the file over, which stands at the array's first number. */
  NpyScan(BinaryFile in, NpyTables.Layout layout) {
    this.in = in;
    this.layout = layout;
    names = IntStream.range(0, layout.columns()).mapToObj(i -> "x" + i).toList();
  }

  @Override
  public String source() {
    return in.file().toString();
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public char delimiter() {
    return ',';
  }

  @Override
  public TextRows next(int most) {
    if (row == layout.rows()) {
      in.requireEnd(layout.claim());
      return null;
    }
    var rows = TextRows.Builder.ofValues(layout.columns());
    NpyType type = layout.type();
    for (; row < layout.rows() && !rows.full(most); row++) {
      ByteBuffer stored = type.order(in.record(layout.columns() * type.bytes(), layout.claim()));
      for (int j = 0; j < layout.columns(); j++) rows.add(type.get(stored, j * type.bytes()));
      rows.endRow(row + 1L);
    }
    return rows.build();
  }

  @Override
  public void close() {
    in.close();
  }
}

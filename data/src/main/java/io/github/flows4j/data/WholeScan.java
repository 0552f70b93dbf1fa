package io.github.flows4j.data;

import java.util.List;

/** A table that can't be read but as a whole, handed out in parts. */
final class WholeScan implements TableScan {
  private final RawTable table;
  private int row;

  WholeScan(RawTable table) {
    this.table = table;
  }

  @Override
  public String source() {
    return table.source();
  }

  @Override
  public List<String> names() {
    return table.names();
  }

  @Override
  public char delimiter() {
    return ',';
  }

  @Override
  public TextRows next(int most) {
    int columns = table.names().size();
    var rows = TextRows.Builder.ofValues(columns);
    for (; row < table.rows() && !rows.full(most); row++) {
      for (int j = 0; j < columns; j++) rows.add(text(table.column(j), row));
      rows.endRow(row + 1L);
    }
    return rows.count() == 0 ? null : rows.build();
  }

  private static String text(RawColumn column, int row) {
    if (column instanceof RawColumn.TextColumn text) return text.get(row);
    if (column instanceof RawColumn.TimeColumn time)
      return Double.isNaN(time.get(row)) ? null : TypedValues.time(time.get(row), time.dateOnly());
    double value = ((RawColumn.NumberColumn) column).get(row);
    return Double.isNaN(value) ? null : Numbers.format(value);
  }

  @Override
  public long skipped() {
    return table.skipped();
  }

  @Override
  public String firstSkipped() {
    return table.skipped() == 0 ? "" : table.skippedProblems().get(0);
  }

  @Override
  public void close() {}
}

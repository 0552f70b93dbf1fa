package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The rows of a table that are left out, or the failure at the first of them. */
final class BadRows {
  private static final int SHOWN_PROBLEMS = 5;

  private final boolean skip;
  private final BitSet rows = new BitSet();
  private final List<String> problems = new ArrayList<>();

  BadRows(boolean skip) {
    this.skip = skip;
  }

  /** NaN, after taking note that the value of a row is infinite. */
  double infinite(String source, int row, String column) {
    String problem =
        source + ", row " + (row + 1L) + ", column " + Numbers.shown(column) + ": is infinite";
    if (!skip) throw new DataException(problem);
    rows.set(row);
    if (problems.size() < SHOWN_PROBLEMS) problems.add(problem);
    return Double.NaN;
  }

  /** The table without them. */
  RawTable table(String source, List<String> names, List<ColumnBuilder> columns, int count) {
    if (rows.cardinality() == count)
      throw new DataException(
          source
              + (count == 0 ? " has no rows" : " has no good row; the first: " + problems.get(0)));
    List<RawColumn> built = columns.stream().map(column -> column.build(rows)).toList();
    return RawTable.of(source, names, built).withSkipped(rows.cardinality(), problems);
  }
}

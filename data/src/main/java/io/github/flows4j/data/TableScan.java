package io.github.flows4j.data;

import java.util.List;

/**
 * A table read once from its front to its end, some rows at a time, so that it need not fit into
 * memory. Made by {@link RawTables#scan} and {@link RawTables#scanQuery}; for one thread.
 */
public sealed interface TableScan extends AutoCloseable
    permits CsvScan, DuckScan, NpyScan, WholeScan {
  /** Where the rows are from, for messages: a file's name or a query. */
  String source();

  /** The columns' names; one that a header leaves empty is an empty string. */
  List<String> names();

  /** What stands between fields; a comma where the table is no delimited text. */
  char delimiter();

  /**
   * The next rows, fewer than asked for at the end and where they are long.
   *
   * @param most at least 1
   * @return null if there are no more
   * @throws io.github.flows4j.DataException as {@link RawTables#read} does; but infinite numbers
   *     are the business of who looks at a column
   */
  TextRows next(int most);

  /** The number of bad rows passed over so far. */
  default long skipped() {
    return 0;
  }

  /** What is wrong with the first of them, one line; empty if there is none. */
  default String firstSkipped() {
    return "";
  }

  @Override
  void close();
}

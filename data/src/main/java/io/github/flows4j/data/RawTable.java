package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table as found: each column numbers, text or points in time, gaps kept. Immutable. */
public final class RawTable {
  private final String source;
  private final List<String> names;
  private final List<RawColumn> columns;
  private final Map<String, Integer> indices = new HashMap<>();
  private final int rows;
  private final long skipped;
  private final List<String> skippedProblems;

  private RawTable(
      String source,
      List<String> names,
      List<RawColumn> columns,
      long skipped,
      List<String> skippedProblems) {
    this.source = source;
    this.names = List.copyOf(names);
    this.columns = List.copyOf(columns);
    this.skipped = skipped;
    this.skippedProblems = List.copyOf(skippedProblems);
    if (names.size() != columns.size() || names.isEmpty())
      throw new IllegalArgumentException(
          names.size() + " names for " + columns.size() + " columns; there must be one or more");
    rows = columns.get(0).size();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) throw new IllegalArgumentException("a column's name is blank");
      if (indices.put(names.get(i), i) != null)
        throw new IllegalArgumentException("two columns are called '" + names.get(i) + "'");
      if (columns.get(i).size() != rows)
        throw new IllegalArgumentException(
            "column " + names.get(i) + " has " + columns.get(i).size() + " rows, not " + rows);
    }
  }

  /**
   * A table of these columns.
   *
   * @param source where the rows are from, for messages: a file's name
   * @throws IllegalArgumentException if there is no column, the names are not one a column, one is
   *     blank or there twice, or the columns differ in length
   */
  public static RawTable of(String source, List<String> names, List<? extends RawColumn> columns) {
    return new RawTable(source, names, List.copyOf(columns), 0, List.of());
  }

  /** The same after bad rows were skipped. */
  RawTable withSkipped(long count, List<String> problems) {
    return new RawTable(source, names, columns, count, problems);
  }

  /** Where the rows are from, for messages: a file's name. */
  public String source() {
    return source;
  }

  /** One name a column, none blank, all different. */
  public List<String> names() {
    return names;
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The column at an index, counted from 0. */
  public RawColumn column(int index) {
    return columns.get(index);
  }

  /**
   * The column of that name.
   *
   * @throws DataException if there is none, with what there is
   */
  public RawColumn column(String name) {
    return columns.get(indexOf(name));
  }

  /** The number of bad rows that were left out. */
  public long skipped() {
    return skipped;
  }

  /** What was wrong with the first few of them, each one line. */
  public List<String> skippedProblems() {
    return skippedProblems;
  }

  /**
   * The columns of these names, in this order.
   *
   * @throws DataException if there is none of a name, with what there is
   * @throws IllegalArgumentException if no column is named, or one twice
   */
  public RawTable select(List<String> chosen) {
    List<RawColumn> selected = chosen.stream().map(this::column).toList();
    return new RawTable(source, chosen, selected, skipped, skippedProblems);
  }

  /** The rows of these numbers, from 0, in this order. */
  RawTable pick(int... chosen) {
    List<RawColumn> picked = columns.stream().map(column -> column.pick(chosen)).toList();
    return new RawTable(source, names, picked, skipped, skippedProblems);
  }

  private int indexOf(String name) {
    Integer index = indices.get(name);
    if (index != null) return index;
    throw new DataException(source + " has no column '" + name + "'" + Suggestions.of(name, names));
  }
}

package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Delimited text, read into typed columns. */
final class RawCsv implements AutoCloseable {
  /** The longest array that every JVM can make. */
  private static final int MAX_ROWS = Integer.MAX_VALUE - 8;

  private static final int SHOWN_PROBLEMS = 5;

  private final Path file;
  private final boolean skip;
  private final CsvRows csv;
  private final int[] columns;
  private final List<String> names;

  /** By column; null to detect all. */
  private final Map<String, ColumnBuilder.Kind> kinds;

  private final ColumnBuilder[] builders;

  /** By column, the rows of this table that can't stay if the column stays what it is. */
  private final BitSet[] bad;

  /** By column, what is wrong with the first few of them. */
  private final List<List<String>> badProblems = new ArrayList<>();

  private int rows;
  private boolean ended;
  private long skipped;
  private final List<String> problems = new ArrayList<>();

  private RawCsv(
      Path file, RawOptions options, List<String> chosen, Map<String, ColumnBuilder.Kind> kinds) {
    this.file = file;
    this.kinds = kinds;
    skip = options.skipBadRows();
    csv = CsvRows.openRaw(file, options.header(), options.charset());
    try {
      columns = csv.choose(chosen);
      names = Arrays.stream(columns).mapToObj(csv.names()::get).toList();
    } catch (DataException e) {
      csv.close();
      throw e;
    }
    builders = new ColumnBuilder[columns.length];
    bad = new BitSet[columns.length];
    startTable();
  }

  static RawTable read(Path file, RawOptions options) {
    try (var first = new RawCsv(file, options, options.columns(), null)) {
      first.fill(MAX_ROWS);
      if (!first.ended)
        throw new DataException(file + " is too large: it has more than " + MAX_ROWS + " rows");
      first.checkRows();
      return first.table(first.rereadAsText(options));
    }
  }

  /**
   * Hands out tables of so many rows, the last of fewer; none has no rows.
   *
   * @param kinds what each column is to be
   */
  static void stream(
      Path file,
      RawOptions options,
      List<String> chosen,
      Map<String, ColumnBuilder.Kind> kinds,
      int chunkRows,
      Consumer<RawTable> consumer) {
    try (var csv = new RawCsv(file, options, chosen, kinds)) {
      while (!csv.ended) {
        csv.fill(chunkRows);
        if (csv.ended) csv.checkRows();
        if (csv.rows > 0 || csv.skipped > 0)
          consumer.accept(csv.table(new RawColumn[csv.columns.length]));
        csv.startTable();
      }
    }
  }

  private void startTable() {
    rows = 0;
    skipped = 0;
    problems.clear();
    badProblems.clear();
    for (int i = 0; i < columns.length; i++) {
      builders[i] =
          kinds == null
              ? ColumnBuilder.detecting()
              : ColumnBuilder.of(Objects.requireNonNull(kinds.get(names.get(i))));
      bad[i] = new BitSet();
      badProblems.add(new ArrayList<>());
    }
  }

  private void fill(int limit) {
    while (rows < limit) {
      try {
        if (!csv.next()) {
          ended = true;
          return;
        }
      } catch (DataException e) {
        skipOver(e);
        continue;
      }
      addRow();
    }
  }

  private void addRow() {
    Fields fields = csv.fields();
    for (int i = 0; i < columns.length; i++) {
      if (csv.gap()) {
        builders[i].addMissing();
        continue;
      }
      int column = columns[i];
      int from = fields.from(column);
      int to = fields.to(column, from);
      if (builders[i].add(fields.chars(), from, to)) continue;
      bad[i].set(rows);
      boolean fails = kinds != null && !skip;
      if (!fails && badProblems.get(i).size() == SHOWN_PROBLEMS) continue;
      DataException failure = csv.failure(column, problem(builders[i], fields.text(column)));
      // The column's kind is known: no later value can make this one good.
      if (fails) throw failure;
      badProblems.get(i).add(failure.getMessage());
    }
    rows++;
  }

  private static String problem(ColumnBuilder builder, String text) {
    return builder.kind() == ColumnBuilder.Kind.TIME
        ? "'" + Numbers.shown(text.strip()) + "' is no date or time such as 2026-01-31"
        : Numbers.problem(text);
  }

  private void skipOver(DataException failure) {
    if (!skip) throw failure;
    csv.passOver(failure);
    skipped++;
    if (problems.size() < SHOWN_PROBLEMS) problems.add(failure.getMessage());
  }

  private void checkRows() {
    if (csv.row() == 0) throw new DataException(file + " has a header line but no rows");
  }

  /** By column, the columns that turned out to be text after numbers or times; else null. */
  private RawColumn[] rereadAsText(RawOptions options) {
    var texts = new RawColumn[columns.length];
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      if (!builders[i].mustReread()) continue;
      wanted.add(names.get(i));
      bad[i].clear();
    }
    if (wanted.isEmpty()) return texts;
    if (!Files.isRegularFile(file))
      throw new DataException(
          file
              + ", column "
              + Numbers.shown(wanted.get(0))
              + ": holds both numbers and text, and what is no regular file can't be read twice;"
              + " save it as a file");
    BitSet left = left();
    Map<String, ColumnBuilder.Kind> text = new HashMap<>();
    for (String name : wanted) text.put(name, ColumnBuilder.Kind.TEXT);
    try (var second = new RawCsv(file, options, wanted, text)) {
      second.fill(MAX_ROWS);
      if (second.rows != rows) throw new DataException(file + " was changed while it was read");
      for (int i = 0; i < columns.length; i++) {
        int at = wanted.indexOf(names.get(i));
        if (at >= 0) texts[i] = second.builders[at].build(left);
      }
    }
    return texts;
  }

  /** The rows that can't stay; a failure if that is none to be skipped. */
  private BitSet left() {
    BitSet left = new BitSet();
    int first = -1;
    for (int i = 0; i < columns.length; i++) {
      if (bad[i].isEmpty()) continue;
      if (first < 0 || bad[i].nextSetBit(0) < bad[first].nextSetBit(0)) first = i;
      left.or(bad[i]);
    }
    if (first >= 0 && !skip) throw new DataException(badProblems.get(first).get(0));
    return left;
  }

  /**
   * The rows read.
   *
   * @param texts by column, what was read elsewhere, or null
   */
  private RawTable table(RawColumn[] texts) {
    BitSet left = left();
    for (int i = 0; i < columns.length; i++)
      if (!bad[i].isEmpty())
        for (String problem : badProblems.get(i))
          if (problems.size() < SHOWN_PROBLEMS) problems.add(problem);
    long count = skipped + left.cardinality();
    if (kinds == null && rows == left.cardinality())
      throw new DataException(
          file + " has no good row, " + count + " bad ones; the first: " + problems.get(0));
    List<RawColumn> built = new ArrayList<>();
    for (int i = 0; i < columns.length; i++) {
      built.add(texts[i] != null ? texts[i] : builders[i].build(left));
      builders[i] = null; // its memory is free for the next column's
    }
    return RawTable.of(file.toString(), names, built).withSkipped(count, problems);
  }

  @Override
  public void close() {
    csv.close();
  }
}

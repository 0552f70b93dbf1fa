package io.github.flows4j.data;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.io.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Reads and writes tables as delimited text in UTF-8: {@code .csv}, {@code .tsv}, {@code .txt}, and
 * each of them compressed ({@code .gz}).
 *
 * <p>Reading is strict: what is no finite number in a chosen column is an error that names file,
 * row, line and column, never a guess. Rows are counted from 1 without the header and without empty
 * lines. All methods are safe for use by many threads.
 */
public final class Tables {
  /** The longest array that every JVM can make. */
  private static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private static final int BUFFER = 1 << 16;

  private Tables() {}

  /**
   * Reads the chosen columns of a file.
   *
   * <p>Fields may be quoted with {@code "}, a quote in them doubled; white space around names and
   * numbers does not count. Compressed files are known by their content.
   *
   * @throws DataException with one line that names the file and, where it applies, row, line and
   *     column: the file can't be read, is empty, has no header or no rows, lacks a column or has
   *     two of the same name; a row has too few or too many fields; a value is missing (empty, ?,
   *     NA, NaN, null), infinite or no number
   */
  public static Table read(Path file, TableOptions options) {
    try (CsvRows csv = CsvRows.open(file, options)) {
      int[] columns = csv.choose(options.columns());
      var values = new GrowingDoubles();
      while (csv.next()) {
        for (int column : columns) {
          double value = Numbers.parse(csv.text(column));
          if (!Double.isFinite(value)) throw csv.failure(column, Numbers.problem(csv.text(column)));
          values.add(value);
        }
        if (values.size() > MAX_VALUES)
          throw new DataException(
              file
                  + " is too large: it has more than "
                  + MAX_VALUES
                  + " values; split it or choose fewer columns");
      }
      if (csv.row() == 0) throw new DataException(file + " has a header line but no rows");
      List<String> names = Arrays.stream(columns).mapToObj(csv.names()::get).toList();
      return new Table(file.toString(), names, Rows.wrap(columns.length, values.toArray()));
    }
  }

  /**
   * Writes a table, commas between fields for {@code .csv}, tabs for {@code .tsv} and {@code .txt},
   * compressed if {@code .gz} follows. Numbers are the shortest text that reads back as the same
   * double. The file is there whole or not at all.
   *
   * @throws DataException if the file's name ends otherwise, or it can't be written
   * @throws IllegalArgumentException if the names are not one a column, or one is blank or there
   *     twice
   */
  public static void write(Path file, List<String> names, Rows rows) {
    Table.checkNames(names, rows);
    char delimiter = delimiterFor(file);
    replace(file, out -> write(out, delimiter, names, rows));
  }

  /**
   * Writes a table to a stream, which is flushed but not closed.
   *
   * @throws IOException if the stream fails
   * @throws IllegalArgumentException if the names are not one a column, or one is blank or there
   *     twice
   */
  public static void write(OutputStream out, char delimiter, List<String> names, Rows rows)
      throws IOException {
    Table.checkNames(names, rows);
    try {
      CsvWriter csv = writer(out, delimiter);
      csv.writeRecord(names);
      String[] record = new String[rows.columns()];
      for (int row = 0; row < rows.count(); row++) {
        for (int column = 0; column < record.length; column++)
          record[column] = Numbers.format(rows.get(row, column));
        csv.writeRecord(record);
      }
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Copies a file and adds a column at the end. All columns are kept as text, chosen or not, in
   * their order and with the input's delimiter; fields are quoted where they need it. The copy of a
   * file without a header gets one, so that the new column has a name. It is compressed if its name
   * ends in {@code .gz}, may replace the input, and is there whole or not at all.
   *
   * @param values the new column, one number a row
   * @throws DataException if the input can't be read, has that column already or has another number
   *     of rows, or the copy can't be written
   */
  public static void copyWithColumn(
      Path in, TableOptions options, String newName, double[] values, Path out) {
    replace(out, stream -> copyWithColumn(in, options, newName, values, stream));
  }

  /**
   * As {@link #copyWithColumn(Path, TableOptions, String, double[], Path)}, to a stream, which is
   * flushed but not closed.
   *
   * @throws IOException if the stream fails
   * @throws DataException if the input can't be read, has that column already or has another number
   *     of rows
   */
  public static void copyWithColumn(
      Path in, TableOptions options, String newName, double[] values, OutputStream out)
      throws IOException {
    copyWithColumns(in, options, List.of(NewColumn.of(newName, values)), out);
  }

  /**
   * As {@link #copyWithColumn(Path, TableOptions, String, double[], Path)}, with several columns.
   *
   * @throws DataException if the input can't be read, has one of the columns already or has another
   *     number of rows, or the copy can't be written
   */
  public static void copyWithColumns(
      Path in, TableOptions options, List<NewColumn> columns, Path out) {
    replace(out, stream -> copyWithColumns(in, options, columns, stream));
  }

  /**
   * As {@link #copyWithColumns(Path, TableOptions, List, Path)}, to a stream, which is flushed but
   * not closed.
   *
   * @throws IOException if the stream fails
   * @throws DataException if the input can't be read, has one of the columns already or has another
   *     number of rows
   * @throws IllegalArgumentException if there is no column, two have one name or their rows differ
   */
  public static void copyWithColumns(
      Path in, TableOptions options, List<NewColumn> added, OutputStream out) throws IOException {
    int count = rows(added);
    try (CsvRows csv = CsvRows.open(in, options)) {
      int columns = csv.names().size();
      for (NewColumn column : added)
        if (csv.names().contains(column.name().strip()))
          throw new DataException(
              in + " has a column '" + column.name() + "' already; rename it or leave it out");
      CsvWriter copy = writer(out, csv.delimiter());
      String[] record = csv.names().toArray(new String[columns + added.size()]);
      for (int j = 0; j < added.size(); j++) record[columns + j] = added.get(j).name();
      copy.writeRecord(record);
      while (csv.next()) {
        if (csv.row() > count) break;
        int row = (int) csv.row() - 1;
        for (int column = 0; column < columns; column++) record[column] = csv.text(column);
        for (int j = 0; j < added.size(); j++) record[columns + j] = added.get(j).texts().get(row);
        copy.writeRecord(record);
      }
      if (csv.row() != count)
        throw new DataException(
            in
                + " has "
                + (csv.row() > count ? "more than " : "fewer than ")
                + count
                + " rows: it was changed since it was read");
      copy.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static int rows(List<NewColumn> columns) {
    if (columns.isEmpty()) throw new IllegalArgumentException("there is no column");
    var seen = new HashSet<String>();
    for (NewColumn column : columns) {
      if (column.texts().size() != columns.get(0).texts().size())
        throw new IllegalArgumentException(
            column.name()
                + " has "
                + column.texts().size()
                + " rows, "
                + columns.get(0).name()
                + " has "
                + columns.get(0).texts().size());
      if (!seen.add(column.name()))
        throw new IllegalArgumentException("two columns are called '" + column.name() + "'");
    }
    return columns.get(0).texts().size();
  }

  /**
   * Writes columns side by side, as {@link #write(Path, List, Rows)} writes numbers.
   *
   * @throws DataException if the file's name ends otherwise, or it can't be written
   * @throws IllegalArgumentException if there is no column, two have one name or their rows differ
   */
  public static void write(Path file, List<NewColumn> columns) {
    rows(columns);
    char delimiter = delimiterFor(file);
    replace(file, out -> write(out, delimiter, columns));
  }

  /**
   * Writes columns side by side to a stream, which is flushed but not closed.
   *
   * @throws IOException if the stream fails
   * @throws IllegalArgumentException if there is no column, two have one name or their rows differ
   */
  public static void write(OutputStream out, char delimiter, List<NewColumn> columns)
      throws IOException {
    int count = rows(columns);
    try {
      CsvWriter csv = writer(out, delimiter);
      csv.writeRecord(columns.stream().map(NewColumn::name).toList());
      for (int i = 0; i < count; i++) {
        int row = i;
        csv.writeRecord(columns.stream().map(column -> column.texts().get(row)).toList());
      }
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static CsvWriter writer(OutputStream out, char delimiter) {
    return CsvWriter.builder()
        .fieldSeparator(delimiter)
        .lineDelimiter(LineDelimiter.LF)
        .build(out, StandardCharsets.UTF_8);
  }

  /**
   * What stands between the fields of a table of that name: a comma for {@code .csv}, a tab for
   * {@code .tsv} and {@code .txt}, with or without {@code .gz}.
   *
   * @throws DataException if the name ends otherwise
   */
  public static char delimiterFor(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".gz")) name = name.substring(0, name.length() - 3);
    if (name.endsWith(".csv")) return ',';
    if (name.endsWith(".tsv") || name.endsWith(".txt")) return '\t';
    throw new DataException(
        file
            + " can't be written as a table: its name must end in .csv, .tsv or .txt,"
            + " with or without .gz");
  }

  /**
   * Writes a file, compressed if its name ends in {@code .gz}, which is there whole or not at all.
   *
   * @throws DataException if it can't be written
   */
  public static void replace(Path file, AtomicFiles.Content content) {
    try {
      AtomicFiles.write(
          file,
          out -> {
            if (!TextFile.isGzipName(file)) {
              content.writeTo(out);
              return;
            }
            // Finished, not closed: the stream below is the atomic file's.
            var gzip = new GZIPOutputStream(out, BUFFER);
            content.writeTo(gzip);
            gzip.finish();
          });
    } catch (IOException e) {
      throw TextFile.unwritable(file, e);
    }
  }
}

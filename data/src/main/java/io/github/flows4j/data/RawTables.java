package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.data.RawColumn.NumberColumn;
import io.github.flows4j.data.RawColumn.TextColumn;
import io.github.flows4j.data.RawColumn.TimeColumn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads tables as people have them, into typed columns. All methods are safe for use by many
 * threads.
 *
 * <table>
 * <caption>What is read</caption>
 * <tr><th>name ends in</th><th>content</th></tr>
 * <tr><td>{@code .csv .tsv .txt}, and {@code .gz} of them</td><td>delimited text. A column is
 * numbers if every value is one, points in time if every value is an ISO date or date and time,
 * else text. Missing is what is empty, ?, NA, N/A, #N/A, NaN, nan, -nan, null, NULL or None; white
 * space around names and values does not count</td></tr>
 * <tr><td>{@code .npy}, {@code .npy.gz}, {@code .npz}</td><td>NumPy's arrays of one or two
 * dimensions; columns x0, x1, ... Of an {@code .npz} the array X, data or x, or the only one of two
 * dimensions; and y, if it has a number for every row, as the last column</td></tr>
 * <tr><td>{@code .parquet}</td><td>Parquet, by way of DuckDB</td></tr>
 * <tr><td>{@code .json .jsonl .ndjson}, and {@code .gz} of them</td><td>records, one a line or in a
 * list, by way of DuckDB</td></tr>
 * </table>
 *
 * <p>A file whose name ends otherwise is known by its first bytes. In Parquet, JSON and SQL missing
 * is what is NULL or NaN; logical values are text, {@code false} and {@code true}.
 */
public final class RawTables {
  private static final Pattern QUERY =
      Pattern.compile("\\s*(select|with|from)\\s.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final int MARK = 6;

  private enum Format {
    TEXT,
    NPY,
    NPZ,
    PARQUET,
    JSON
  }

  private RawTables() {}

  /**
   * Reads a file.
   *
   * @throws DataException with one line that names the file and, where it applies, row, line and
   *     column: the file can't be read, is empty, has no rows, lacks a column or has two of the
   *     same name; a row has too few or too many fields, a quote that is never closed, a NUL or
   *     bytes that are no text; a number is infinite; a column is of no type that can be read; the
   *     file needs DuckDB and it is not on the class path
   */
  public static RawTable read(Path file, RawOptions options) {
    return switch (format(file)) {
      case TEXT -> RawCsv.read(file, options);
      case NPY -> NpyTables.readNpy(file, options);
      case NPZ -> NpyTables.readNpz(file, options);
      case PARQUET -> DuckTables.parquet(file, options);
      case JSON -> DuckTables.json(file, options);
    };
  }

  /**
   * Runs a query over files, {@code SELECT a, b FROM 'file.parquet' WHERE a > 0}, by DuckDB in
   * memory. Nothing is written, and nothing fetched from the network.
   *
   * @throws DataException with one line that names the query: it is not one SELECT, WITH or FROM,
   *     it fails, or its result has no rows or is none of numbers, text and times
   */
  public static RawTable query(String sql, RawOptions options) {
    return DuckTables.query(sql, options);
  }

  /** Whether the text begins as a query does: with SELECT, WITH or FROM and white space. */
  public static boolean isQuery(String text) {
    return QUERY.matcher(text).matches();
  }

  /**
   * Reads a file in tables of so many rows, for files larger than memory. Delimited text is never
   * held whole; any other file is read whole and handed out as one table. Levels of text are those
   * of the one table.
   *
   * @param types the kind of each column; a value of another kind makes its row a bad one. They are
   *     the columns read, in the map's order, if the options choose none
   * @param chunkRows the most rows of a table, at least 1. What is {@link RawTable#skipped} is that
   *     of the one table, which may have no row left
   * @param consumer takes the tables, in order, on the calling thread
   * @throws DataException as {@link #read} does
   * @throws IllegalArgumentException if chunkRows is less than 1, or a column chosen has no type
   */
  public static void stream(
      Path file,
      RawOptions options,
      Map<String, Class<? extends RawColumn>> types,
      int chunkRows,
      Consumer<RawTable> consumer) {
    if (chunkRows < 1)
      throw new IllegalArgumentException("chunkRows must be >= 1, was " + chunkRows);
    List<String> chosen =
        options.columns().isEmpty() ? List.copyOf(types.keySet()) : options.columns();
    Map<String, ColumnBuilder.Kind> kinds = new HashMap<>();
    for (String name : chosen) kinds.put(name.strip(), kind(name, types.get(name)));
    if (format(file) == Format.TEXT) {
      RawCsv.stream(file, options, chosen, kinds, chunkRows, consumer);
      return;
    }
    RawTable table = read(file, options.withColumns(chosen));
    for (String name : chosen)
      if (table.column(name).getClass() != types.get(name))
        throw new DataException(
            file
                + ", column "
                + Numbers.shown(name)
                + ": holds "
                + described(table.column(name).getClass())
                + ", not "
                + described(types.get(name)));
    consumer.accept(table);
  }

  /**
   * Opens a file to read all its columns row by row, in constant memory save for {@code .npz} and
   * arrays that are stored column by column. Delimited text may be a pipe.
   *
   * @throws DataException as {@link #read} does, of what can be told before the rows are read
   */
  public static TableScan scan(Path file, RawOptions options) {
    RawOptions all = options.withColumns(List.of());
    return switch (format(file)) {
      case TEXT -> new CsvScan(file, all);
      case NPY -> NpyTables.scanNpy(file, all);
      case NPZ -> new WholeScan(NpyTables.readNpz(file, all));
      case PARQUET -> DuckTables.scanParquet(file);
      case JSON -> DuckTables.scanJson(file);
    };
  }

  /**
   * Runs a query, as {@link #query} does, to read what it finds row by row.
   *
   * @throws DataException as {@link #query} does
   */
  public static TableScan scanQuery(String sql) {
    return DuckTables.scanQuery(sql);
  }

  private static ColumnBuilder.Kind kind(String name, Class<? extends RawColumn> type) {
    if (type == NumberColumn.class) return ColumnBuilder.Kind.NUMBER;
    if (type == TextColumn.class) return ColumnBuilder.Kind.TEXT;
    if (type == TimeColumn.class) return ColumnBuilder.Kind.TIME;
    throw new IllegalArgumentException(
        "column '" + name + "' must be a NumberColumn, TextColumn or TimeColumn, was " + type);
  }

  private static String described(Class<? extends RawColumn> type) {
    if (type == NumberColumn.class) return "numbers";
    return type == TextColumn.class ? "text" : "points in time";
  }

  /**
   * Whether a file is read as lines of text with delimiters.
   *
   * @throws DataException if it is a folder, empty or can't be read
   */
  public static boolean isText(Path file) {
    return format(file) == Format.TEXT;
  }

  private static Format format(Path file) {
    if (Files.isDirectory(file)) throw new DataException(file + " is a folder, not a table");
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean compressed = name.endsWith(".gz");
    if (compressed) name = name.substring(0, name.length() - ".gz".length());
    String ending = name.substring(name.lastIndexOf('.') + 1);
    Format format =
        switch (ending) {
          case "csv", "tsv", "txt" -> Format.TEXT;
          case "npy" -> Format.NPY;
          case "npz" -> Format.NPZ;
          case "parquet" -> Format.PARQUET;
          case "json", "jsonl", "ndjson" -> Format.JSON;
          default -> null;
        };
    if (compressed && (format == Format.NPZ || format == Format.PARQUET))
      throw new DataException(file + " is compressed twice; unpack it with gunzip first");
    // A pipe can't be looked into without losing what it begins with.
    if (Files.exists(file) && !Files.isRegularFile(file))
      return format == null ? Format.TEXT : format;
    String start = start(file);
    if (start.isEmpty()) throw new DataException(file + " is empty");
    if (format != null) return format;
    if (start.startsWith("PK\3\4")) {
      if (ending.equals("xlsx") || ending.equals("ods"))
        throw new DataException(file + " is a spreadsheet; save it as CSV");
      return Format.NPZ;
    }
    if (start.startsWith("PAR1")) return Format.PARQUET;
    if (start.startsWith("\u0093NUMPY")) return Format.NPY;
    if (start.startsWith("{") || start.startsWith("[{")) return Format.JSON;
    return Format.TEXT;
  }

  /** The first bytes, each as a character. */
  private static String start(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MARK), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }
}

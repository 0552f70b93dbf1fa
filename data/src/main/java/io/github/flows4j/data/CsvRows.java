package io.github.flows4j.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.github.flows4j.DataException;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A delimited file, read row by row. Lines with nothing on them are passed over, save in a file of
 * one column, where such a line between others is a row whose value is missing.
 */
final class CsvRows implements Closeable {
  private final Path file;
  private final char delimiter;
  private final CsvReader<Fields> reader;
  private final CloseableIterator<Fields> records;
  private final Fields fields = new Fields();
  private final List<String> names;

  /** Whether the record last read is a data row that next() has yet to hand out. */
  private boolean pending;

  private long row;

  private CsvRows(Path file, TableOptions options, BufferedReader text) throws IOException {
    this.file = file;
    boolean detect = options.delimiter() == TableOptions.DETECT;
    delimiter = detect ? TextFile.detectDelimiter(text) : options.delimiter();
    reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(fields, text);
    records = reader.iterator();
    do {
      if (!advance()) throw new DataException(file + " is empty");
    } while (fields.blank());
    List<String> first = IntStream.range(0, fields.count()).mapToObj(fields::text).toList();
    names = options.header() ? header(first) : numbered(first.size());
    pending = !options.header();
  }

  /** Opens a file and reads its header. */
  static CsvRows open(Path file, TableOptions options) {
    BufferedReader text = TextFile.open(file);
    try {
      return new CsvRows(file, options, text);
    } catch (IOException | RuntimeException e) {
      RuntimeException failure =
          e instanceof IOException io ? TextFile.unreadable(file, io) : (RuntimeException) e;
      try {
        text.close();
      } catch (IOException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
  }

  private List<String> header(List<String> first) {
    if (first.stream().allMatch(text -> Double.isFinite(Numbers.parse(text))))
      throw new DataException(
          file
              + " has no header line: line "
              + fields.line()
              + " is all numbers ("
              + Numbers.shown(String.join(String.valueOf(delimiter), first))
              + "); add one or pass --no-header");
    List<String> stripped = first.stream().map(String::strip).toList();
    Map<String, Integer> columns = new HashMap<>();
    for (int column = 0; column < stripped.size(); column++) {
      Integer earlier = columns.put(stripped.get(column), column);
      if (earlier != null && !stripped.get(column).isEmpty())
        throw new DataException(
            file
                + " has two columns called '"
                + Numbers.shown(stripped.get(column))
                + "', the "
                + ordinal(earlier)
                + " and the "
                + ordinal(column)
                + "; rename one");
    }
    return stripped;
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "x" + i).toList();
  }

  private static String ordinal(int index) {
    int n = index + 1;
    String ending =
        n % 100 / 10 == 1
            ? "th"
            : switch (n % 10) {
              case 1 -> "st";
              case 2 -> "nd";
              case 3 -> "rd";
              default -> "th";
            };
    return n + ending;
  }

  char delimiter() {
    return delimiter;
  }

  /** The names of all columns; one that the header leaves empty is an empty string. */
  List<String> names() {
    return names;
  }

  /**
   * Where the chosen columns stand, all if none is chosen; only their text is made from here on.
   *
   * @throws DataException if the file lacks one, listing what it has
   */
  int[] choose(List<String> chosen) {
    int[] columns =
        chosen.isEmpty()
            ? IntStream.range(0, names.size()).toArray()
            : chosen.stream().mapToInt(this::indexOf).toArray();
    boolean[] wanted = new boolean[names.size()];
    for (int column : columns) {
      if (names.get(column).isEmpty())
        throw new DataException(
            file
                + ": the "
                + ordinal(column)
                + " column has no name; give it one, or choose columns with --features");
      wanted[column] = true;
    }
    fields.want(wanted);
    return columns;
  }

  private int indexOf(String name) {
    int index = names.indexOf(name.strip());
    if (index >= 0 && !name.isBlank()) return index;
    throw new DataException(file + " has no column '" + name + "'" + Suggestions.of(name, names));
  }

  /**
   * Goes to the next data row.
   *
   * @return false if there is none
   * @throws DataException if it has another number of fields than there are columns
   */
  boolean next() {
    if (pending) {
      pending = false;
    } else {
      long blankLine = 0;
      do {
        if (!advance()) return false;
        if (fields.blank() && blankLine == 0) blankLine = fields.line();
      } while (fields.blank());
      if (blankLine > 0 && names.size() == 1) {
        row++;
        throw failure(blankLine, 0, Numbers.problem(""));
      }
    }
    row++;
    if (fields.count() != names.size())
      throw new DataException(
          where(fields.line())
              + ": "
              + fields.count()
              + (fields.count() == 1 ? " field where " : " fields where ")
              + names.size()
              + (names.size() == 1 ? " is" : " are")
              + " expected");
    return true;
  }

  /** The text of a chosen column in this row. */
  String text(int column) {
    return fields.text(column);
  }

  /** The rows that next() has gone to so far: the number, from 1, of this one. */
  long row() {
    return row;
  }

  /** A failure that names the file, this row and the column. */
  DataException failure(int column, String problem) {
    return failure(fields.line(), column, problem);
  }

  private DataException failure(long line, int column, String problem) {
    return new DataException(where(line) + ", column " + names.get(column) + ": " + problem);
  }

  private String where(long line) {
    return file + ", row " + row + " (line " + line + ")";
  }

  private boolean advance() {
    try {
      if (!records.hasNext()) return false;
      records.next();
      return true;
    } catch (UncheckedIOException e) {
      throw TextFile.unreadable(file, e.getCause());
    } catch (CsvParseException e) {
      if (e.getCause() instanceof IOException io) throw TextFile.unreadable(file, io);
      throw new DataException(file + " is no proper table: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }
}

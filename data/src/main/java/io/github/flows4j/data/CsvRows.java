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
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A delimited file, read row by row. Lines with nothing on them are passed over, save in a file of
 * one column, where such a line between others is a row whose value is missing.
 */
final class CsvRows implements Closeable {
  private static final Pattern PARSER_LINE = Pattern.compile("record starting at line (\\d+)");

  /** How often a file is read anew behind a quote that is never closed, which takes its time. */
  private static final int MAX_RESUMES = 100;

  private final Path file;
  private final char delimiter;
  private final boolean raw;
  private final Charset charset;
  private final Fields fields = new Fields();
  private final List<String> names;
  private CsvReader<Fields> reader;
  private CloseableIterator<Fields> records;

  /** Lines before the first that the reader sees. */
  private long linesBefore;

  /** Whether the record last read is a data row that next() has yet to hand out. */
  private boolean pending;

  private long row;

  /** Rows still to hand out of which there is nothing but an empty line. */
  private long gaps;

  private long failedLine;
  private boolean failedInParser;
  private int resumes;

  private CsvRows(
      Path file, TableOptions options, boolean raw, Charset charset, BufferedReader text)
      throws IOException {
    this.file = file;
    this.raw = raw;
    this.charset = charset;
    boolean detect = options.delimiter() == TableOptions.DETECT;
    delimiter = detect ? TextFile.detectDelimiter(text) : options.delimiter();
    read(text);
    do {
      if (!advance()) throw new DataException(file + " is empty");
    } while (fields.blank());
    if (raw && options.header() && fields.damaged() >= 0)
      throw new DataException(
          file + ", line " + line() + ": the header, column " + (fields.damaged() + 1) + damage());
    List<String> first = IntStream.range(0, fields.count()).mapToObj(fields::text).toList();
    names = options.header() ? header(first) : numbered(first.size());
    pending = !options.header();
  }

  private void read(BufferedReader text) {
    reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(false)
            .allowUnclosedQuote(false)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .build(fields, text);
    records = reader.iterator();
  }

  /** Opens a file and reads its header. */
  static CsvRows open(Path file, TableOptions options) {
    return open(file, options, false, null, TextFile.open(file));
  }

  /**
   * Opens a file for reading past bad rows: {@link #passOver} goes on where {@link #next} failed,
   * an empty line in a file of one column is a row (see {@link #gap}), and bytes that are no text,
   * or NUL, fail in their row only.
   *
   * @param charset null to detect it
   */
  static CsvRows openRaw(Path file, boolean header, Charset charset) {
    TableOptions options = TableOptions.defaults();
    return open(
        file,
        header ? options : options.withoutHeader(),
        true,
        charset,
        TextFile.openLenient(file, charset));
  }

  private static CsvRows open(
      Path file, TableOptions options, boolean raw, Charset charset, BufferedReader text) {
    try {
      return new CsvRows(file, options, raw, charset, text);
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
              + line()
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
    failedLine = 0;
    if (gaps > 0) {
      gaps--;
      row++;
      return true;
    }
    if (pending) {
      pending = false;
    } else {
      long blankLine = 0;
      long blanks = 0;
      do {
        if (!advance()) return false;
        if (!fields.blank()) continue;
        blanks++;
        if (blankLine == 0) blankLine = line();
      } while (fields.blank());
      if (blankLine > 0 && names.size() == 1) {
        row++;
        if (!raw) throw failure(blankLine, 0, Numbers.problem(""));
        gaps = blanks - 1;
        pending = true;
        return true;
      }
    }
    row++;
    if (fields.count() != names.size()) {
      failedLine = line();
      throw new DataException(
          where(line())
              + ": "
              + fields.count()
              + (fields.count() == 1 ? " field where " : " fields where ")
              + names.size()
              + (names.size() == 1 ? " is" : " are")
              + " expected");
    }
    if (raw && fields.damaged() >= 0) {
      failedLine = line();
      throw new DataException(
          where(line())
              + ", column "
              + Numbers.shown(names.get(fields.damaged()))
              + ":"
              + damage());
    }
    return true;
  }

  private String damage() {
    if (fields.nul()) return " holds a NUL byte: is it text, or in another encoding?";
    return " holds bytes that are no "
        + (charset == null ? "UTF-8" : charset)
        + " text; save it as UTF-8 or name its encoding";
  }

  /** Whether this row is an empty line in a file of one column. */
  boolean gap() {
    return pending;
  }

  /** The fields of this row. */
  Fields fields() {
    return fields;
  }

  /**
   * Goes on behind the row that next() failed at; throws the failure on if that can't be. A stray
   * quote takes the lines up to the next one for a field: only its own line is bad, and the others
   * are read again.
   */
  void passOver(DataException failure) {
    if (failedLine == 0) throw failure;
    if (!failedInParser && !fields.multiline()) return;
    if (!Files.isRegularFile(file)) throw failure;
    if (++resumes > MAX_RESUMES)
      throw new DataException(
          failure.getMessage() + "; gave up, as there are more than " + MAX_RESUMES + " such rows");
    resume(failedLine + 1);
  }

  /** Goes on at a line by reading the file anew. */
  private void resume(long firstLine) {
    close();
    BufferedReader text = TextFile.openLenient(file, charset);
    try {
      for (long line = 1; line < firstLine; line++) skipLine(text);
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
    linesBefore = firstLine - 1;
    failedInParser = false;
    read(text);
  }

  /** Past the next line break: \\n, \\r or both, as the parser counts lines. */
  private static void skipLine(BufferedReader text) throws IOException {
    int c;
    do c = text.read();
    while (c >= 0 && c != '\n' && c != '\r');
    if (c != '\r') return;
    text.mark(1);
    if (text.read() != '\n') text.reset();
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
    return failure(line(), column, problem);
  }

  /** The number, from 1, of the line that this row starts on. */
  long line() {
    return linesBefore + fields.line();
  }

  private DataException failure(long line, int column, String problem) {
    return new DataException(
        where(line) + ", column " + Numbers.shown(names.get(column)) + ": " + problem);
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
      if (raw && names != null) throw unparsable(e);
      throw new DataException(file + " is no proper table: " + e.getMessage(), e);
    }
  }

  private DataException unparsable(CsvParseException e) {
    String message = String.valueOf(e.getMessage());
    Matcher matcher = PARSER_LINE.matcher(message);
    // The record's first fields may not have got as far as to say on which line they stand.
    failedLine = linesBefore + (matcher.find() ? Long.parseLong(matcher.group(1)) : fields.line());
    failedInParser = true;
    row++;
    String problem =
        message.startsWith("Unclosed")
            ? "a quote (\") is opened and never closed"
            : message.startsWith("Unexpected character")
                ? "text follows a closing quote (\"); quotes within a field must be doubled"
                : "a field is too long; is a quote (\") never closed?";
    boolean begun = linesBefore + fields.line() == failedLine && fields.count() < names.size();
    String column = begun ? ", column " + Numbers.shown(names.get(fields.count())) : "";
    return new DataException(where(failedLine) + column + ": " + problem, e);
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

package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.data.RawColumn.NumberColumn;
import io.github.flows4j.data.RawColumn.TextColumn;
import io.github.flows4j.data.RawColumn.TimeColumn;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.TableColumn;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table as found, made into the numbers of typed columns. Immutable. */
public final class MixedTable {
  private final RawTable raw;

  private MixedTable(RawTable raw) {
    this.raw = raw;
  }

  /**
   * A table as found.
   *
   * @throws DataException if it has no rows, or naming row and column of the first text in a column
   *     that holds mostly numbers
   */
  public static MixedTable of(RawTable raw) {
    if (raw.rows() == 0) throw new DataException(raw.source() + " has no rows");
    MixedTable table = new MixedTable(raw);
    for (String name : raw.names()) table.checkMixture(name);
    return table;
  }

  private void checkMixture(String name) {
    if (!(raw.column(name) instanceof TextColumn text)) return;
    boolean[] number = new boolean[text.levels().size()];
    for (int k = 0; k < number.length; k++)
      number[k] = Double.isFinite(Numbers.parse(text.levels().get(k)));
    int numbers = 0;
    int first = -1;
    for (int i = 0; i < raw.rows(); i++) {
      int code = text.code(i);
      if (code >= 0 && number[code]) numbers++;
      else if (code >= 0 && first < 0) first = i;
    }
    int present = raw.rows() - text.missing();
    if (first >= 0 && 2 * numbers > present)
      throw problem(first, name, Numbers.problem(text.get(first)));
  }

  /** Where the rows are from. */
  public String source() {
    return raw.source();
  }

  /** How many rows there are. */
  public int rows() {
    return raw.rows();
  }

  /** What bad rows were left out, in one line; empty if none were. */
  public String skipped() {
    if (raw.skipped() == 0) return "";
    return "bad rows left out: " + raw.skipped() + ", the first: " + raw.skippedProblems().get(0);
  }

  /** The columns' names. */
  public List<String> names() {
    return raw.names();
  }

  /**
   * The column of a name, as found.
   *
   * @throws DataException if there is none
   */
  public RawColumn column(String name) {
    return raw.column(name);
  }

  /**
   * The type of a column: {@link ColumnTypes}.
   *
   * @param gaps whether missing values are to be modelled
   */
  public TableColumn type(String name, ColumnHint hint, boolean gaps) {
    RawColumn column = raw.column(name);
    try {
      if (column instanceof TextColumn text && hint.type() != ColumnHint.Type.CONSTANT) {
        if (hint.type() != null && hint.type() != ColumnHint.Type.CATEGORY)
          throw new DataException("column " + name + " holds texts, not numbers");
        return ColumnTypes.category(name, text.levels(), codes(text), gaps);
      }
      if (column instanceof TextColumn text) {
        int row = 0;
        while (row < rows() - 1 && text.code(row) < 0) row++;
        return new ConstantColumn(name, text.code(row) < 0 ? "" : text.get(row));
      }
      return ColumnTypes.number(name, numbers(name), timed(column, hint), gaps);
    } catch (DataException e) {
      throw new DataException(source() + ", " + e.getMessage(), e);
    }
  }

  private static int[] codes(TextColumn text) {
    int[] codes = new int[text.size()];
    for (int i = 0; i < codes.length; i++) codes[i] = text.code(i);
    return codes;
  }

  private static ColumnHint timed(RawColumn column, ColumnHint hint) {
    if (hint.type() != null || !(column instanceof TimeColumn time)) return hint;
    return new ColumnHint(
        time.dateOnly() ? ColumnHint.Type.DATE : ColumnHint.Type.TIME,
        hint.lower(),
        hint.upper(),
        hint.heavyTails());
  }

  /**
   * Checks that a column lacks no value.
   *
   * @throws DataException naming the first row that does, and how many do
   */
  public void requireNoneMissing(String name) {
    int missing = raw.column(name).missing();
    if (missing == 0) return;
    int row = 0;
    while (!missing(raw.column(name), row)) row++;
    throw problem(
        row,
        name,
        "is missing, and "
            + (missing == 1 ? "no other" : (missing - 1) + " more")
            + " of "
            + rows()
            + "; --missing model has the model learn when, --missing drop leaves such rows out");
  }

  private static boolean missing(RawColumn column, int row) {
    if (column instanceof TextColumn text) return text.code(row) < 0;
    if (column instanceof TimeColumn time) return Double.isNaN(time.get(row));
    return Double.isNaN(((NumberColumn) column).get(row));
  }

  /**
   * The table without the rows in which one of the given columns is missing.
   *
   * @throws DataException if no row is left
   */
  public MixedTable complete(List<String> names) {
    int count = 0;
    int[] kept = new int[rows()];
    List<RawColumn> columns = names.stream().map(raw::column).toList();
    for (int i = 0; i < kept.length; i++) {
      boolean gap = false;
      for (RawColumn column : columns) gap |= missing(column, i);
      if (!gap) kept[count++] = i;
    }
    if (count == 0) throw new DataException(source() + ": every row lacks a value");
    return new MixedTable(raw.pick(Arrays.copyOf(kept, count)));
  }

  /**
   * Columns of numbers as a table of them alone.
   *
   * @throws DataException naming row and column of a missing value, or of a text
   */
  public Table numbers(List<String> names) {
    double[] values = new double[Math.multiplyExact(rows(), names.size())];
    for (int j = 0; j < names.size(); j++) {
      double[] numbers = numbers(names.get(j));
      for (int i = 0; i < numbers.length; i++) {
        if (Double.isNaN(numbers[i])) throw problem(i, names.get(j), "is missing");
        values[i * names.size() + j] = numbers[i];
      }
    }
    return new Table(source(), names, Rows.wrap(names.size(), values));
  }

  private double[] numbers(String name) {
    RawColumn column = raw.column(name);
    if (column instanceof NumberColumn numbers) return numbers.toArray();
    if (column instanceof TimeColumn time) return time.toArray();
    TextColumn text = (TextColumn) column;
    for (int i = 0; i < rows(); i++)
      if (text.code(i) >= 0 && !Double.isFinite(Numbers.parse(text.get(i))))
        throw problem(i, name, Numbers.problem(text.get(i)));
    throw new AssertionError("a column of numbers was taken for texts: " + name);
  }

  /**
   * The rows as numbers: of categories their levels' numbers, NaN where missing.
   *
   * @param types the columns wanted, found by name
   * @param unseen whether a text that is no level becomes -1, and another value than the one of a
   *     constant {@link ConstantColumn#OTHER}, which have density 0; if not the first is refused,
   *     the second not looked at
   * @throws DataException naming row and column of a text that is no level, or no number
   */
  public Rows rows(List<TableColumn> types, boolean unseen) {
    double[] values = new double[Math.multiplyExact(rows(), types.size())];
    for (int j = 0; j < types.size(); j++) {
      TableColumn type = types.get(j);
      double[] numbers =
          type instanceof ConstantColumn constant
              ? others(constant, unseen)
              : type instanceof CategoryColumn category
                  ? levels(category.name(), category.levels(), unseen)
                  : numbers(type.name());
      for (int i = 0; i < rows(); i++)
        values[i * types.size() + j] = numbers == null ? Double.NaN : numbers[i];
    }
    return Rows.wrap(types.size(), values);
  }

  /** Null where they are not looked at. */
  private double[] others(ConstantColumn constant, boolean unseen) {
    if (!unseen || !names().contains(constant.name())) return null;
    double[] levels = levels(constant.name(), List.of(constant.text()), true);
    return Arrays.stream(levels).map(v -> v < 0 ? ConstantColumn.OTHER : v).toArray();
  }

  private double[] levels(String name, List<String> levels, boolean unseen) {
    Map<String, Integer> known = new HashMap<>();
    for (int k = 0; k < levels.size(); k++) known.put(levels.get(k), k);
    RawColumn column = raw.column(name);
    double[] values = new double[rows()];
    for (int i = 0; i < values.length; i++) {
      if (missing(column, i)) {
        values[i] = Double.NaN;
        continue;
      }
      String text = text(column, i);
      Integer level = known.get(text);
      // 3.0 and 3 are one level where levels are numbers.
      double number = level == null ? Numbers.parse(text) : Double.NaN;
      if (Double.isFinite(number)) level = known.get(Numbers.format(number));
      if (level == null && !unseen)
        throw problem(
            i,
            name,
            "'"
                + Numbers.shown(text)
                + "' is no category that the model knows; --unseen lowest gives such rows"
                + " density 0");
      values[i] = level == null ? -1 : level;
    }
    return values;
  }

  private static String text(RawColumn column, int row) {
    if (column instanceof TextColumn text) return text.get(row);
    return Numbers.format(
        column instanceof TimeColumn time ? time.get(row) : ((NumberColumn) column).get(row));
  }

  /** All columns as texts, to be written beside others. */
  public List<NewColumn> texts() {
    return raw.names().stream().map(name -> texts(name, raw.column(name))).toList();
  }

  private static NewColumn texts(String name, RawColumn column) {
    String[] texts = new String[column.size()];
    for (int i = 0; i < texts.length; i++)
      texts[i] =
          missing(column, i)
              ? ""
              : column instanceof TimeColumn time
                  ? TypedValues.time(time.get(i), time.dateOnly())
                  : text(column, i);
    return new NewColumn(name, List.of(texts));
  }

  private DataException problem(int row, String column, String what) {
    return new DataException(source() + ", row " + (row + 1) + ", column " + column + ": " + what);
  }
}

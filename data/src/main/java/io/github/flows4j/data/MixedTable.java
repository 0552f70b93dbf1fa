package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.TableColumn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A table whose columns are numbers or texts, with gaps. */
public final class MixedTable {
  private final String source;
  private final List<MixedColumn> columns;
  private final int rows;

  private MixedTable(String source, List<MixedColumn> columns, int rows) {
    this.source = source;
    this.columns = List.copyOf(columns);
    this.rows = rows;
  }

  /**
   * Reads the chosen columns of a file, as {@link Tables#read} does but for what is in the fields:
   * a column may be texts, and values may be missing.
   *
   * @throws DataException with one line that names the file and, where it applies, row, line and
   *     column: as {@link Tables#read}; or a text among numbers
   */
  public static MixedTable read(Path file, TableOptions options) {
    try (CsvRows csv = CsvRows.open(file, options)) {
      int[] chosen = csv.choose(options.columns());
      List<MixedColumn> columns = new ArrayList<>();
      for (int column : chosen) columns.add(new MixedColumn(csv.names().get(column)));
      while (csv.next()) for (int j = 0; j < chosen.length; j++) columns.get(j).add(csv, chosen[j]);
      if (csv.row() == 0) throw new DataException(file + " has a header line but no rows");
      columns.forEach(MixedColumn::end);
      return new MixedTable(file.toString(), columns, Math.toIntExact(csv.row()));
    }
  }

  /** The file. */
  public String source() {
    return source;
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** The columns. */
  public List<MixedColumn> columns() {
    return columns;
  }

  /** The columns' names. */
  public List<String> names() {
    return columns.stream().map(MixedColumn::name).toList();
  }

  /**
   * The column of a name.
   *
   * @throws DataException if there is none
   */
  public MixedColumn column(String name) {
    for (MixedColumn column : columns) if (column.name().equals(name)) return column;
    throw new DataException(
        source + " has no column '" + name + "'" + Suggestions.of(name, names()));
  }

  /** Whether all columns hold numbers and none is missing. */
  public boolean allNumbers() {
    for (MixedColumn column : columns) if (!column.numeric() || column.missing() > 0) return false;
    return true;
  }

  /** The type of a column: {@link ColumnTypes}. */
  public TableColumn type(String name, ColumnHint hint, boolean gaps) {
    MixedColumn column = column(name);
    try {
      boolean names = !column.numeric() && hint.type() != ColumnHint.Type.CONSTANT;
      if (names && hint.type() != null && hint.type() != ColumnHint.Type.CATEGORY)
        throw new DataException("column " + name + " holds texts, not numbers");
      return names
          ? ColumnTypes.category(name, column.levels(), column.codes(), gaps)
          : ColumnTypes.number(name, column.numbers(), hint, gaps);
    } catch (DataException e) {
      throw new DataException(source + ", " + e.getMessage(), e);
    }
  }

  /** The rows without those in which one of the given columns is missing, by number from 0. */
  public int[] complete(List<String> names) {
    boolean[] gap = new boolean[rows];
    for (String name : names) {
      MixedColumn column = column(name);
      if (column.missing() == 0) continue;
      List<String> texts = column.texts();
      for (int i = 0; i < rows; i++) gap[i] |= texts.get(i) == null;
    }
    int count = 0;
    int[] kept = new int[rows];
    for (int i = 0; i < rows; i++) if (!gap[i]) kept[count++] = i;
    return Arrays.copyOf(kept, count);
  }

  /**
   * The rows as numbers: of categories their levels' numbers, NaN where missing.
   *
   * @param types the columns wanted, found by name
   * @param unseen whether a text that is no level becomes -1, which has density 0; if not it is
   *     refused
   * @throws DataException naming row and column of a text that is no level, or no number
   */
  public Rows rows(List<TableColumn> types, boolean unseen) {
    double[] values = new double[Math.multiplyExact(rows, types.size())];
    for (int j = 0; j < types.size(); j++) {
      TableColumn type = types.get(j);
      if (type instanceof ConstantColumn) {
        for (int i = 0; i < rows; i++) values[i * types.size() + j] = Double.NaN;
        continue;
      }
      MixedColumn column = column(type.name());
      double[] numbers =
          type instanceof CategoryColumn category
              ? levels(column, category, unseen)
              : numbers(column);
      for (int i = 0; i < rows; i++) values[i * types.size() + j] = numbers[i];
    }
    return Rows.wrap(types.size(), values);
  }

  /**
   * Columns of numbers as a table of them alone.
   *
   * @throws DataException naming row and column of a missing value, or a column of texts
   */
  public Table numbers(List<String> names) {
    double[] values = new double[Math.multiplyExact(rows, names.size())];
    for (int j = 0; j < names.size(); j++) {
      MixedColumn column = column(names.get(j));
      if (column.missing() > 0) throw column.firstMissing();
      double[] numbers = numbers(column);
      for (int i = 0; i < rows; i++) values[i * names.size() + j] = numbers[i];
    }
    return new Table(source, names, Rows.wrap(names.size(), values));
  }

  private double[] numbers(MixedColumn column) {
    if (!column.numeric())
      throw new DataException(
          source + ", column " + column.name() + ": holds texts, the model needs numbers");
    return column.numbers();
  }

  private double[] levels(MixedColumn column, CategoryColumn category, boolean unseen) {
    Map<String, Integer> known = new HashMap<>();
    for (int k = 0; k < category.levels().size(); k++) known.put(category.levels().get(k), k);
    List<String> texts = column.texts();
    double[] numbers = column.numbers();
    double[] values = new double[rows];
    for (int i = 0; i < rows; i++) {
      String text = texts.get(i);
      Integer level = text == null ? null : known.get(text);
      // 3.0 and 3 are one level where levels are numbers.
      if (level == null && text != null && !Double.isNaN(numbers[i]))
        level = known.get(Numbers.format(numbers[i]));
      if (level == null && text != null && !unseen)
        throw new DataException(
            source
                + ", row "
                + (i + 1)
                + ", column "
                + column.name()
                + ": '"
                + Numbers.shown(text)
                + "' is no category that the model knows; --unseen lowest gives such rows"
                + " density 0");
      values[i] = text == null ? Double.NaN : level == null ? -1 : level;
    }
    return values;
  }
}

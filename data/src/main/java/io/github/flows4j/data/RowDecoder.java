package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.TableColumn;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Makes the numbers of a model's columns out of a table's rows: values, of categories their levels'
 * numbers, NaN where missing. Immutable and safe for use by many threads.
 */
public final class RowDecoder {
  private final String source;
  private final List<Decoder> features;
  private final List<Decoder> context;
  private final boolean skipBadRows;

  private RowDecoder(
      String source, List<Decoder> features, List<Decoder> context, boolean skipBadRows) {
    this.source = source;
    this.features = features;
    this.context = context;
    this.skipBadRows = skipBadRows;
  }

  /**
   * Rows as a model takes them.
   *
   * @param features [rows, features]
   * @param context [rows, context columns]; null where the model has none
   * @param kept the numbers, from 0, of the rows that they are of
   * @param problem what is wrong with the first row that is not among them; empty if all are
   */
  public record Decoded(Rows features, Rows context, List<Integer> kept, String problem) {
    /** Copies the list. */
    public Decoded {
      kept = List.copyOf(kept);
    }
  }

  /**
   * Finds the columns by their names.
   *
   * @param context may be empty
   * @param unseen whether a text that is no level becomes -1, and another value than the one of a
   *     constant {@link ConstantColumn#OTHER}, which have density 0; if not the first is refused,
   *     the second not looked at
   * @param skipBadRows whether rows with infinite numbers are left out; if not they are refused
   * @throws DataException if the table lacks one, with what it has
   */
  public static RowDecoder of(
      TableScan scan,
      List<TableColumn> features,
      List<TableColumn> context,
      boolean unseen,
      boolean skipBadRows) {
    return new RowDecoder(
        scan.source(),
        decoders(scan, features, unseen),
        decoders(scan, context, unseen),
        skipBadRows);
  }

  private static List<Decoder> decoders(TableScan scan, List<TableColumn> types, boolean unseen) {
    List<Decoder> decoders = new ArrayList<>();
    for (TableColumn type : types) {
      int column = scan.names().indexOf(type.name());
      if (column < 0 && !(type instanceof ConstantColumn))
        throw new DataException(
            scan.source()
                + " has no column '"
                + type.name()
                + "'"
                + Suggestions.of(type.name(), scan.names()));
      decoders.add(new Decoder(type, column, unseen));
    }
    return decoders;
  }

  /**
   * The numbers of some rows.
   *
   * @throws DataException naming the first row, and its column, with a value that is no number, no
   *     level, infinite, or missing where none may be
   */
  public Decoded decode(TextRows rows) {
    var problems = new Problems(rows);
    double[] x = decode(rows, features, problems);
    double[] given = decode(rows, context, problems);
    int[] kept = IntStream.range(0, rows.count()).filter(i -> !problems.left.get(i)).toArray();
    if (problems.fatal) throw new DataException(problems.first);
    return new Decoded(
        picked(x, features.size(), kept, rows.count()),
        context.isEmpty() ? null : picked(given, context.size(), kept, rows.count()),
        Arrays.stream(kept).boxed().toList(),
        problems.first);
  }

  private static Rows picked(double[] values, int columns, int[] kept, int count) {
    Rows all = Rows.wrap(columns, values);
    return kept.length == count ? all : all.pick(kept);
  }

  private static double[] decode(TextRows rows, List<Decoder> decoders, Problems problems) {
    int width = decoders.size();
    double[] values = new double[Math.multiplyExact(rows.count(), width)];
    for (int j = 0; j < width; j++) decoders.get(j).decode(rows, values, j, width, problems);
    return values;
  }

  /** What is wrong with rows, of which the first counts. */
  private final class Problems {
    private final TextRows rows;
    private final BitSet left = new BitSet();
    private int firstRow = Integer.MAX_VALUE;
    private String first = "";
    private boolean fatal;

    Problems(TextRows rows) {
      this.rows = rows;
    }

    /** Notes a problem; an infinite number is none that ends the work where rows are skipped. */
    void add(int row, String column, String problem, boolean infinite) {
      boolean ends = !(infinite && skipBadRows);
      if (!ends) left.set(row);
      // What ends the work is told rather than what does not, then the first.
      if (ends == fatal ? row >= firstRow : fatal) return;
      fatal = ends;
      firstRow = row;
      first = source + ", row " + rows.number(row) + line(row) + ", column " + column + problem;
    }

    /** Where it is another than the header and a line a row would have. */
    private String line(int row) {
      long line = rows.line(row);
      return line == 0 || line == rows.number(row) + 1 ? "" : " (line " + line + ")";
    }
  }

  /** One column. */
  private static final class Decoder {
    private final TableColumn type;
    private final int column;
    private final boolean unseen;
    private final boolean named;
    private final Map<String, Integer> levels = new HashMap<>();

    Decoder(TableColumn type, int column, boolean unseen) {
      this.type = type;
      this.column = column;
      this.unseen = unseen;
      named = type instanceof CategoryColumn || type instanceof ConstantColumn;
      if (type instanceof ConstantColumn constant) levels.put(constant.text(), 0);
      if (type instanceof CategoryColumn category)
        for (int k = 0; k < category.levels().size(); k++) levels.put(category.levels().get(k), k);
    }

    void decode(TextRows rows, double[] values, int at, int width, Problems problems) {
      if (type instanceof ConstantColumn && (column < 0 || !unseen)) {
        for (int i = 0; i < rows.count(); i++) values[i * width + at] = Double.NaN;
        return;
      }
      char[] chars = rows.chars();
      for (int i = 0; i < rows.count(); i++) {
        int from = rows.from(i, column);
        int to = rows.to(i, column, from);
        double value = named ? Double.NaN : Scan.number(chars, from, to);
        if (!Double.isFinite(value)) value = other(rows, i, from, to, problems);
        values[i * width + at] = value;
      }
    }

    /** The value of what is not written as a finite number. */
    private double other(TextRows rows, int row, int from, int to, Problems problems) {
      char[] chars = rows.chars();
      String text = new String(chars, from, to - from);
      if (rows.missing(row, column, from, to)) {
        if (!type.mayMiss()) problems.add(row, type.name(), ": " + Numbers.problem(text), false);
        return Double.NaN;
      }
      double seconds = Scan.seconds(chars, from, to);
      if (named) {
        Integer level = levels.get(text);
        // 3.0 and 3 are one level where levels are numbers.
        double number = level == null ? Scan.number(chars, from, to) : Double.NaN;
        if (level == null)
          level = levels.get(Numbers.format(Double.isFinite(number) ? number : seconds));
        if (level == null && !unseen)
          problems.add(
              row,
              type.name(),
              ": '"
                  + Numbers.shown(text)
                  + "' is no category that the model knows; --unseen lowest gives such rows"
                  + " density 0",
              false);
        if (level != null) return level;
        return type instanceof ConstantColumn ? ConstantColumn.OTHER : -1;
      }
      if (!Double.isNaN(seconds)) return seconds;
      problems.add(row, type.name(), ": " + Numbers.problem(text), Scan.infinite(chars, from, to));
      return Double.NaN;
    }
  }
}

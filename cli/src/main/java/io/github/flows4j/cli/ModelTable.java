package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.TableEncoding;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.data.RowDecoder;
import io.github.flows4j.data.Table;
import io.github.flows4j.data.TableScan;
import io.github.flows4j.data.Tables;
import io.github.flows4j.data.TypedValues;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Tables with a model's columns. */
final class ModelTable {
  private ModelTable() {}

  static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  /** The names of a model's features as its user has them. */
  static List<String> featureNames(Flow flow) {
    return features(flow).stream().map(TableColumn::name).toList();
  }

  /** The modelled columns; those of a model of plain columns are real numbers as they are. */
  static List<TableColumn> features(Flow flow) {
    return flow.schema().typed()
        ? flow.schema().table().features()
        : reals(flow.schema().features());
  }

  /** The columns that condition a model. */
  static List<TableColumn> context(Flow flow) {
    return flow.schema().typed() ? flow.schema().table().context() : reals(flow.schema().context());
  }

  private static List<TableColumn> reals(List<Column> columns) {
    return columns.stream()
        .map(column -> (TableColumn) NumberColumn.real(column.name(), 0, 1))
        .toList();
  }

  /**
   * The rows of a file with the model's features and context, found by name.
   *
   * @throws DataException naming file, row and column of what is missing or no number
   */
  static Sample read(Flow flow, DataInput.TableFile file, TableInput format) {
    return read(flow, file, format, List.of()).sample();
  }

  /**
   * A file's rows as a model takes them, and others of its columns.
   *
   * @param others columns of numbers; null where none are asked for
   */
  record Found(Sample sample, Table others) {}

  /** The model's columns and then others of a file. */
  static Found read(Flow flow, DataInput.TableFile file, TableInput format, List<String> others) {
    List<String> needed = needed(flow);
    List<String> all = new ArrayList<>(needed);
    for (String name : others) if (!all.contains(name)) all.add(name);
    try {
      if (flow.schema().typed() || !file.delimited() || format.skipsBadRows()) {
        // Constants are looked at where the file has them, so all columns are read.
        MixedTable table = file.read(format, constants(flow, format) ? List.of() : all);
        return new Found(
            sample(flow, table, format), others.isEmpty() ? null : table.numbers(others));
      }
      Table table = Tables.read(file.path(), format.options().withColumns(all));
      return new Found(sample(flow, table), others.isEmpty() ? null : select(table, others));
    } catch (DataException e) {
      throw withNeeded(e, flow);
    }
  }

  private static boolean constants(Flow flow, TableInput format) {
    return format.unseenLowest()
        && features(flow).stream().anyMatch(column -> column instanceof ConstantColumn);
  }

  private static DataException withNeeded(DataException e, Flow flow) {
    if (!e.getMessage().contains(" has no column ")) return e;
    return new DataException(
        e.getMessage() + "; the model needs " + String.join(", ", needed(flow)), e);
  }

  /**
   * What makes a model's features and context out of a table's rows, the columns found by name.
   *
   * @throws DataException naming the file and a column that it lacks
   */
  static RowDecoder decoder(Flow flow, TableScan scan, TableInput format) {
    try {
      return RowDecoder.of(
          scan, features(flow), context(flow), format.unseenLowest(), format.skipsBadRows());
    } catch (DataException e) {
      throw withNeeded(e, flow);
    }
  }

  /** The names of the columns that a model looks at. */
  private static List<String> needed(Flow flow) {
    List<String> names = new ArrayList<>();
    if (!flow.schema().typed()) {
      names.addAll(names(flow.schema().features()));
      names.addAll(names(flow.schema().context()));
      return names;
    }
    for (TableColumn column : flow.schema().table().features())
      if (column.features() > 0) names.add(column.name());
    for (TableColumn column : flow.schema().table().context())
      if (column.contextColumns() > 0) names.add(column.name());
    return names;
  }

  /**
   * A table's rows as a model takes them.
   *
   * @throws DataException naming file, row and column of what is missing or no number
   */
  static Sample sample(Flow flow, MixedTable read, TableInput format) {
    if (!flow.schema().typed()) return sample(flow, read.numbers(needed(flow)));
    TableSchema table = flow.schema().table();
    boolean unseen = format.unseenLowest();
    Rows context = table.context().isEmpty() ? null : read.rows(table.context(), unseen);
    return Sample.typed(table, read.rows(table.features(), unseen), context, 0);
  }

  private static Table select(Table table, List<String> names) {
    int[] chosen = names.stream().mapToInt(table.names()::indexOf).toArray();
    return new Table(table.source(), names, table.rows().select(chosen));
  }

  private static Sample sample(Flow flow, Table table) {
    int features = flow.features();
    int context = flow.schema().context().size();
    int[] first = new int[features];
    for (int j = 0; j < features; j++) first[j] = j;
    int[] second = new int[context];
    for (int j = 0; j < context; j++) second[j] = features + j;
    return new Sample(
        table.rows().select(first), context == 0 ? null : table.rows().select(second));
  }

  /** The rows of DATA: those of a file, or fresh ones of a built-in set. */
  static Sample read(Flow flow, DataInput input, TableInput format, int fresh, long seed) {
    ModelImages.refuse(flow, input);
    if (input instanceof DataInput.TableFile file) return read(flow, file, format);
    return fresh(flow, ((DataInput.ToySet) input).toy(), fresh, seed);
  }

  private static Sample fresh(Flow flow, io.github.flows4j.Toy toy, int rows, long seed) {
    if (flow.schema().typed()
        || flow.features() != toy.features()
        || !flow.schema().context().isEmpty())
      throw new DataException(
          toy.name()
              + " has "
              + toy.features()
              + " columns and no context, the model has "
              + flow.features()
              + " features and "
              + flow.schema().context().size()
              + " context columns");
    return new ToyJob(toy).real(rows, seed);
  }

  /** Writes a table to a file or, if there is none, to standard output. */
  static void write(Console console, Path file, List<String> names, Rows rows) throws IOException {
    if (file == null) {
      Tables.write(new ResultStream(console.out()), ',', names, rows);
      return;
    }
    Tables.write(file, names, rows);
    console.note(file + ": " + Report.count(rows.count()) + " rows");
  }

  /** Writes a flow's numbers as the rows of typed columns that they stand for. */
  static void writeTyped(Console console, Path file, TableSchema table, Rows flow)
      throws IOException {
    writeTexts(
        console,
        file,
        TypedValues.texts(table.features(), TableEncoding.of(table).toUser(flow)),
        flow.count());
  }

  /** Writes columns of texts to a file or, if there is none, to standard output. */
  static void writeTexts(Console console, Path file, List<NewColumn> columns, int rows)
      throws IOException {
    if (file == null) {
      Tables.write(new ResultStream(console.out()), ',', columns);
      return;
    }
    Tables.write(file, columns);
    console.note(file + ": " + Report.count(rows) + " rows");
  }

  /** Columns side by side. */
  static Rows join(Rows... parts) {
    int columns = 0;
    for (Rows part : parts) columns += part.columns();
    int count = parts[0].count();
    double[] values = new double[Math.multiplyExact(count, columns)];
    int at = 0;
    for (int i = 0; i < count; i++)
      for (Rows part : parts) {
        part.copyTo(i, 1, values, at);
        at += part.columns();
      }
    return Rows.wrap(columns, values);
  }
}

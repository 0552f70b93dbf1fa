package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.Table;
import io.github.flows4j.data.TableOptions;
import io.github.flows4j.data.Tables;
import io.github.flows4j.spec.Column;
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

  /**
   * The rows of a file with the model's features and context, found by name.
   *
   * @throws DataException naming file, row and column of what is missing or no number
   */
  static Sample read(Flow flow, Path file, TableOptions format) {
    return sample(flow, readTable(flow, file, format, List.of()));
  }

  /** The model's columns and then others of a file. */
  static Table readTable(Flow flow, Path file, TableOptions format, List<String> others) {
    List<String> needed = new ArrayList<>(names(flow.schema().features()));
    needed.addAll(names(flow.schema().context()));
    for (String name : others) if (!needed.contains(name)) needed.add(name);
    try {
      return Tables.read(file, format.withColumns(needed));
    } catch (DataException e) {
      if (!e.getMessage().contains(" has no column ")) throw e;
      throw new DataException(e.getMessage() + "; the model needs " + String.join(", ", needed), e);
    }
  }

  /** What {@link #readTable} read, taken apart. */
  static Sample sample(Flow flow, Table table) {
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
  static Sample read(Flow flow, DataInput input, TableOptions format, int fresh, long seed) {
    ModelImages.refuse(flow, input);
    if (input instanceof DataInput.TableFile file) return read(flow, file.path(), format);
    return fresh(flow, ((DataInput.ToySet) input).toy(), fresh, seed);
  }

  private static Sample fresh(Flow flow, io.github.flows4j.Toy toy, int rows, long seed) {
    if (flow.features() != toy.features() || !flow.schema().context().isEmpty())
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

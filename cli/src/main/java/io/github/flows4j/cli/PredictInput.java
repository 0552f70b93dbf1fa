package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.RawTable;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.TableColumn;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a model in which one column is asked for.
 *
 * @param rows as the user has them, NaN in the column asked for
 * @param context as the user has it; null for a model without
 * @param own [rows, 1], what the column asked for holds, NaN where it is missing and -1 for an
 *     unknown category; null where it is not there
 */
record PredictInput(Rows rows, Rows context, Rows own) {
  /** From a table. */
  static PredictInput of(Flow flow, TableColumn asked, RawTable raw, boolean unseen) {
    List<TableColumn> features = others(flow, asked);
    List<TableColumn> context = ModelTable.context(flow);
    requireAll(flow, asked, raw.source(), raw.names());
    MixedTable table = MixedTable.of(raw.select(needed(flow, asked)));
    return new PredictInput(
        table.rows(features, unseen),
        context.isEmpty() ? null : table.rows(context, unseen),
        own(asked, raw));
  }

  /** One row, from --given. */
  static PredictInput of(Flow flow, TableColumn asked, GivenValues given) {
    given.check(flow);
    if (given.texts().containsKey(asked.name()))
      throw new UsageProblem("--given has " + asked.name() + ", which is asked for");
    requireAll(flow, asked, "--given", List.copyOf(given.texts().keySet()));
    double[] row =
        others(flow, asked).stream()
            .mapToDouble(c -> c instanceof ConstantColumn ? Double.NaN : given.observed(c))
            .toArray();
    return new PredictInput(Rows.of(row.length, row), given.context(flow), null);
  }

  /** The modelled columns, what is asked for being of no matter. */
  private static List<TableColumn> others(Flow flow, TableColumn asked) {
    return ModelTable.features(flow).stream()
        .map(
            column ->
                column.name().equals(asked.name()) ? new ConstantColumn(column.name(), "") : column)
        .toList();
  }

  private static List<String> needed(Flow flow, TableColumn asked) {
    List<String> names = new ArrayList<>();
    for (TableColumn column : others(flow, asked))
      if (column.features() > 0) names.add(column.name());
    for (TableColumn column : ModelTable.context(flow))
      if (column.contextColumns() > 0) names.add(column.name());
    return names;
  }

  private static void requireAll(Flow flow, TableColumn asked, String source, List<String> there) {
    List<String> lacking =
        needed(flow, asked).stream().filter(name -> !there.contains(name)).toList();
    if (!lacking.isEmpty())
      throw new DataException(
          source
              + " lacks "
              + (lacking.size() == 1 ? "column " : "columns ")
              + String.join(", ", lacking)
              + ": predict needs all of the model's columns but "
              + asked.name()
              + "; flows4j sample MODEL --rows 1000 --given ... draws rows given some of them");
  }

  private static Rows own(TableColumn asked, RawTable raw) {
    if (!raw.names().contains(asked.name())) return null;
    try {
      return MixedTable.of(raw.select(List.of(asked.name()))).rows(List.of(asked), true);
    } catch (DataException e) {
      // Whatever stands there is not looked at.
      return null;
    }
  }

  int count() {
    return rows.count();
  }

  /** Some of the rows. */
  PredictInput slice(int from, int to) {
    return new PredictInput(
        rows.slice(from, to),
        context == null || context.count() == 1 ? context : context.slice(from, to),
        own == null ? null : own.slice(from, to));
  }
}

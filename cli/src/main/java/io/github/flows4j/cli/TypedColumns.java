package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.data.ColumnHint;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.RawColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.ArrayList;
import java.util.List;

/** What a table's columns are found to be. */
final class TypedColumns {
  private TypedColumns() {}

  /**
   * Finds them, or takes those of a model to start from.
   *
   * @return null where all are reals that are standardized and no more
   * @throws DataException naming row and column of what can't be modelled
   */
  static TableSchema of(
      MixedTable table,
      List<String> features,
      List<String> context,
      ColumnOptions options,
      Flow start) {
    if (start != null) return start.schema().table();
    SchemaHints hints = SchemaHints.read(options.schema);
    List<String> names = new ArrayList<>(features);
    names.addAll(context);
    hints.check(names);
    boolean gaps = options.missing() == ColumnOptions.Missing.MODEL;
    if (!gaps) names.forEach(table::requireNoneMissing);
    List<TableColumn> modelled = new ArrayList<>();
    for (String name : features) modelled.add(type(table, name, hints.of(name), gaps));
    List<TableColumn> given = new ArrayList<>();
    for (String name : context) {
      // As numbers, so that the model may be asked about others than it has seen.
      ColumnHint hint = hints.of(name);
      if (hint.type() == null && !(table.column(name) instanceof RawColumn.TextColumn))
        hint = new ColumnHint(ColumnHint.Type.REAL, hint.lower(), hint.upper(), hint.heavyTails());
      given.add(type(table, name, hint, gaps));
    }
    try {
      TableSchema found = TableSchema.of(modelled, given);
      return found.plain() ? null : found;
    } catch (IllegalArgumentException e) {
      throw new DataException(table.source() + ": " + e.getMessage(), e);
    }
  }

  private static TableColumn type(MixedTable table, String name, ColumnHint hint, boolean gaps) {
    return table.type(name, hint, gaps && table.column(name).missing() > 0);
  }
}

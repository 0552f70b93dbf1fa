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
import java.util.stream.IntStream;

/**
 * What a table's columns are found to be.
 *
 * @param table null where all are reals that are standardized and no more
 * @param drop whether rows with a missing value are left out
 */
record TypedColumns(TableSchema table, boolean drop) {
  private static final List<String> MISSING = List.of("refuse", "model", "drop");

  /**
   * Finds them, or takes those of a model to start from.
   *
   * @throws DataException naming row and column of what can't be modelled
   */
  static TypedColumns of(
      MixedTable table,
      List<String> features,
      List<String> context,
      ColumnOptions options,
      Flow start) {
    String missing = Names.one("--missing", options.missing, MISSING);
    boolean drop = missing.equals("drop");
    if (start != null) return new TypedColumns(start.schema().table(), drop);
    SchemaHints hints = SchemaHints.read(options.schema);
    List<String> names = new ArrayList<>(features);
    names.addAll(context);
    hints.check(names);
    if (missing.equals("refuse")) names.forEach(table::requireNoneMissing);
    List<TableColumn> modelled = new ArrayList<>();
    for (String name : features)
      modelled.add(type(table, name, hints.of(name), !missing.equals("refuse")));
    List<TableColumn> given = new ArrayList<>();
    for (String name : context) {
      // As numbers, so that the model may be asked about others than it has seen.
      ColumnHint hint = hints.of(name);
      if (hint.type() == null && !(table.column(name) instanceof RawColumn.TextColumn))
        hint = new ColumnHint(ColumnHint.Type.REAL, hint.lower(), hint.upper(), hint.heavyTails());
      given.add(type(table, name, hint, !missing.equals("refuse")));
    }
    try {
      TableSchema found = TableSchema.of(modelled, given);
      return new TypedColumns(found.plain() ? null : found, drop);
    } catch (IllegalArgumentException e) {
      throw new DataException(table.source() + ": " + e.getMessage(), e);
    }
  }

  private static TableColumn type(MixedTable table, String name, ColumnHint hint, boolean gaps) {
    return table.type(name, hint, gaps && table.column(name).missing() > 0);
  }

  /** The rows to use, by number from 0. */
  int[] kept(MixedTable table, List<String> features, List<String> context) {
    if (!drop) return IntStream.range(0, table.rows()).toArray();
    List<String> names = new ArrayList<>(features);
    names.addAll(context);
    int[] kept = table.complete(names);
    if (kept.length == 0)
      throw new DataException(table.source() + ": every row lacks a value; use --missing model");
    return kept;
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * The typed columns of a table, and how they become a flow's numbers.
 *
 * @param features the modelled columns
 * @param context the columns that condition them
 * @param draws over how many draws of noise a density is averaged where columns have cells; the
 *     draws are the same for every row and every time
 */
public record TableSchema(List<TableColumn> features, List<TableColumn> context, int draws) {
  /** Draws of noise that suit most tables. */
  public static final int DRAWS = 8;

  private static final int MOST_DRAWS = 1 << 16;

  /**
   * Checks that there is something to model.
   *
   * @throws IllegalArgumentException if all features are constant, or draws are not in 1..65536
   */
  public TableSchema {
    features = List.copyOf(features);
    context = List.copyOf(context);
    if (width(features) == 0)
      throw new IllegalArgumentException("there is no column to model that is not constant");
    if (draws < 1 || draws > MOST_DRAWS)
      throw new IllegalArgumentException("draws must be in 1.." + MOST_DRAWS + ", were " + draws);
  }

  /** With the usual number of draws. */
  public static TableSchema of(List<TableColumn> features, List<TableColumn> context) {
    return new TableSchema(features, context, DRAWS);
  }

  /** How many features a flow of it has. */
  public int width() {
    return width(features);
  }

  /** How many context columns a flow of it has. */
  public int contextWidth() {
    int sum = 0;
    for (TableColumn column : context) sum = Math.addExact(sum, column.contextColumns());
    return sum;
  }

  /** How many uniform draws a row's features take. */
  public int noise() {
    int sum = 0;
    for (TableColumn column : features) sum = Math.addExact(sum, column.noise());
    return sum;
  }

  /** Whether all columns are reals that are standardized and no more, so that it says nothing. */
  public boolean plain() {
    for (List<TableColumn> columns : List.of(features, context))
      for (TableColumn column : columns)
        if (!(column instanceof NumberColumn number && number.plain())) return false;
    return true;
  }

  private static int width(List<TableColumn> columns) {
    int sum = 0;
    for (TableColumn column : columns) sum = Math.addExact(sum, column.features());
    return sum;
  }

  /** The flow's features, named by the columns they are made of. */
  List<Column> flowFeatures() {
    List<Column> all = new ArrayList<>();
    for (TableColumn column : features) {
      if (column.features() > 0) all.add(Column.plain(column.name()));
      if (column.features() > 1) all.add(Column.plain(column.name() + " is missing"));
    }
    return all;
  }

  /** The flow's context columns, named by the columns they are made of. */
  List<Column> flowContext() {
    List<Column> all = new ArrayList<>();
    for (TableColumn column : context) {
      if (column instanceof CategoryColumn category) {
        for (String level : category.levels())
          all.add(Column.plain(column.name() + " is " + level));
        if (column.mayMiss()) all.add(Column.plain(column.name() + " is missing"));
      } else if (column instanceof NumberColumn) {
        all.add(Column.plain(column.name()));
        if (column.mayMiss()) all.add(Column.plain(column.name() + " is missing"));
      }
    }
    return all;
  }
}

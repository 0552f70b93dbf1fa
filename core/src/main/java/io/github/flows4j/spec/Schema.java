package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a flow's columns are called and how the user's units become the flow's.
 *
 * @param features the modelled columns, in the flow's order; of images, columns named by {@link
 *     Pixels#name} of mean 0 and scale 1
 * @param context the columns that condition it, in the flow's order
 * @param pixels how images become the flow's numbers, or null where the features are columns of a
 *     table
 * @param table how typed columns become the flow's numbers, which features and context then name;
 *     or null where columns are numbers that are standardized and no more
 */
public record Schema(
    List<Column> features, List<Column> context, Pixels pixels, TableSchema table) {
  /**
   * Checks that every name is there once.
   *
   * @throws IllegalArgumentException naming the column that is there twice, or if the features are
   *     not the pixels' own
   */
  public Schema {
    context = List.copyOf(context);
    if (table != null
        && !(pixels == null
            && features.equals(table.flowFeatures())
            && context.equals(table.flowContext())))
      throw new IllegalArgumentException(
          "the columns of a typed table must be those of Schema.table");
    Set<String> seen = new HashSet<>();
    if (pixels == null) {
      features = List.copyOf(features);
      for (Column column : features) add(column, seen);
    } else {
      if (!features.equals(pixels.columns()))
        throw new IllegalArgumentException(
            "the features of images of " + pixels.shape() + " must be those of Schema.image");
      features = pixels.columns();
    }
    for (Column column : context) {
      if (pixels != null && pixels.names(column.name())) throw twice(column);
      add(column, seen);
    }
  }

  private static void add(Column column, Set<String> seen) {
    if (!seen.add(column.name())) throw twice(column);
  }

  private static IllegalArgumentException twice(Column column) {
    return new IllegalArgumentException("column " + column.name() + " is there twice");
  }

  /** Columns of a table. */
  public Schema(List<Column> features, List<Column> context) {
    this(features, context, null, null);
  }

  /** Columns of a table or, of images, their pixels. */
  public Schema(List<Column> features, List<Column> context, Pixels pixels) {
    this(features, context, pixels, null);
  }

  /**
   * Typed columns of a table.
   *
   * @throws IllegalArgumentException naming a column that is there twice
   */
  public static Schema table(TableSchema table) {
    return new Schema(table.flowFeatures(), table.flowContext(), null, table);
  }

  /** Images, and the columns that condition them. */
  public static Schema image(Pixels pixels, List<Column> context) {
    return new Schema(pixels.columns(), context, pixels, null);
  }

  /** Whether its rows are images, whose {@link #pixels} are scaled. */
  public boolean image() {
    return pixels != null;
  }

  /** Whether its columns are typed: its rows become the flow's numbers by {@link #table}. */
  public boolean typed() {
    return table != null;
  }

  /** Columns {@code x0, x1, ...} and {@code c0, c1, ...}, taken as they are. */
  public static Schema plain(int features, int context) {
    return new Schema(plain("x", features), plain("c", context));
  }

  private static List<Column> plain(String prefix, int count) {
    List<Column> columns = new ArrayList<>();
    for (int j = 0; j < count; j++) columns.add(Column.plain(prefix + j));
    return columns;
  }

  /**
   * log|det| of the standardization of one row of features, the same for every row: -sum log scale.
   * Losses of a training on a table leave it out; those on images leave nothing out, and here it is
   * 0: the log|det| of scaling pixels is each image's own.
   */
  public double logDet() {
    double sum = 0;
    for (Column column : features) sum -= Math.log(column.scale());
    return sum;
  }

  /**
   * Checks that it fits a flow.
   *
   * @throws IllegalArgumentException if the numbers of columns differ
   */
  public void check(FlowSpec spec) {
    if (features.size() != spec.features())
      throw new IllegalArgumentException(
          "schema has " + features.size() + " features, the flow has " + spec.features());
    if (context.size() != spec.context())
      throw new IllegalArgumentException(
          "schema has " + context.size() + " context columns, the flow has " + spec.context());
    if (image() && spec.shape() instanceof ImageShape images && !images.equals(pixels.shape()))
      throw new IllegalArgumentException(
          "schema is of images of " + pixels.shape() + ", the flow of " + images);
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a flow's columns are called and how the user's units become the flow's.
 *
 * @param features the modelled columns, in the flow's order
 * @param context the columns that condition it, in the flow's order
 */
public record Schema(List<Column> features, List<Column> context) {
  /**
   * Checks that every name is there once.
   *
   * @throws IllegalArgumentException naming the column that is there twice
   */
  public Schema {
    features = List.copyOf(features);
    context = List.copyOf(context);
    Set<String> seen = new HashSet<>();
    for (List<Column> columns : List.of(features, context))
      for (Column column : columns)
        if (!seen.add(column.name()))
          throw new IllegalArgumentException("column " + column.name() + " is there twice");
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

  /** log|det| of the standardization of one row of features: -sum log scale. */
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
  }
}

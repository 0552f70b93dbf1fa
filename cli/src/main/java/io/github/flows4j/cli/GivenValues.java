package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.TypedValues;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Values by column, from {@code --given}.
 *
 * @param texts by name
 */
record GivenValues(Map<String, String> texts) {
  static GivenValues of(Map<String, String> given) {
    Map<String, String> stripped = new LinkedHashMap<>();
    given.forEach((name, text) -> stripped.put(name.strip(), text.strip()));
    return new GivenValues(stripped);
  }

  /**
   * Checks that the model has all columns.
   *
   * @throws UsageProblem naming one that it has not
   */
  void check(Flow flow) {
    List<String> known =
        Stream.concat(ModelTable.features(flow).stream(), ModelTable.context(flow).stream())
            .map(TableColumn::name)
            .toList();
    for (String name : texts.keySet())
      if (!known.contains(name))
        throw new UsageProblem(
            "--given: the model has no column '" + name + "'" + Names.choices(name, known));
  }

  /** The modelled columns that are given and vary, by number. */
  int[] observed(Flow flow) {
    List<TableColumn> features = ModelTable.features(flow);
    List<Integer> found = new ArrayList<>();
    for (int j = 0; j < features.size(); j++) {
      String text = texts.get(features.get(j).name());
      if (text == null) continue;
      if (features.get(j) instanceof ConstantColumn constant) {
        if (!text.equals(constant.text()))
          throw new UsageProblem(
              "--given: " + constant.name() + " is always '" + constant.text() + "'");
      } else found.add(j);
    }
    return found.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * The row of context; null for a model without.
   *
   * @throws UsageProblem naming a column that is not given, or whose value is none
   */
  Rows context(Flow flow) {
    List<TableColumn> columns = ModelTable.context(flow);
    if (columns.isEmpty()) return null;
    double[] row = new double[columns.size()];
    for (int j = 0; j < row.length; j++) {
      if (columns.get(j).contextColumns() == 0) continue;
      if (texts.get(columns.get(j).name()) == null)
        throw missing(columns.get(j).name(), columns.stream().map(TableColumn::name).toList());
      row[j] = value(columns.get(j));
    }
    return Rows.of(row.length, row);
  }

  private UsageProblem missing(String name, List<String> names) {
    return new UsageProblem(
        "the model is conditional on "
            + String.join(", ", names)
            + ": give "
            + (texts.isEmpty() ? "" : name + " too, ")
            + "--given "
            + String.join("=...,", names)
            + "=...");
  }

  /**
   * The value of a column that is given; NaN for an empty text where a value may be missing.
   *
   * @throws UsageProblem naming the column
   */
  double value(TableColumn column) {
    String text = texts.get(column.name());
    if (text.isEmpty() && column.mayMiss()) return Double.NaN;
    if (column instanceof CategoryColumn category) {
      int level = category.levels().indexOf(text);
      if (level >= 0) return level;
      throw new UsageProblem(
          "--given: "
              + column.name()
              + " can't be '"
              + text
              + "'"
              + Names.choices(text, category.levels()));
    }
    double value = number(text);
    boolean timed =
        column instanceof NumberColumn number
            && (number.kind() == NumberColumn.Kind.DATE || number.kind() == NumberColumn.Kind.TIME);
    if (timed && Double.isNaN(value)) value = TypedValues.seconds(text);
    if (!Double.isFinite(value))
      throw new UsageProblem(
          "--given: "
              + column.name()
              + "='"
              + text
              + "' is not a "
              + (timed ? "time, such as 2026-01-31" : "finite number"));
    return value;
  }

  /**
   * As {@link #value}, of a column that is modelled, in whose cells there is nothing between.
   *
   * @throws UsageProblem naming the column
   */
  double observed(TableColumn column) {
    double value = value(column);
    if (column instanceof NumberColumn number
        && number.kind() == NumberColumn.Kind.WHOLE
        && value != Math.rint(value)
        && !Double.isNaN(value))
      throw new UsageProblem(
          "--given: "
              + column.name()
              + "="
              + texts.get(column.name())
              + " can't be: the column holds whole numbers");
    return value;
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}

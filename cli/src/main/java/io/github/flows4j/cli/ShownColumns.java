package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.TableEncoding;
import io.github.flows4j.cli.report.Feature;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns as a person is to see them: typed ones in their own units and with the names of their
 * categories, but those that may be missing as the flow has them.
 *
 * @param features what they are called
 * @param real real rows
 * @param generated generated rows
 */
record ShownColumns(List<Feature> features, Rows real, Rows generated) {
  /** The columns of a model's rows. */
  static ShownColumns of(Flow flow, Sample real, Rows generated) {
    if (real.typed() == null)
      return new ShownColumns(
          Feature.numbers(ModelTable.names(flow.schema().features())), real.rows(), generated);
    TableSchema table = flow.schema().table();
    Rows drawn = TableEncoding.of(table).toUser(generated);
    List<Feature> features = new ArrayList<>();
    List<Rows> left = new ArrayList<>();
    List<Rows> right = new ArrayList<>();
    int inFlow = 0;
    for (int j = 0; j < table.features().size(); j++) {
      TableColumn column = table.features().get(j);
      boolean gaps = column.mayMiss();
      if (column.features() > 0) {
        left.add(gaps ? real.rows().select(inFlow) : real.typed().rows().select(j));
        right.add(gaps ? generated.select(inFlow) : drawn.select(j));
        features.add(
            column instanceof CategoryColumn category && !gaps
                ? new Feature(column.name(), category.levels())
                : Feature.numbers(List.of(column.name())).get(0));
      }
      inFlow += column.features();
    }
    return new ShownColumns(
        features,
        ModelTable.join(left.toArray(Rows[]::new)),
        ModelTable.join(right.toArray(Rows[]::new)));
  }
}

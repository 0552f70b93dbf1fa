package io.github.flows4j;

import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The columns of a flow as its user has them, and which of the flow's numbers each makes; of a flow
 * of plain columns they are one number each, as it is.
 */
final class FlowColumns {
  /** Makes no noise and no log-determinant, so that an encoding is never of nothing. */
  private static final TableColumn NOTHING = NumberColumn.real("nothing", 0, 1);

  private final Flow flow;
  private final List<TableColumn> columns;
  private final int[] offsets;

  private FlowColumns(Flow flow, List<TableColumn> columns) {
    this.flow = flow;
    this.columns = columns;
    offsets = new int[columns.size() + 1];
    for (int c = 0; c < columns.size(); c++)
      offsets[c + 1] = offsets[c] + columns.get(c).features();
  }

  static FlowColumns of(Flow flow) {
    if (flow.schema().image())
      throw new IllegalArgumentException("the flow is one of images, which have no columns");
    if (flow.schema().typed()) return new FlowColumns(flow, flow.schema().table().features());
    return new FlowColumns(
        flow,
        flow.schema().features().stream()
            .map(column -> (TableColumn) NumberColumn.real(column.name(), 0, 1))
            .toList());
  }

  int count() {
    return columns.size();
  }

  TableColumn get(int column) {
    return columns.get(Objects.checkIndex(column, columns.size()));
  }

  /** The first of the flow's numbers that a column makes. */
  int offset(int column) {
    return offsets[column];
  }

  /** Over how many draws of noise densities are averaged. */
  int draws() {
    return flow.schema().typed() ? flow.schema().table().draws() : 1;
  }

  /** With another column in the place of one. */
  List<TableColumn> replaced(int column, TableColumn by) {
    List<TableColumn> all = new ArrayList<>(columns);
    all.set(column, by);
    return all;
  }

  /** The encoding of some columns, then one number more, of the user's and of the flow's: 0. */
  static TableEncoding encoding(List<TableColumn> some) {
    List<TableColumn> all = new ArrayList<>(some);
    all.add(NOTHING);
    return TableEncoding.of(TableSchema.of(all, List.of()));
  }

  /** The flow's numbers as the user's rows. */
  Rows toUser(Rows numbers) {
    return flow.schema().typed()
        ? TableEncoding.of(flow.schema().table()).toUser(numbers)
        : numbers;
  }

  /** Context in the flow's numbers; null for a flow without. */
  Rows contextToFlow(Rows context) {
    int needed =
        flow.schema().typed() ? flow.schema().table().context().size() : flow.spec().context();
    int given = context == null ? 0 : context.columns();
    if (given != needed)
      throw new ShapeMismatch("contexts must have " + needed + " columns, have " + given);
    return flow.schema().typed()
        ? TableEncoding.of(flow.schema().table()).contextToFlow(context)
        : context;
  }

  /** log p of the flow's numbers given context in the flow's numbers, or null. */
  double[] logProb(Rows numbers, Rows context) {
    return context == null ? flow.logProb(numbers) : flow.logProb(numbers, context);
  }
}

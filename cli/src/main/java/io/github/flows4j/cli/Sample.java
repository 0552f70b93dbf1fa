package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.TableEncoding;
import io.github.flows4j.TableFlow;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.TableSchema;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Rows with the context that each was seen in.
 *
 * @param rows [rows, features]
 * @param context [rows, context columns], or null where there is none
 * @param typed of typed columns, rows and context as the user has them; rows and context then are
 *     the flow's numbers. Null where columns are no more than standardized
 */
record Sample(Rows rows, Rows context, Sample typed) {
  Sample(Rows rows, Rows context) {
    this(rows, context, null);
  }

  /** Rows of typed columns, with noise from a seed where they have cells. */
  static Sample typed(TableSchema table, Rows rows, Rows context, long seed) {
    TableEncoding encoding = TableEncoding.of(table);
    return new Sample(
        encoding.toFlow(rows, seed), encoding.contextToFlow(context), new Sample(rows, context));
  }

  static Sample of(Rows rows) {
    return new Sample(rows, null);
  }

  int count() {
    return rows.count();
  }

  /** So many of the rows, drawn from a seed, in their order; all if there are no more. */
  Sample thinned(int most, long seed) {
    if (count() <= most) return this;
    int[] order = new int[count()];
    for (int i = 0; i < order.length; i++) order[i] = i;
    var random = new SplittableRandom(seed);
    for (int i = 0; i < most; i++) {
      int j = random.nextInt(i, order.length);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    int[] chosen = Arrays.copyOf(order, most);
    Arrays.sort(chosen);
    return pick(chosen);
  }

  /** The rows, by number from 0, that are wanted. */
  Sample where(IntPredicate wanted) {
    return pick(IntStream.range(0, count()).filter(wanted).toArray());
  }

  /** The rows, by number from 0, in the given order. */
  Sample pick(int... chosen) {
    return new Sample(
        rows.pick(chosen),
        context == null ? null : context.pick(chosen),
        typed == null ? null : typed.pick(chosen));
  }

  double[] logProb(Flow flow) {
    if (typed != null) return TableFlow.of(flow).logProb(typed.rows, typed.context);
    return context == null ? flow.logProb(rows) : flow.logProb(rows, context);
  }

  /** One generated row for each, under the same context. */
  Rows generatedBy(Flow flow, long seed) {
    return context == null
        ? flow.sample(count(), seed)
        : flow.sampleGiven(context, count(), seed, 1);
  }

  /**
   * Rows generated in the place of these, under the same context, with what a flow says of them.
   */
  Sample replaced(Flow flow, Rows generated) {
    if (typed == null) return new Sample(generated, context);
    Rows user = TableEncoding.of(flow.schema().table()).toUser(generated);
    return new Sample(generated, context, new Sample(user, typed.context));
  }

  /** The rows in the flow's numbers, without noise: equal rows are equal. */
  Rows centred(Schema schema) {
    return typed == null ? rows : TableEncoding.of(schema.table()).toFlowCentred(typed.rows);
  }

  /** The rows that are finite. */
  static Rows finite(Rows rows) {
    int[] chosen = new int[rows.count()];
    int count = 0;
    for (int i = 0; i < rows.count(); i++) {
      boolean finite = true;
      for (int j = 0; j < rows.columns(); j++) finite &= Double.isFinite(rows.get(i, j));
      if (finite) chosen[count++] = i;
    }
    return count == rows.count() ? rows : rows.pick(Arrays.copyOf(chosen, count));
  }

  /** Rows in the flow's units. */
  static Rows standardized(Rows rows, Schema schema) {
    List<Column> columns = schema.features();
    double[] values = rows.toArray();
    for (int i = 0; i < values.length; i++) {
      Column column = columns.get(i % columns.size());
      values[i] = (values[i] - column.mean()) / column.scale();
    }
    return Rows.wrap(rows.columns(), values);
  }
}

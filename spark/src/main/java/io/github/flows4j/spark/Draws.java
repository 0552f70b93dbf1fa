package io.github.flows4j.spark;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Rows that a flow draws, as rows of Spark. */
final class Draws {
  /** Rows drawn at once, from a seed of their own. */
  static final int BLOCK = 4096;

  private Draws() {}

  /** Rows of features: a number each, or one vector. */
  static List<Row> of(Rows sampled, boolean vector) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < sampled.count(); i++) rows.add(behind(List.of(), sampled.row(i), vector));
    return rows;
  }

  private static Row behind(List<Object> before, double[] row, boolean vector) {
    List<Object> values = new ArrayList<>(before);
    if (vector) values.add(Vectors.dense(row));
    else for (double number : row) values.add(number);
    return RowFactory.create(values.toArray());
  }

  /** The rows of a partition, of each the first columns, with features drawn for them behind. */
  static final class Given implements Iterator<Row> {
    private final Iterator<Row> from;
    private final Flow flow;
    private final List<String> names;
    private final int width;
    private final boolean vector;
    private final long seed;
    private final int partition;
    private Iterator<Row> drawn = List.<Row>of().iterator();
    private long blocks;

    /**
     * Rows to be drawn.
     *
     * @param from rows of the columns to keep, and behind them the contexts as numbers
     * @param names of the context columns
     * @param width columns to keep
     */
    Given(
        Iterator<Row> from,
        Flow flow,
        List<String> names,
        int width,
        boolean vector,
        long seed,
        int partition) {
      this.from = from;
      this.flow = flow;
      this.names = names;
      this.width = width;
      this.vector = vector;
      this.seed = seed;
      this.partition = partition;
    }

    @Override
    public boolean hasNext() {
      return drawn.hasNext() || from.hasNext();
    }

    @Override
    public Row next() {
      if (!drawn.hasNext()) drawn = block();
      return drawn.next();
    }

    private Iterator<Row> block() {
      List<Row> some = new ArrayList<>();
      while (some.size() < BLOCK && from.hasNext()) some.add(from.next());
      int context = names.size();
      double[] numbers = new double[some.size() * context];
      for (int i = 0; i < some.size(); i++)
        for (int c = 0; c < context; c++) numbers[i * context + c] = number(some.get(i), c);
      Rows sampled =
          flow.sampleGiven(Rows.wrap(context, numbers), Shard.mix(seed, partition, blocks++));
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        List<Object> kept = new ArrayList<>();
        for (int j = 0; j < width; j++) kept.add(some.get(i).get(j));
        rows.add(behind(kept, sampled.row(i), vector));
      }
      return rows.iterator();
    }

    private double number(Row row, int context) {
      if (row.isNullAt(width + context))
        throw new DataException("column " + names.get(context) + " is null in a row");
      return row.getDouble(width + context);
    }
  }
}

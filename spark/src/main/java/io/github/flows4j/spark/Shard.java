package io.github.flows4j.spark;

import io.github.flows4j.engine.Units;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.spec.Schema;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of a partition as plain numbers, in the user's units: those to train on come first. */
final class Shard implements Serializable {
  private static final long serialVersionUID = 1;

  private final int partition;
  private final int features;
  private final int contextColumns;
  private final int training;
  private final int count;
  private final double[] rows;
  private final double[] context;
  private final double[] weights;
  private final long[] nulls;
  private final long[] notFinite;
  private final long negativeWeights;

  private Shard(
      int partition,
      RowLayout layout,
      Rows training,
      Rows validation,
      long[] nulls,
      long[] notFinite,
      long negativeWeights) {
    this.partition = partition;
    this.training = training.count;
    features = layout.features().size();
    contextColumns = layout.context().size();
    count = training.count + validation.count;
    rows = new double[Math.multiplyExact(count, features)];
    context = new double[count * contextColumns];
    weights = layout.weight() == null ? null : new double[count];
    int width = layout.width();
    for (int i = 0; i < count; i++) {
      double[] from = i < training.count ? training.numbers : validation.numbers;
      int at = (i < training.count ? i : i - training.count) * width;
      System.arraycopy(from, at, rows, i * features, features);
      System.arraycopy(from, at + features, context, i * contextColumns, contextColumns);
      if (weights != null) weights[i] = from[at + width - 1];
    }
    this.nulls = nulls;
    this.notFinite = notFinite;
    this.negativeWeights = negativeWeights;
  }

  /** Rows as they come in. */
  private static final class Rows {
    private double[] numbers = new double[1 << 10];
    private int count;

    void add(double[] row) {
      int from = Math.multiplyExact(count, row.length);
      if (from + row.length > numbers.length)
        numbers = Arrays.copyOf(numbers, Math.max(from + row.length, from + (from >> 1)));
      System.arraycopy(row, 0, numbers, from, row.length);
      count++;
    }
  }

  /**
   * Takes a partition's rows. Rows of weight 0 count for nothing and are left out; those that are
   * of no use are counted.
   *
   * @param validationFraction the chance of a row to be one to validate on
   * @param seed together with the partition's and the row's number decides which are
   */
  static Shard of(
      int partition,
      Iterator<InternalRow> from,
      RowReader reader,
      double validationFraction,
      long seed) {
    RowLayout layout = reader.layout();
    SplittableRandom random = new SplittableRandom(mix(seed, partition, -1));
    Rows training = new Rows();
    Rows validation = new Rows();
    double[] row = new double[layout.width()];
    long[] nulls = new long[row.length];
    long[] notFinite = new long[row.length];
    long negative = 0;
    boolean weighted = layout.weight() != null;
    while (from.hasNext()) {
      InternalRow next = from.next();
      int wrong = reader.read(next, row);
      boolean validates = random.nextDouble() < validationFraction;
      double weight = weighted ? row[row.length - 1] : 1;
      if (wrong >= 0) (reader.isNull(next, wrong) ? nulls : notFinite)[wrong]++;
      else if (weight < 0) negative++;
      else if (weight > 0) (validates ? validation : training).add(row);
    }
    return new Shard(partition, layout, training, validation, nulls, notFinite, negative);
  }

  /** A number that is independent for each seed, partition and step. */
  static long mix(long seed, long partition, long step) {
    SplittableRandom random = new SplittableRandom(seed ^ (partition * 0x9E3779B97F4A7C15L));
    return random.nextLong() ^ new SplittableRandom(step).nextLong();
  }

  int partition() {
    return partition;
  }

  int features() {
    return features;
  }

  int contextColumns() {
    return contextColumns;
  }

  /** Rows to train on, the first ones. */
  int training() {
    return training;
  }

  /** All rows. */
  int count() {
    return count;
  }

  /** A number of a row: features, then context. */
  double number(int row, int column) {
    return column < features
        ? rows[row * features + column]
        : context[row * contextColumns + column - features];
  }

  /** The sum of the weights of rows {@code from} to {@code to}. */
  double weight(int from, int to) {
    if (weights == null) return Math.max(0, to - from);
    double sum = 0;
    for (int i = from; i < to; i++) sum += weights[i];
    return sum;
  }

  long[] nulls() {
    return nulls;
  }

  long[] notFinite() {
    return notFinite;
  }

  long negativeWeights() {
    return negativeWeights;
  }

  /**
   * Fills a batch with rows to train on: those from a place on in the partition's endless order,
   * which goes through them all in an order of its own each time.
   */
  void fill(Batch batch, long from, int howMany, Schema schema, long seed) {
    long[] epoch = {-1};
    ShuffledIndex[] order = new ShuffledIndex[1];
    fill(
        batch,
        howMany,
        i -> {
          long now = (from + i) / training;
          if (now != epoch[0]) order[0] = new ShuffledIndex(training, mix(seed, partition, now));
          epoch[0] = now;
          return order[0].at((int) ((from + i) % training));
        },
        schema);
  }

  /** Fills a batch with rows from a row on, in their own order. */
  void fillInOrder(Batch batch, int from, int howMany, Schema schema) {
    fill(batch, howMany, i -> from + i, schema);
  }

  private void fill(Batch batch, int howMany, IntUnaryOperator which, Schema schema) {
    batch.count(howMany);
    for (int i = 0; i < howMany; i++) {
      int row = which.applyAsInt(i);
      System.arraycopy(rows, row * features, batch.rows(), i * features, features);
      System.arraycopy(
          context, row * contextColumns, batch.context(), i * contextColumns, contextColumns);
      batch.weights()[i] = weights == null ? 1 : weights[row];
    }
    Units.features(schema).toFlow(batch.rows(), howMany, null, 0);
    Units.context(schema).toFlow(batch.context(), howMany, null, 0);
  }
}

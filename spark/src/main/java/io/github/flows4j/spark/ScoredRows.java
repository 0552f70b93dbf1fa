package io.github.flows4j.spark;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * The rows of a partition with their log-densities, scored some at a time. The rows that wait for
 * theirs lie in one array of bytes, as Spark has them; no row costs an object.
 */
final class ScoredRows implements Iterator<InternalRow> {
  private static final int BATCH = 4096;

  private final Iterator<InternalRow> from;
  private final Flow flow;
  private final RowReader reader;
  private final boolean keeps;
  private final UnsafeProjection toUnsafe;
  private final UnsafeProjection output;
  private final double[] row;
  private final double[] features;
  private final double[] context;
  private final int[] ends = new int[BATCH];
  private final boolean[] unscored = new boolean[BATCH];
  private final UnsafeRow waiting;
  private final SpecificInternalRow score;
  private final JoinedRow joined;
  private byte[] bytes = new byte[1 << 16];
  private double[] scores = new double[0];
  private int count;
  private int next;

  /**
   * Rows to be scored.
   *
   * @param keeps whether rows with a number that is null or not finite get null, instead of failing
   * @param width columns of the rows that come in
   * @param toUnsafe makes an {@link UnsafeRow} of any other
   * @param output takes the row that came in, with its score behind
   */
  ScoredRows(
      Iterator<InternalRow> from,
      Flow flow,
      RowReader reader,
      boolean keeps,
      int width,
      UnsafeProjection toUnsafe,
      UnsafeProjection output) {
    this.from = from;
    this.flow = flow;
    this.reader = reader;
    this.keeps = keeps;
    this.toUnsafe = toUnsafe;
    this.output = output;
    row = new double[reader.layout().width()];
    features = new double[BATCH * reader.layout().features().size()];
    context = new double[BATCH * reader.layout().context().size()];
    waiting = new UnsafeRow(width);
    score = new SpecificInternalRow(FlowModel.SCORE);
    joined = new JoinedRow(waiting, score);
  }

  @Override
  public boolean hasNext() {
    if (next == count) fill();
    return next < count;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) throw new NoSuchElementException();
    int begin = next == 0 ? 0 : ends[next - 1];
    waiting.pointTo(bytes, Platform.BYTE_ARRAY_OFFSET + begin, ends[next] - begin);
    if (unscored[next]) score.setNullAt(0);
    else score.setDouble(0, scores[next]);
    next++;
    return output.apply(joined);
  }

  private void fill() {
    count = 0;
    next = 0;
    int end = 0;
    int columns = flow.features();
    int contextColumns = flow.spec().context();
    while (count < BATCH && from.hasNext()) {
      InternalRow given = from.next();
      int wrong = reader.read(given, row);
      unscored[count] = wrong >= 0;
      if (wrong >= 0) refuse(given, wrong);
      System.arraycopy(row, 0, features, count * columns, columns);
      System.arraycopy(row, columns, context, count * contextColumns, contextColumns);
      end = keep(given instanceof UnsafeRow unsafe ? unsafe : toUnsafe.apply(given), end);
      ends[count++] = end;
    }
    if (count > 0) scores = flow.logProb(rows(features, columns), contexts(contextColumns));
  }

  private void refuse(InternalRow given, int wrong) {
    if (!keeps)
      throw new DataException(
          "column "
              + reader.layout().column(wrong)
              + " is "
              + (reader.isNull(given, wrong) ? "null" : row[wrong])
              + " in a row; handleInvalid = keep gives such rows no log-density");
    Arrays.fill(row, 0);
  }

  private int keep(UnsafeRow given, int at) {
    int size = given.getSizeInBytes();
    if (at + size > bytes.length)
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(at, size), 2 * bytes.length));
    Platform.copyMemory(
        given.getBaseObject(), given.getBaseOffset(), bytes, Platform.BYTE_ARRAY_OFFSET + at, size);
    return at + size;
  }

  private Rows rows(double[] numbers, int columns) {
    int used = count * columns;
    return Rows.wrap(columns, used == numbers.length ? numbers : Arrays.copyOf(numbers, used));
  }

  private Rows contexts(int columns) {
    return columns == 0 ? null : rows(context, columns);
  }
}

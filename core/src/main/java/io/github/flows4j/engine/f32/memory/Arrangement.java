package io.github.flows4j.engine.f32.memory;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How the weight of a masked layer is kept: one row for each output, outputs and inputs in the
 * order in which sequential sampling comes to know them, so that what is masked lies at the rows'
 * ends, where it costs nothing. The bias is column 0, as the weight of an input that is always 1.
 *
 * <p>Every row and column has a step: a column's is the first at which its input is known, a row's
 * the first at which all its inputs are. Within a row, masked columns between others (a partial
 * order leaves such holes) are kept at zero.
 */
public final class Arrangement {
  private final int[] rowOf;
  private final int[] columnOf;
  private final int[] depth;
  private final int[] firstRow;
  private final int[] rowsBefore;
  private final int[] columnsBefore;
  private final BitSet[] allowed;
  private final int[][] holes;

  /** Whether an input may reach an output, by their places in the tensor. */
  public interface Connection {
    /** Whether it may. */
    boolean allowed(int output, int input);
  }

  private Arrangement(
      int[] rowOf, int[] columnOf, int[] rowStep, int[] columnStep, BitSet[] allowed) {
    this.rowOf = rowOf;
    this.columnOf = columnOf;
    this.allowed = allowed;
    rowsBefore = before(rowStep, 0);
    columnsBefore = before(columnStep, 1);
    depth = Arrays.stream(allowed).mapToInt(BitSet::length).toArray();
    holes = Arrays.stream(allowed).map(Arrangement::holes).toArray(int[][]::new);
    firstRow = new int[columnStep.length];
    Arrays.fill(firstRow, rowStep.length);
    for (int row = rowStep.length - 1; row >= 0; row--) {
      int own = row;
      allowed[row].stream().forEach(column -> firstRow[column] = own);
    }
  }

  /** Starts and ends of what is masked before the last column of a row that is not. */
  private static int[] holes(BitSet allowed) {
    IntStream.Builder runs = IntStream.builder();
    int last = allowed.length();
    for (int from = allowed.nextClearBit(0); from < last; ) {
      int to = allowed.nextSetBit(from);
      runs.add(from).add(to);
      from = allowed.nextClearBit(to);
    }
    return runs.build().toArray();
  }

  /**
   * An arrangement.
   *
   * @param outputStep the step of each output
   * @param inputStep the step at which each input is known
   * @param connection which inputs may reach which outputs
   */
  public static Arrangement of(int[] outputStep, int[] inputStep, Connection connection) {
    return of(places(outputStep, 0), outputStep, inputStep, connection);
  }

  /**
   * The arrangement of the layer of outputs, parameter-major in its tensor: all parameters of a
   * feature are neighbours here.
   */
  static Arrangement of(
      int[] outputStep, int[] inputStep, Connection connection, int parameters, int features) {
    int[] places = places(java.util.Arrays.copyOf(outputStep, features), 0);
    int[] rowOf =
        IntStream.range(0, outputStep.length)
            .map(o -> places[o % features] * parameters + o / features)
            .toArray();
    return of(rowOf, outputStep, inputStep, connection);
  }

  private static Arrangement of(
      int[] rowOf, int[] outputStep, int[] inputStep, Connection connection) {
    int[] columnOf = places(inputStep, 1);
    int[] rowStep = new int[outputStep.length];
    int[] columnStep = new int[inputStep.length + 1];
    BitSet[] allowed = new BitSet[rowStep.length];
    for (int i = 0; i < inputStep.length; i++) columnStep[columnOf[i]] = inputStep[i];
    for (int o = 0; o < outputStep.length; o++) {
      BitSet columns = new BitSet();
      columns.set(0);
      for (int i = 0; i < inputStep.length; i++)
        if (connection.allowed(o, i)) columns.set(columnOf[i]);
      allowed[rowOf[o]] = columns;
      rowStep[rowOf[o]] = outputStep[o];
    }
    return new Arrangement(rowOf, columnOf, rowStep, columnStep, allowed);
  }

  /**
   * The place of each when sorted by step, those of a step in their order, counted from a start.
   */
  static int[] places(int[] steps, int from) {
    int[] places = new int[steps.length];
    int next = from;
    for (int which :
        IntStream.range(0, steps.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> steps[i]))
            .mapToInt(Integer::intValue)
            .toArray()) places[which] = next++;
    return places;
  }

  /** Rows: the outputs. */
  public int rows() {
    return depth.length;
  }

  /** Columns: the bias and the inputs. */
  public int columns() {
    return firstRow.length;
  }

  /** The row of a tensor's output. */
  int rowOf(int output) {
    return rowOf[output];
  }

  /** The column of a tensor's input. */
  int columnOf(int input) {
    return columnOf[input];
  }

  /** Whether a connection of a row is not masked. */
  public boolean allows(int row, int column) {
    return allowed[row].get(column);
  }

  /**
   * Sets to zero what is masked, and the padding behind it, in rows {@code from} to {@code to} of a
   * matrix kept like the weight.
   *
   * @param at where row {@code from} begins
   */
  public void clearMasked(float[] matrix, int at, int stride, int from, int to) {
    for (int row = from; row < to; row++) {
      int start = at + (row - from) * stride;
      int[] runs = holes[row];
      for (int i = 0; i < runs.length; i += 2)
        Arrays.fill(matrix, start + runs[i], start + runs[i + 1], 0.0f);
      Arrays.fill(matrix, start + depth[row], start + stride, 0.0f);
    }
  }

  /** Leading columns of a row that hold all that is not masked; at least 1. */
  public int depth(int row) {
    return depth[row];
  }

  /** The first row that a column reaches; as many as there are rows if none. */
  public int firstRow(int column) {
    return firstRow[column];
  }

  /** For each step up to one past the last, how many come before it, counted from a place on. */
  private static int[] before(int[] sortedSteps, int from) {
    int last = sortedSteps.length > from ? sortedSteps[sortedSteps.length - 1] : -1;
    int[] before = new int[last + 2];
    int at = from;
    for (int step = 0; step < before.length; step++) {
      while (at < sortedSteps.length && sortedSteps[at] < step) at++;
      before[step] = at;
    }
    return before;
  }

  /** The first row of a step or a later one. */
  public int rowsBefore(int step) {
    return rowsBefore[Math.min(step, rowsBefore.length - 1)];
  }

  /** The first column of a step or a later one; at least 1, since the bias is never counted. */
  public int columnsBefore(int step) {
    return columnsBefore[Math.min(step, columnsBefore.length - 1)];
  }
}

package io.github.flows4j;

import io.github.flows4j.engine.PixelNoise;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What is given, and how particles come to agree with it: of some columns by having it put in its
 * place, of others by lying in its cell already. Not safe for use by several threads.
 */
final class GivenCells {
  private final FlowColumns columns;
  private final int[] replacedColumns;
  private final int[] keptColumns;
  private final double[] values;
  private final double[] kept;
  private final double[] noise;
  private final TableEncoding encoding;

  private GivenCells(FlowColumns columns, int[] observed, double[] values, boolean[] keep) {
    this.columns = columns;
    int[] gone = IntStream.range(0, observed.length).filter(i -> !keep[i]).toArray();
    int[] stay = IntStream.range(0, observed.length).filter(i -> keep[i]).toArray();
    replacedColumns = Arrays.stream(gone).map(i -> observed[i]).toArray();
    keptColumns = Arrays.stream(stay).map(i -> observed[i]).toArray();
    this.values =
        Arrays.copyOf(Arrays.stream(gone).mapToDouble(i -> values[i]).toArray(), gone.length + 1);
    kept = Arrays.stream(stay).mapToDouble(i -> values[i]).toArray();
    encoding = FlowColumns.encoding(Arrays.stream(replacedColumns).mapToObj(columns::get).toList());
    noise = new double[Arrays.stream(replacedColumns).map(c -> columns.get(c).noise()).sum()];
  }

  /** All columns are put in their places. */
  static GivenCells replacing(FlowColumns columns, int[] observed, double[] values) {
    return new GivenCells(columns, observed, values, new boolean[observed.length]);
  }

  /** Columns that hold the same value in many rows must hold it already. */
  static GivenCells keeping(FlowColumns columns, int[] observed, double[] values) {
    boolean[] keep = new boolean[observed.length];
    for (int i = 0; i < keep.length; i++)
      keep[i] = Double.isNaN(values[i]) || counted(columns.get(observed[i]));
    return new GivenCells(columns, observed, values, keep);
  }

  private static boolean counted(TableColumn column) {
    return column instanceof CategoryColumn
        || (column instanceof NumberColumn number && number.kind() != NumberColumn.Kind.REAL);
  }

  /** Which of the flow's numbers are replaced. */
  int[] replaced() {
    return Arrays.stream(replacedColumns)
        .flatMap(
            c -> IntStream.range(columns.offset(c), columns.offset(c) + columns.get(c).features()))
        .toArray();
  }

  /** What is put in their place, drawn in its cell, and one number more; its log-determinant. */
  double draw(SplittableRandom random, double[] to) {
    Arrays.fill(noise, 0);
    PixelNoise.add(noise, 0, noise.length, random);
    return encoding.units().toFlow(values, 0, noise, 0, to, 0);
  }

  /** Which rows agree already, where they must. */
  boolean[] within(Rows user) {
    boolean[] within = new boolean[user.count()];
    for (int i = 0; i < within.length; i++) {
      within[i] = true;
      for (int j = 0; j < keptColumns.length; j++) {
        double value = user.get(i, keptColumns[j]);
        within[i] &= Double.isNaN(kept[j]) ? Double.isNaN(value) : value == kept[j];
      }
    }
    return within;
  }
}

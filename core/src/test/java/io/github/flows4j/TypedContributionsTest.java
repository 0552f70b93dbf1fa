package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Warp;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against sums and integrals over all values, of a flow that is far from the identity. */
class TypedContributionsTest {
  private static final int KIND = 0;
  private static final int COUNT = 1;
  private static final int SIZE = 2;
  private static final Flow FLOW = flow(1);
  private static final TableFlow TABLE = TableFlow.of(FLOW);
  private static final Rows X = TABLE.sample(25, 5);
  private static final Rows ODD = Contributions.of(FLOW).of(X);

  /**
   * A category that may be missing, a whole number, and a real in some unit that may be missing.
   */
  private static Flow flow(double unit) {
    TableSchema table =
        TableSchema.of(
            List.of(
                new CategoryColumn("kind", List.of("x", "y", "z"), List.of(6.0, 3.0, 1.0, 2.0)),
                new NumberColumn("count", Kind.WHOLE, 1, new Warp.SoftLog(0, 2, false), 3, 2, 0),
                new NumberColumn(
                    "size", Kind.REAL, 0, new Warp.Identity(), 5 * unit, 2 * unit, 0.3),
                new ConstantColumn("year", "1994")),
            List.of());
    FlowSpec spec = Flows.nsf(table.width()).withTransforms(2).withHidden(16).spec();
    Map<String, Tensor> larger = new LinkedHashMap<>();
    Tensors.initial(spec, 5)
        .byName()
        .forEach((name, t) -> larger.put(name, Tensor.of(t.shape(), i -> 2.0 * t.get(i))));
    Flow flow = Flow.of(spec, Tensors.of(larger), Schema.table(table));
    Rows rows = flow.sample(2_000, 1);
    double[][] columns =
        IntStream.range(0, rows.columns()).mapToObj(rows::column).toArray(double[][]::new);
    return flow.withScores(ScoreQuantiles.of(false, flow.logProb(rows), null, columns, null));
  }

  private static double[] logProb(int row, int column, double... values) {
    double[] rows = new double[values.length * X.columns()];
    for (int i = 0; i < values.length; i++) {
      X.copyTo(row, 1, rows, i * X.columns());
      rows[i * X.columns() + column] = values[i];
    }
    return TABLE.logProb(Rows.wrap(X.columns(), rows));
  }

  /** log of the sum of exp(l), and the mean of l. */
  private static double[] mass(double... logs) {
    double most = Arrays.stream(logs).max().orElseThrow();
    double sum = 0;
    double mean = 0;
    for (double l : logs) {
      double weight = Math.exp(l - most);
      sum += weight;
      if (weight > 0) mean += weight * l;
    }
    return new double[] {most + Math.log(sum), mean / sum};
  }

  private static double own(int row, int column) {
    return logProb(row, column, X.get(row, column))[0];
  }

  @Test
  void categoriesAreSummedOver() {
    for (int i = 0; i < X.count(); i++) {
      double mean = mass(logProb(i, KIND, 0, 1, 2, Double.NaN))[1];
      assertEquals(mean - own(i, KIND), ODD.get(i, KIND), 1e-9);
    }
  }

  @Test
  void wholeNumbersAreSummedOver() {
    double[] numbers = IntStream.range(0, 500).asDoubleStream().toArray();
    for (int i = 0; i < X.count(); i++) {
      double mean = mass(logProb(i, COUNT, numbers))[1];
      // Between the numbers that it looks at it takes the logarithm to be linear.
      assertEquals(mean - own(i, COUNT), ODD.get(i, COUNT), 0.03, "row " + i);
    }
  }

  @Test
  void gapsComeBeforeTheValue() {
    double step = 0.04;
    double[] sizes = IntStream.range(-500, 750).mapToDouble(k -> k * step).toArray();
    int gaps = 0;
    for (int i = 0; i < X.count(); i++) {
      double[] there = mass(logProb(i, SIZE, sizes));
      double thereLog = there[0] + Math.log(step);
      double[] either = {thereLog, logProb(i, SIZE, Double.NaN)[0]};
      boolean gap = Double.isNaN(X.get(i, SIZE));
      if (gap) gaps++;
      double expected =
          mass(either)[1] - (gap ? either[1] : thereLog) + (gap ? 0 : there[1] - own(i, SIZE));
      assertEquals(expected, ODD.get(i, SIZE), 0.03, "row " + i);
    }
    assertTrue(gaps > 1 && gaps < 24, gaps + " gaps");
  }

  @Test
  void unitsDoNotCount() {
    double[] values = X.toArray();
    for (int i = 0; i < X.count(); i++) values[i * X.columns() + SIZE] *= 1_000;
    Rows odd = Contributions.of(flow(1_000)).of(Rows.wrap(X.columns(), values));
    for (int i = 0; i < X.count(); i++)
      for (int j = 0; j < X.columns(); j++) assertEquals(ODD.get(i, j), odd.get(i, j), 1e-3);
  }

  @Test
  void whatNeverVariesIsNotOddAndWhatCanNotBeIsInfinitelySo() {
    Rows rows = Rows.of(4, -1, 3, 5, Double.NaN, 0, -2, 5, Double.NaN);
    Rows odd = Contributions.of(FLOW).of(rows);
    assertEquals(Double.POSITIVE_INFINITY, odd.get(0, KIND));
    assertEquals(Double.POSITIVE_INFINITY, odd.get(1, COUNT));
    assertEquals(0, odd.get(0, 3));
    assertTrue(Double.isNaN(odd.get(0, COUNT)));
  }
}

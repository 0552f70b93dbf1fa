package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** On two correlated normals, whose conditionals are normal: (z^2 - 1) / 2 is the answer. */
class ContributionsTest {
  private static final double[] SCALE = {2, 300};
  private static final double[] MEAN = {10, -500};

  /** z0 = x0, z1 = (x1 - rho x0) / sqrt(1 - rho^2) in standardized columns, as one LU layer. */
  private static Flow normals(double rho) {
    FlowSpec spec = new FlowSpec(2, 0, List.of(new LuLinear()), new StandardNormal());
    double inverse = 1 / Math.sqrt(1 - rho * rho);
    Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.initial(spec, 1).byName());
    tensors.put("transforms.0.lower", Tensor.of(List.of(2, 2), 0, 0, (float) (-rho * inverse), 0));
    tensors.put("transforms.0.log_diagonal", Tensor.of(List.of(2), 0, (float) Math.log(inverse)));
    List<Column> columns =
        List.of(new Column("a", MEAN[0], SCALE[0]), new Column("b", MEAN[1], SCALE[1]));
    Flow flow =
        Flow.of(spec, Tensors.of(tensors), new Schema(columns, List.of()))
            .withPrecision(Precision.DOUBLE);
    return judged(flow, flow.sample(5_000, 3));
  }

  private static Flow judged(Flow flow, Rows rows) {
    double[][] columns = {rows.column(0), rows.column(1)};
    return flow.withScores(ScoreQuantiles.of(false, flow.logProb(rows), null, columns, null));
  }

  private static double expected(double rho, Rows x, int row, int column) {
    double a = (x.get(row, column) - MEAN[column]) / SCALE[column];
    double b = (x.get(row, 1 - column) - MEAN[1 - column]) / SCALE[1 - column];
    double z = (a - rho * b) / Math.sqrt(1 - rho * rho);
    return (z * z - 1) / 2;
  }

  @Test
  void agreesWithTheConditionalsOfNormals() {
    // The correlation, and how far off the quadrature may be: it is the coarser, the narrower the
    // conditional is.
    double[][] cases = {{0, 0.02}, {0.8, 0.02}, {-0.99, 0.03}, {0.9999, 0.05}};
    for (double[] one : cases) {
      Flow flow = normals(one[0]);
      Rows x = flow.sample(300, 7);
      Rows odd = Contributions.of(flow).of(x);
      for (int i = 0; i < x.count(); i++)
        for (int j = 0; j < 2; j++)
          assertEquals(
              expected(one[0], x, i, j), odd.get(i, j), one[1], "rho " + one[0] + ", row " + i);
    }
  }

  @Test
  void namesTheOddColumn() {
    Flow flow = normals(0.6);
    // 3 and 40 deviations out, alone; and usual values that contradict each other.
    Rows x = Rows.of(2, 10, -500 + 900, 10 + 80, -500, 12.5, -900);
    Rows odd = Contributions.of(flow).of(x);
    for (int i = 0; i < x.count(); i++)
      for (int j = 0; j < 2; j++) {
        double answer = expected(0.6, x, i, j);
        assertEquals(answer, odd.get(i, j), 0.03 + 0.01 * answer, "row " + i + ", column " + j);
      }
    int[] oddest = Contributions.oddest(odd);
    assertArrayEquals(new int[] {1, 0}, new int[] {oddest[0], oddest[1]});
    assertTrue(odd.get(2, 0) > 2 && odd.get(2, 1) > 2, "" + odd.get(2, 0));
  }

  @Test
  void isZeroOnAverageOverTheFlowsOwnRows() {
    Flow flow = normals(0.7);
    Rows odd = Contributions.of(flow).of(flow.sample(4_000, 11));
    for (int j = 0; j < 2; j++) {
      double mean = 0;
      for (int i = 0; i < odd.count(); i++) mean += odd.get(i, j) / odd.count();
      // The deviation of (z^2 - 1) / 2 is 0.71: four standard errors.
      assertEquals(0, mean, 0.045);
    }
  }

  @Test
  void rowsDoNotDependOnTheOthers() {
    Flow flow = normals(0.5);
    Rows x = flow.sample(700, 5);
    Rows all = Contributions.of(flow).of(x);
    for (int i : new int[] {0, 333, 699})
      assertArrayEquals(all.row(i), Contributions.of(flow).of(x.slice(i, i + 1)).row(0), 1e-9);
  }

  @Test
  void impossibleRows() {
    FlowSpec spec = new FlowSpec(2, 0, List.of(new LuLinear()), new BoxUniform(1));
    Flow plain = Flow.of(spec, Tensors.initial(spec, 1));
    var random = new SplittableRandom(1);
    Flow flow = judged(plain, Rows.of(2, random.doubles(400, -1, 1).toArray()));
    Rows odd = Contributions.of(flow).of(Rows.of(2, 0, 0.5, 0, 3, 3, 3));
    assertEquals(0, odd.get(0, 0), 1e-6);
    assertEquals(Double.POSITIVE_INFINITY, odd.get(1, 1));
    assertTrue(Double.isNaN(odd.get(1, 0)));
    assertArrayEquals(new int[] {0, 1, -1}, Contributions.oddest(odd));
  }

  @Test
  void needsQuantiles() {
    Flow flow = Flow.untrained(Flows.realNvp(2), 1);
    assertThrows(IllegalArgumentException.class, () -> Contributions.of(flow));
  }
}

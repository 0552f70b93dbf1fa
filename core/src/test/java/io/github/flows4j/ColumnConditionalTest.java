package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Warp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On correlated normals, whose conditionals are normal, whatever columns are made of them. */
class ColumnConditionalTest {
  private static final double[][] ROOT = {{1.2, 0, 0}, {-0.9, 1.5, 0}, {0.4, 0.8, 0.9}};
  private static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.9, 0.99};

  /** What the flow's cells are stretched by. */
  private static final double STRETCH = Math.sqrt(3) / Math.PI;

  private static Flow typed(TableColumn... columns) {
    return typed(8, columns);
  }

  private static Flow typed(int draws, TableColumn... columns) {
    Schema schema = Schema.table(new TableSchema(List.of(columns), List.of(), draws));
    return GaussianFlows.of(ROOT, schema);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 30, 0.001})
  void quantilesOfNormals(double sharper) {
    double[][] root = new double[3][];
    for (int i = 0; i < 3; i++) root[i] = ROOT[i].clone();
    // The last column all but follows from the others.
    for (int j = 0; j < 3; j++) root[2][j] *= Math.max(1, sharper);
    double[] mean = {10, -3, 1e4};
    double[] scale = {2, 1, 300};
    List<Column> columns =
        List.of(
            new Column("a", mean[0], scale[0]),
            new Column("b", mean[1], scale[1]),
            new Column("c", mean[2], scale[2]));
    Flow flow = GaussianFlows.of(root, new Schema(columns, List.of()));
    double[][] precision = GaussianFlows.precision(root);
    Rows x = flow.sample(40, 5);
    for (int j = 0; j < 3; j++) {
      List<ColumnDistribution> all = ColumnConditional.of(flow, j).of(x);
      for (int i = 0; i < x.count(); i++) {
        double[] y = new double[3];
        for (int k = 0; k < 3; k++) y[k] = (x.get(i, k) - mean[k]) / scale[k];
        double centre = GaussianFlows.mean(precision, y, j) * scale[j] + mean[j];
        double deviation = GaussianFlows.deviation(precision, j) * scale[j];
        assertEquals(0, (all.get(i).mean() - centre) / deviation, 1e-3);
        for (double q : QUANTILES) {
          double off = (all.get(i).quantile(q) - centre) / deviation - GaussianFlows.quantile(q);
          // Where the density is low a quantile moves more for the same mass.
          assertEquals(0, off, q > 0.02 && q < 0.98 ? 1e-3 : 4e-3, "row " + i + ", " + q);
        }
      }
    }
  }

  @Test
  void theColumnItselfDoesNotMatterAndRowsAreAlone() {
    Flow flow = GaussianFlows.of(ROOT, Schema.plain(3, 0));
    ColumnConditional conditional = ColumnConditional.of(flow, 1);
    Rows x = flow.sample(900, 3);
    double[] blank = x.toArray();
    for (int i = 0; i < x.count(); i++) blank[3 * i + 1] = Double.NaN;
    List<ColumnDistribution> all = conditional.of(x);
    List<ColumnDistribution> same = conditional.of(Rows.of(3, blank));
    for (int i : new int[] {0, 450, 899}) {
      assertEquals(all.get(i).quantile(0.3), same.get(i).quantile(0.3));
      double alone = conditional.of(x.slice(i, i + 1)).get(0).quantile(0.3);
      assertEquals(all.get(i).quantile(0.3), alone, 1e-12);
      assertEquals(0, all.get(i).missing());
    }
  }

  @Test
  void categoriesHaveTheMassOfTheirCells() {
    Flow flow =
        typed(
            new CategoryColumn("kind", List.of("x", "y", "z"), List.of(5.0, 2.0, 1.0, 2.0)),
            NumberColumn.real("a", 0, 1),
            NumberColumn.real("b", 0, 1));
    double[][] precision = GaussianFlows.precision(ROOT);
    double[] edges = {0.5, 0.7, 0.8};
    double[][] rows = {{Double.NaN, 0.3, -1}, {0, -2, 2}, {2, 2.5, 0}};
    List<ColumnDistribution> all = ColumnConditional.of(flow, 0).of(Rows.of(rows));
    for (int i = 0; i < rows.length; i++) {
      double centre = GaussianFlows.mean(precision, rows[i], 0);
      double deviation = GaussianFlows.deviation(precision, 0);
      double below = 0;
      int best = 0;
      double[] truth = new double[4];
      for (int k = 0; k < 4; k++) {
        double y = k == 3 ? 9 : STRETCH * Math.log(edges[k] / (1 - edges[k]));
        double upper = GaussianFlows.cdf((y - centre) / deviation);
        truth[k] = upper - below;
        if (k < 3 && truth[k] > truth[best]) best = k;
        assertEquals(truth[k], all.get(i).probability(k), 5e-4);
        below = upper;
      }
      assertEquals(best, all.get(i).mostProbable());
      assertEquals(truth[3], all.get(i).missing(), 5e-4);
    }
    ColumnDistribution one = all.get(0);
    assertThrows(IllegalArgumentException.class, () -> one.quantile(0.5));
    assertThrows(IllegalArgumentException.class, () -> one.probability(4));
  }

  @Test
  void wholeNumbersHaveWholeQuantiles() {
    NumberColumn whole = new NumberColumn("n", Kind.WHOLE, 1, new Warp.Identity(), 40, 3, 0);
    Flow flow = typed(NumberColumn.real("a", 0, 1), whole, NumberColumn.real("b", 0, 1));
    double[][] precision = GaussianFlows.precision(ROOT);
    double[][] rows = {{1, 0, 0.5}, {-1, 0, 2}, {3, 0, -2}};
    List<ColumnDistribution> all = ColumnConditional.of(flow, 1).of(Rows.of(rows));
    for (int i = 0; i < rows.length; i++) {
      double centre = 40 + 3 * GaussianFlows.mean(precision, rows[i], 1);
      double deviation = 3 * GaussianFlows.deviation(precision, 1);
      double mean = 0;
      for (int n = -20; n < 100; n++)
        mean +=
            n
                * (GaussianFlows.cdf((n + 1 - centre) / deviation)
                    - GaussianFlows.cdf((n - centre) / deviation));
      assertEquals(mean, all.get(i).mean(), 3e-3);
      for (double q : QUANTILES) {
        double exact = centre + deviation * GaussianFlows.quantile(q);
        // No row was chosen to lie on an edge.
        assertTrue(Math.abs(exact - Math.rint(exact)) > 0.01, "an edge: " + exact);
        assertEquals(Math.floor(exact), all.get(i).quantile(q));
      }
    }
  }

  @Test
  void boundedColumnsStayWithin() {
    NumberColumn share = new NumberColumn("s", Kind.REAL, 0, new Warp.Logit(0, 1), 0, 1.5, 0);
    NumberColumn count =
        new NumberColumn("n", Kind.WHOLE, 1, new Warp.SoftLog(0, 2, false), 0, 3, 0);
    Flow flow = typed(share, count, NumberColumn.real("b", 0, 1));
    Rows x = Rows.of(3, 0.5, 0, 4, 0.999, 70, -4, 0.001, 12, 0);
    for (ColumnDistribution each : ColumnConditional.of(flow, 0).of(x))
      for (double q : new double[] {1e-6, 0.5, 1 - 1e-6})
        assertTrue(each.quantile(q) > 0 && each.quantile(q) < 1, "" + each.quantile(q));
    for (ColumnDistribution each : ColumnConditional.of(flow, 1).of(x)) {
      double low = each.quantile(1e-6);
      assertTrue(low >= 0 && low == Math.rint(low), "" + low);
      assertTrue(each.mean() >= 0);
    }
    // Another column beyond its bounds: nothing is possible.
    ColumnDistribution none = ColumnConditional.of(flow, 0).of(Rows.of(3, 0.5, -3, 0)).get(0);
    assertFalse(none.possible());
    assertTrue(Double.isNaN(none.quantile(0.5)) && Double.isNaN(none.mean()));
    assertTrue(Double.isNaN(none.missing()));
  }

  /** Against the shares of rows that the flow draws itself. */
  @Test
  void gapsAndCellsAgreeWithDraws() {
    Flow flow =
        typed(
            8_192,
            new NumberColumn("n", Kind.WHOLE, 1, new Warp.Identity(), 3, 4, 0.3),
            new CategoryColumn("kind", List.of("x", "y"), List.of(0.6, 0.4)),
            new ConstantColumn("year", "1994"));
    Rows drawn = TableFlow.of(flow).sample(200_000, 9);
    for (int kind = 0; kind < 2; kind++) {
      int count = 0;
      int gaps = 0;
      double mean = 0;
      for (int i = 0; i < drawn.count(); i++) {
        if (drawn.get(i, 1) != kind) continue;
        count++;
        if (Double.isNaN(drawn.get(i, 0))) gaps++;
        else mean += drawn.get(i, 0);
      }
      double missing = (double) gaps / count;
      ColumnDistribution found =
          ColumnConditional.of(flow, 0).of(Rows.of(3, 7, kind, Double.NaN)).get(0);
      // Four standard errors of the draws (the deviation of n is about 4), and 8,192 points of
      // noise.
      assertEquals(missing, found.missing(), 4 * Math.sqrt(0.25 / count) + 2e-3);
      assertEquals(mean / (count - gaps), found.mean(), 4 * 4 / Math.sqrt(count - gaps) + 0.02);
    }
    assertThrows(IllegalArgumentException.class, () -> ColumnConditional.of(flow, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> ColumnConditional.of(flow, 3));
  }

  /** Given context, against the flow's own density along the column. */
  @Test
  void contextIsGivenToo() {
    FlowSpec spec = Flows.nsf(2).withContext(1).withTransforms(2).withHidden(16).spec();
    Map<String, Tensor> strong = new LinkedHashMap<>();
    Tensors.initial(spec, 5)
        .byName()
        .forEach(
            (name, tensor) ->
                strong.put(name, Tensor.of(tensor.shape(), i -> 3.0 * tensor.get(i))));
    Flow flow = Flow.of(spec, Tensors.of(strong));
    double[] contexts = {-2, 0.5, 3};
    Rows x = Rows.of(2, 0.3, 9, -1, 9, 1.5, 9);
    List<ColumnDistribution> all = ColumnConditional.of(flow, 1).of(x, Rows.of(1, contexts));
    int steps = 400_000;
    for (int i = 0; i < 3; i++) {
      double[] values = new double[2 * steps];
      for (int k = 0; k < steps; k++) {
        values[2 * k] = x.get(i, 0);
        values[2 * k + 1] = -20 + 40 * (k + 0.5) / steps;
      }
      double[] logProb = flow.logProb(Rows.of(2, values), Rows.of(1, contexts[i]));
      double total = 0;
      for (double log : logProb) total += Math.exp(log);
      for (double q : QUANTILES) {
        double below = 0;
        for (int k = 0; k < steps && values[2 * k + 1] < all.get(i).quantile(q); k++)
          below += Math.exp(logProb[k]) / total;
        // Steep peaks, of weights three times as large as they start, and a sum of coarse steps.
        assertEquals(q, below, 4e-3, "context " + i + ", " + q);
      }
    }
    Rows one = Rows.of(1, 0.5);
    double alike = ColumnConditional.of(flow, 1).of(x, one).get(1).quantile(0.5);
    assertEquals(all.get(1).quantile(0.5), alike, 1e-6);
    assertThrows(RuntimeException.class, () -> ColumnConditional.of(flow, 1).of(x));
  }

  @Test
  void missingValuesOfOtherColumnsAreNamed() {
    Flow flow = GaussianFlows.of(ROOT, Schema.plain(3, 0));
    Rows x = Rows.of(3, 1, 2, 3, 1, Double.NaN, 3);
    DataException e = assertThrows(DataException.class, () -> ColumnConditional.of(flow, 0).of(x));
    assertTrue(e.getMessage().contains("row 2, column x1"), e.getMessage());
  }
}

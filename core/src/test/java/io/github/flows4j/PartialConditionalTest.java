package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Warp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On correlated normals, whose conditionals are known, and against rejection. */
class PartialConditionalTest {
  private static final double[][] ROOT = {
    {1, 0, 0, 0}, {-1.2, 1.4, 0, 0}, {0.3, -0.8, 1.1, 0}, {0.5, 0.2, -1.5, 2}
  };

  private static Flow normals() {
    return GaussianFlows.of(
        ROOT,
        new Schema(
            List.of(
                new Column("a", 5, 2),
                new Column("b", -100, 30),
                new Column("c", 0, 1),
                new Column("d", 1, 0.1)),
            List.of()));
  }

  /** Given numbers 1 and 3, the precision of the others is their block of the whole one. */
  @Test
  void meansAndCovariancesOfNormals() {
    double[][] p = GaussianFlows.precision(ROOT);
    double[] at = {0, 1.5, 0, -1};
    double b0 = -(p[0][1] * at[1] + p[0][3] * at[3]);
    double b2 = -(p[2][1] * at[1] + p[2][3] * at[3]);
    double det = p[0][0] * p[2][2] - p[0][2] * p[0][2];
    double v0 = p[2][2] / det;
    double v2 = p[0][0] / det;
    double v02 = -p[0][2] / det;
    double m0 = v0 * b0 + v02 * b2;
    double m2 = v02 * b0 + v2 * b2;
    ConditionedRows found =
        PartialConditional.of(normals(), 1, 3)
            .sample(new double[] {-100 + 30 * at[1], 1 + 0.1 * at[3]}, 20_000, 7);
    double size = found.effectiveSampleSize();
    assertTrue(size > 5_000, "effective sample size " + size);
    Rows rows = found.rows();
    double s0 = 0;
    double s2 = 0;
    double c0 = 0;
    double c2 = 0;
    double c02 = 0;
    for (int i = 0; i < rows.count(); i++) {
      double y0 = (rows.get(i, 0) - 5) / 2 - m0;
      double y2 = rows.get(i, 2) - m2;
      s0 += y0 / rows.count();
      s2 += y2 / rows.count();
      c0 += y0 * y0 / rows.count();
      c2 += y2 * y2 / rows.count();
      c02 += y0 * y2 / rows.count();
      assertEquals(-100 + 30 * at[1], rows.get(i, 1));
      assertEquals(1 + 0.1 * at[3], rows.get(i, 3));
    }
    // Four standard errors.
    double root = Math.sqrt(size);
    assertEquals(0, s0, 4 * Math.sqrt(v0) / root);
    assertEquals(0, s2, 4 * Math.sqrt(v2) / root);
    assertEquals(v0, c0, 4 * v0 * Math.sqrt(2) / root);
    assertEquals(v2, c2, 4 * v2 * Math.sqrt(2) / root);
    assertEquals(v02, c02, 4 * Math.sqrt(v0 * v2 + v02 * v02) / root);
  }

  /** The mean weight is the density of what is given. */
  @Test
  void weightsEstimateTheDensityOfWhatIsGiven() {
    double[][] p = GaussianFlows.precision(ROOT);
    // The last of four: its variance alone is needed, and the mean is 0.
    ConditionedRows found = PartialConditional.of(normals(), 3).sample(new double[] {1.1}, 10, 3);
    double[] weights = found.logWeights();
    double mean = 0;
    for (double weight : weights) mean += Math.exp(weight) / weights.length;
    double variance = 1 / schur(p);
    double truth = Math.exp(-1 / (2 * variance)) / Math.sqrt(2 * Math.PI * variance) / 0.1;
    double error = truth * Math.sqrt(1 / found.effectiveSampleSize());
    assertEquals(truth, mean, 4 * error);
  }

  /** 1 / variance of the last number alone: its pivot when the others are eliminated. */
  private static double schur(double[][] p) {
    int d = p.length;
    for (int k = 0; k < d - 1; k++)
      for (int i = k + 1; i < d; i++) {
        double factor = p[i][k] / p[k][k];
        for (int j = 0; j < d; j++) p[i][j] -= factor * p[k][j];
      }
    return p[d - 1][d - 1];
  }

  @Test
  void farOutIsFound() {
    // Seven deviations: none of the flow's own rows is near.
    ConditionedRows found =
        PartialConditional.of(normals(), 0, 1, 2).sample(new double[] {19, -100, 1}, 1_000, 3);
    assertTrue(found.effectiveSampleSize() > 2_000, "" + found.effectiveSampleSize());
    double[][] p = GaussianFlows.precision(ROOT);
    double mean = GaussianFlows.mean(p, new double[] {7, 0, 1, 0}, 3) * 0.1 + 1;
    double deviation = GaussianFlows.deviation(p, 3) * 0.1;
    double sum = 0;
    for (double value : found.rows().column(3)) sum += value / 1_000;
    assertEquals(mean, sum, 4 * deviation / Math.sqrt(700));
  }

  @Test
  void moreParticlesAreWorthMoreAndSeedsRepeat() {
    PartialConditional conditional = PartialConditional.of(normals(), 0);
    double[] at = {6};
    ConditionedRows few = conditional.withParticles(1_000).sample(at, 50, 1);
    ConditionedRows many = conditional.withParticles(16_000).sample(at, 50, 1);
    assertEquals(1_000, few.particles());
    assertEquals(16_000, many.particles());
    double ratio = many.effectiveSampleSize() / few.effectiveSampleSize();
    assertTrue(ratio > 10 && ratio < 24, "grew by " + ratio);
    assertEquals(few.rows(), conditional.withParticles(1_000).sample(at, 50, 1).rows());
    assertNotEquals(few.rows(), conditional.withParticles(1_000).sample(at, 50, 2).rows());
  }

  private static final double[][] TYPED_ROOT = {{1.2, 0, 0}, {-0.9, 1.5, 0}, {0.4, 0.8, 0.9}};

  /** Against rows that happen to agree. */
  @Test
  void categoriesAndWholeNumbersAgreeWithRejection() {
    TableSchema table =
        TableSchema.of(
            List.of(
                new CategoryColumn("kind", List.of("x", "y", "z"), List.of(5.0, 3.0, 2.0, 2.0)),
                new NumberColumn("n", Kind.WHOLE, 1, new Warp.Identity(), 10, 4, 0),
                NumberColumn.real("r", 0, 1)),
            List.of());
    Flow flow = GaussianFlows.of(TYPED_ROOT, Schema.table(table));
    agrees(flow, new double[][] {{1, 11}, {0, 8}, {Double.NaN, 14}});
  }

  /** A bent flow, and a number that is missing. */
  @Test
  void gapsAgreeWithRejection() {
    TableSchema table =
        TableSchema.of(
            List.of(
                new CategoryColumn("kind", List.of("x", "y", "z"), List.of(5.0, 3.0, 2.0, 2.0)),
                new NumberColumn("n", Kind.WHOLE, 1, new Warp.SoftLog(0, 2, false), 3, 2, 0.2),
                NumberColumn.real("r", 0, 1)),
            List.of());
    FlowSpec spec = Flows.nsf(table.width()).withTransforms(2).withHidden(16).spec();
    Map<String, Tensor> strong = new LinkedHashMap<>();
    Tensors.initial(spec, 8)
        .byName()
        .forEach(
            (name, tensor) ->
                strong.put(name, Tensor.of(tensor.shape(), i -> 2.0 * tensor.get(i))));
    agrees(
        Flow.of(spec, Tensors.of(strong), Schema.table(table)), new double[][] {{0, Double.NaN}});
  }

  private static void agrees(Flow flow, double[][] cases) {
    Rows all = TableFlow.of(flow).sample(400_000, 11);
    for (double[] one : cases) {
      double[] kept = new double[all.count()];
      int count = 0;
      for (int i = 0; i < all.count(); i++)
        if (same(all.get(i, 0), one[0]) && same(all.get(i, 1), one[1]))
          kept[count++] = all.get(i, 2);
      assertTrue(count > 200, count + " rows agree");
      ConditionedRows found = PartialConditional.of(flow, 0, 1).sample(one, 4_000, 5);
      double size = Math.min(4_000, found.effectiveSampleSize());
      assertTrue(size > 100, "effective sample size " + size);
      double[] truth = moments(kept, count);
      double[] moments = moments(found.rows().column(2), 4_000);
      double error = truth[1] * Math.sqrt(1.0 / count + 1.0 / size);
      assertEquals(truth[0], moments[0], 4 * error);
      // Of a normal the deviation's error is 0.7 of the mean's; tails may be heavier.
      assertEquals(truth[1], moments[1], 5 * error);
      assertTrue(same(found.rows().get(0, 0), one[0]) && same(found.rows().get(0, 1), one[1]));
    }
  }

  private static boolean same(double a, double b) {
    return Double.compare(a, b) == 0;
  }

  private static double[] moments(double[] values, int count) {
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) mean += values[i] / count;
    for (int i = 0; i < count; i++) squares += (values[i] - mean) * (values[i] - mean) / count;
    return new double[] {mean, Math.sqrt(squares)};
  }

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
    Rows context = Rows.of(1, -1.5);
    ConditionedRows found =
        PartialConditional.of(flow, 0).sample(new double[] {0.8}, context, 4_000, 5);
    ColumnDistribution truth = ColumnConditional.of(flow, 1).of(Rows.of(2, 0.8, 0), context).get(0);
    double size = Math.min(4_000, found.effectiveSampleSize());
    for (double q : new double[] {0.1, 0.5, 0.9}) {
      int below = 0;
      for (double value : found.rows().column(1)) if (value < truth.quantile(q)) below++;
      assertEquals(q, below / 4_000.0, 4 * Math.sqrt(q * (1 - q) / size) + 1e-3);
    }
    assertThrows(
        RuntimeException.class,
        () -> PartialConditional.of(flow, 0).sample(new double[] {1}, 5, 1));
  }

  @Test
  void whatCanNotBeIsNamed() {
    Flow flow = normals();
    assertThrows(IllegalArgumentException.class, () -> PartialConditional.of(flow));
    assertThrows(IllegalArgumentException.class, () -> PartialConditional.of(flow, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> PartialConditional.of(flow, 0, 1, 2, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> PartialConditional.of(flow, 4));
    DataException e =
        assertThrows(
            DataException.class,
            () -> PartialConditional.of(flow, 1).sample(new double[] {Double.NaN}, 5, 1));
    assertTrue(e.getMessage().contains("column b"), e.getMessage());
  }
}

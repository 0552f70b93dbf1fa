package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.ConstantColumn;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.NumberColumn.Kind;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.TableColumn;
import io.github.flows4j.spec.TableSchema;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Warp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Densities of typed columns have total mass 1, by quadrature over reals and sums over what is
 * discrete, under flows that are far from the identity; samples keep to types and bounds.
 */
class TableFlowTest {
  /** Draws enough for a mean over cells to be exact to 1e-3 or so. */
  private static final int DRAWS = 512;

  private static TableFlow flow(int draws, TableColumn... columns) {
    TableSchema table = new TableSchema(List.of(columns), List.of(), draws);
    FlowSpec spec = Flows.nsf(table.width()).withTransforms(2).withHidden(16).spec();
    return TableFlow.of(Flow.of(spec, strong(spec), Schema.table(table)));
  }

  /** Weights twice as large as a flow starts with: it bends what it is given. */
  private static Tensors strong(FlowSpec spec) {
    Map<String, Tensor> larger = new LinkedHashMap<>();
    Tensors.initial(spec, 5)
        .byName()
        .forEach(
            (name, tensor) ->
                larger.put(name, Tensor.of(tensor.shape(), i -> 2.0 * tensor.get(i))));
    return Tensors.of(larger);
  }

  static Stream<Warp> warps() {
    return Stream.of(
        new Warp.Identity(),
        new Warp.Log(2, false),
        new Warp.Log(3, true),
        new Warp.SoftLog(-1, 0.5, false),
        new Warp.SoftLog(4, 2, true),
        new Warp.Logit(-1, 3),
        new Warp.SignedLog(1, 0.2));
  }

  @ParameterizedTest
  @MethodSource("warps")
  void realsHaveMassOne(Warp warp) {
    TableFlow flow = flow(1, new NumberColumn("x", Kind.REAL, 0, warp, 0.3, 0.7, 0));
    // y = warp(x) at equal steps, so that the ends are resolved whatever the bounds are
    assertEquals(1, mass(flow, warp), 2e-3);
  }

  /** By x at the midpoints of many steps in the warped number, found by bisection. */
  private static double mass(TableFlow flow, Warp warp) {
    int steps = 20_000;
    double[] edges = new double[steps + 1];
    for (int i = 0; i <= steps; i++) edges[i] = inverse(warp, -12 + 24.0 * i / steps);
    double[] centres = new double[steps];
    for (int i = 0; i < steps; i++) centres[i] = (edges[i] + edges[i + 1]) / 2;
    double[] logProb = flow.logProb(Rows.of(1, centres));
    double sum = 0;
    for (int i = 0; i < steps; i++) sum += Math.exp(logProb[i]) * (edges[i + 1] - edges[i]);
    return sum;
  }

  /** Written again, from the definitions. */
  private static double inverse(Warp warp, double y) {
    if (warp instanceof Warp.Log log)
      return log.upper() ? log.bound() - Math.exp(-y) : log.bound() + Math.exp(y);
    if (warp instanceof Warp.SoftLog soft) {
      DoubleUnaryOperator softplus = v -> Math.log1p(Math.exp(v));
      return soft.upper()
          ? soft.bound() - soft.scale() * softplus.applyAsDouble(-y)
          : soft.bound() + soft.scale() * softplus.applyAsDouble(y);
    }
    if (warp instanceof Warp.Logit logit)
      return logit.lower() + (logit.upper() - logit.lower()) / (1 + Math.exp(-y));
    if (warp instanceof Warp.SignedLog signed)
      return signed.center() + signed.scale() * Math.sinh(y);
    return y;
  }

  @Test
  void wholeNumbersHaveMassOne() {
    TableFlow flow =
        flow(DRAWS, new NumberColumn("n", Kind.WHOLE, 1, new Warp.SoftLog(0, 2, false), 3, 2, 0));
    double[] numbers = new double[2_000];
    for (int n = 0; n < numbers.length; n++) numbers[n] = n;
    assertEquals(1, sum(flow.logProb(Rows.of(1, numbers))), 5e-3);
    assertEquals(Double.NEGATIVE_INFINITY, flow.logProb(Rows.of(1, -1))[0]);
  }

  @Test
  void categoriesAndGapsHaveMassOne() {
    TableFlow flow =
        flow(
            DRAWS,
            new CategoryColumn("a", List.of("x", "y", "z"), List.of(6.0, 3.0, 1.0, 2.0)),
            new CategoryColumn("b", List.of("no", "yes"), List.of(0.2, 0.8)),
            new ConstantColumn("year", "1994"));
    double[] rows = new double[24];
    int at = 0;
    for (double a : new double[] {0, 1, 2, Double.NaN})
      for (double b : new double[] {0, 1}) {
        rows[at++] = a;
        rows[at++] = b;
        rows[at++] = Double.NaN;
      }
    double[] logProb = flow.logProb(Rows.of(3, rows));
    assertEquals(1, sum(logProb), 1e-2);
    assertEquals(Double.NEGATIVE_INFINITY, flow.logProb(Rows.of(3, 3, 0, 0))[0]);
    assertEquals(logProb[0], flow.logProb(Rows.of(3, 0, 0, -1))[0]);
    assertEquals(Double.NEGATIVE_INFINITY, flow.logProb(Rows.of(3, 0, 0, ConstantColumn.OTHER))[0]);
  }

  @Test
  void aRealWithGapsHasMassOneOverBoth() {
    TableFlow flow =
        flow(DRAWS, new NumberColumn("x", Kind.REAL, 0, new Warp.Identity(), 0, 1, 0.3));
    int steps = 1_200;
    double[] x = new double[steps + 1];
    for (int i = 0; i < steps; i++) x[i] = -12 + 24.0 * (i + 0.5) / steps;
    x[steps] = Double.NaN;
    double[] logProb = flow.logProb(Rows.of(1, x));
    double sum = Math.exp(logProb[steps]);
    assertTrue(sum > 0.02 && sum < 0.98, () -> "a gap has probability " + logProb[steps]);
    for (int i = 0; i < steps; i++) sum += Math.exp(logProb[i]) * 24 / steps;
    assertEquals(1, sum, 2e-2);
  }

  @Test
  void aRoundedRealIsItsMassOverTheCell() {
    // Cells of a density that is linear within each: the mean over a cell is that in its middle.
    NumberColumn fine = new NumberColumn("x", Kind.REAL, 0, new Warp.Identity(), 0, 1, 0);
    NumberColumn rounded = new NumberColumn("x", Kind.REAL, 0.01, new Warp.Identity(), 0, 1, 0);
    double[] x = {-1.23, 0, 0.5, 2.01};
    double[] one = flow(1, fine).logProb(Rows.of(1, x));
    double[] other = flow(DRAWS, rounded).logProb(Rows.of(1, x));
    for (int i = 0; i < x.length; i++) assertEquals(one[i], other[i], 0.02);
  }

  @Test
  void samplesKeepToTypesAndBounds() {
    TableFlow flow =
        flow(
            4,
            new NumberColumn("p", Kind.REAL, 0, new Warp.Logit(0, 1), 0, 2, 0),
            new NumberColumn("n", Kind.WHOLE, 1, new Warp.SoftLog(0, 2, false), 1, 3, 0),
            new NumberColumn("cm", Kind.REAL, 0.25, new Warp.Identity(), 0, 5, 0.5),
            new NumberColumn("day", Kind.DATE, 86_400, new Warp.Identity(), 1e9, 1e8, 0),
            new NumberColumn("k", Kind.WHOLE, 1, new Warp.Logit(0, 7), 0, 1, 0),
            new CategoryColumn("c", List.of("r", "g", "b"), List.of(1.0, 2.0, 1e-3, 0.5)));
    Rows rows = flow.sample(4_000, 1);
    int gaps = 0;
    int none = 0;
    for (int i = 0; i < rows.count(); i++) {
      double[] row = rows.row(i);
      assertTrue(row[0] >= 0 && row[0] <= 1, () -> "p " + row[0]);
      assertTrue(row[1] >= 0 && row[1] == Math.rint(row[1]), () -> "n " + row[1]);
      if (Double.isNaN(row[2])) gaps++;
      else assertEquals(Math.rint(row[2] * 4), row[2] * 4);
      assertEquals(0, row[3] % 86_400);
      assertTrue(row[4] >= 0 && row[4] <= 6 && row[4] == Math.rint(row[4]), () -> "k " + row[4]);
      if (Double.isNaN(row[5])) none++;
      else assertTrue(row[5] == 0 || row[5] == 1 || row[5] == 2, () -> "c " + row[5]);
    }
    assertTrue(gaps > 200 && gaps < 3_800, "gaps " + gaps);
    assertTrue(none > 20 && none < 3_980, "rows without category " + none);
    double[] logProb = flow.logProb(rows);
    for (double value : logProb) assertTrue(Double.isFinite(value), () -> "log_prob " + value);
  }

  @Test
  void aScoreIsTheSameEachTimeAndWhereverTheRowStands() {
    TableFlow flow =
        flow(
            8,
            new CategoryColumn("c", List.of("a", "b"), List.of(0.5, 0.5)),
            new NumberColumn("n", Kind.WHOLE, 1, new Warp.Identity(), 0, 4, 0));
    Rows rows = flow.sample(5_000, 2);
    double[] all = flow.logProb(rows);
    double[] again = flow.logProb(rows);
    for (int i = 0; i < all.length; i++) assertEquals(all[i], again[i]);
    for (int i : new int[] {0, 2_047, 2_048, 4_999})
      // Other tiles, other rounding of the kernels.
      assertEquals(all[i], flow.logProb(rows.slice(i, i + 1))[0], 1e-4);
  }

  @Test
  void contextIsOneColumnALevel() {
    TableSchema table =
        new TableSchema(
            List.of(NumberColumn.real("x", 0, 1)),
            List.of(
                new CategoryColumn("c", List.of("a", "b", "c"), List.of(1.0, 1.0, 1.0)),
                new NumberColumn("n", Kind.WHOLE, 1, new Warp.Log(0, false), 0, 1, 0.1)),
            1);
    FlowSpec spec = Flows.maf(1).withContext(table.contextWidth()).spec();
    assertEquals(5, spec.context());
    Flow inner = Flow.of(spec, strong(spec), Schema.table(table));
    TableFlow flow = TableFlow.of(inner);
    double[] given = flow.logProb(Rows.of(1, 0.4, 0.4), Rows.of(2, 1, 0, 2, Double.NaN));
    double[] plain =
        inner.logProb(Rows.of(1, 0.4, 0.4), Rows.of(5, 0, 1, 0, Math.log(0.5), 0, 0, 0, 1, 0, 1));
    assertEquals(plain[0], given[0], 1e-5);
    assertEquals(plain[1], given[1], 1e-5);
    assertEquals(3, flow.sampleGiven(Rows.of(2, 1, 4), 3, 1, 1).count());
  }

  @Test
  void aFileKeepsTheColumns() {
    TableSchema table =
        new TableSchema(
            List.of(
                new NumberColumn("a", Kind.TIME, 0.001, new Warp.Logit(0, 5), 1.5, 2.5, 0.25),
                new NumberColumn("b", Kind.REAL, 0, new Warp.SignedLog(1, 2), 0, 1, 0),
                new NumberColumn("e", Kind.REAL, 0.5, new Warp.Log(7, true), 0, 1, 0),
                new NumberColumn("f", Kind.WHOLE, 1, new Warp.SoftLog(0, 3, false), 0, 1, 0),
                new CategoryColumn("c \"q\"", List.of("ä", "", "x,y"), List.of(1.0, 2.0, 3.0, 0.1)),
                new ConstantColumn("d", "7")),
            List.of(NumberColumn.real("g", 1, 2)),
            16);
    Schema schema = Schema.table(table);
    assertEquals(schema, SchemaJson.parse(SchemaJson.write(schema)));
  }

  @Test
  void problemsNameRowAndColumn() {
    TableFlow flow = flow(1, NumberColumn.real("price", 0, 1));
    DataException missing =
        assertThrows(DataException.class, () -> flow.logProb(Rows.of(1, 1, Double.NaN)));
    assertTrue(missing.getMessage().startsWith("row 2, column price: "), missing.getMessage());
    DataException infinite =
        assertThrows(DataException.class, () -> flow.logProb(Rows.of(1, Double.POSITIVE_INFINITY)));
    assertTrue(infinite.getMessage().startsWith("row 1, column price: "), infinite.getMessage());
    TableSchema bounded =
        TableSchema.of(
            List.of(new NumberColumn("p", Kind.REAL, 0, new Warp.Log(0, false), 0, 1, 0)),
            List.of());
    DataException beyond =
        assertThrows(
            DataException.class,
            () -> TableEncoding.of(bounded).requireReached(Rows.of(1, 1, 2, 0), null));
    assertTrue(beyond.getMessage().startsWith("row 3, column p: "), beyond.getMessage());
  }

  private static double sum(double[] logProb) {
    double sum = 0;
    for (double value : logProb) sum += Math.exp(value);
    return sum;
  }
}

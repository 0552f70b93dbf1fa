package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.io.Provenance;
import io.github.flows4j.spec.BaseFunction;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.CustomBase;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowTest {
  private static Flow flow(CouplingFlow recipe) {
    FlowSpec spec = recipe.spec();
    SplittableRandom random = new SplittableRandom(11);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    Tensors.initial(spec, 3)
        .byName()
        .forEach(
            (name, tensor) ->
                byName.put(
                    name,
                    name.endsWith("running_variance")
                        ? tensor
                        : Tensor.of(
                            tensor.shape(), i -> tensor.get(i) + 0.1 * random.nextGaussian())));
    return Flow.of(spec, Tensors.of(byName), schema(spec));
  }

  private static Schema schema(FlowSpec spec) {
    List<Column> features = new ArrayList<>();
    for (int j = 0; j < spec.features(); j++) features.add(new Column("f" + j, j, 2 + j));
    List<Column> context = new ArrayList<>();
    for (int j = 0; j < spec.context(); j++) context.add(new Column("g" + j, -j, 3));
    return new Schema(features, context);
  }

  @Test
  void savedAndLoadedItIsTheSame(@TempDir Path folder) {
    Flow flow =
        flow(Flows.tutorialRealNvp(4)
                .withHidden(16)
                .withContext(2)
                .withBase(new DiagonalNormal(true)))
            .withProvenance(Provenance.none().with("seed", "11"));
    Path file = folder.resolve("m.safetensors");
    flow.save(file);
    Flow loaded = Flow.load(file);
    assertEquals(flow.spec(), loaded.spec());
    assertEquals(flow.schema(), loaded.schema());
    assertEquals(flow.tensors(), loaded.tensors());
    assertEquals("11", loaded.provenance().entries().get("seed"));
    Rows x = Rows.of(4, 0.1, 2, -3, 4);
    Rows context = Rows.of(2, 0.5, 1);
    assertArrayEquals(flow.logProb(x, context), loaded.logProb(x, context));
  }

  @Test
  void samplesFollowTheSeedAndTheTemperature() {
    Flow flow = flow(Flows.realNvp(3));
    assertEquals(flow.sample(50, 1), flow.sample(50, 1));
    assertTrue(!flow.sample(50, 1).equals(flow.sample(50, 2)));
    assertEquals(flow.sample(50, 1), flow.withThreads(1).sample(50, 1));
    assertEquals(0, flow.sample(0, 1).count());
    double cold = spread(flow.sample(500, 1, 0.1));
    double warm = spread(flow.sample(500, 1, 1));
    assertTrue(cold < 0.3 * warm, cold + " and " + warm);
    assertThrows(IllegalArgumentException.class, () -> flow.sample(5, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> flow.sample(-1, 1));
  }

  private static double spread(Rows rows) {
    double[] column = rows.column(0);
    double mean =
        IntStream.range(0, column.length).mapToDouble(i -> column[i]).average().orElseThrow();
    return IntStream.range(0, column.length).mapToDouble(i -> Math.abs(column[i] - mean)).sum()
        / column.length;
  }

  /**
   * Importance weights of a flow's own samples against itself: E[exp(log q - log p)] with log q by
   * the inverse.
   */
  @Test
  void logProbOfSamplesIsThatOfTheirLatents() {
    Flow flow = flow(Flows.realNvp(3).withBase(new Logistic())).withPrecision(Precision.DOUBLE);
    Rows x = flow.sample(200, 4);
    Transformed latent = flow.transform(x);
    Transformed back = flow.inverse(latent.rows());
    double[] logProb = flow.logProb(x);
    for (int i = 0; i < x.count(); i++) {
      double base = 0;
      for (int j = 0; j < 3; j++) {
        double z = latent.rows().get(i, j);
        base -= Math.log1p(Math.exp(z)) + Math.log1p(Math.exp(-z));
      }
      assertEquals(base + latent.logDet()[i], logProb[i], 1e-10);
      assertEquals(base - back.logDet()[i], logProb[i], 1e-9);
    }
  }

  @Test
  void givenContextIsADensity() {
    Flow flow = flow(Flows.realNvp(3).withContext(2));
    Density given = flow.given(0.3, -2);
    Rows x = given.sample(100, 9);
    assertEquals(x, flow.sampleGiven(Rows.of(2, 0.3, -2), 100, 9, 1));
    double[] all = new double[200];
    for (int i = 0; i < 100; i++) {
      all[2 * i] = 0.3;
      all[2 * i + 1] = -2;
    }
    assertArrayEquals(flow.logProb(x, Rows.of(2, all)), given.logProb(x));
    assertEquals(x, flow.sampleGiven(Rows.of(2, all), 9));
    assertThrows(ShapeMismatch.class, () -> flow.given(1));
    assertThrows(ShapeMismatch.class, () -> flow.sample(3, 1));
    assertThrows(DataException.class, () -> flow.given(1, Double.NaN).logProb(x));
  }

  @Test
  void interpolationsRunFromEndToEnd() {
    Flow flow = flow(Flows.realNvp(3)).withPrecision(Precision.DOUBLE);
    double[] from = {1, 2, 3};
    double[] to = {-4, 0, 9};
    for (Interpolation way : Interpolation.values()) {
      Rows path = flow.interpolate(from, to, 9, way);
      assertEquals(9, path.count());
      assertArrayEquals(from, path.row(0), 1e-8);
      assertArrayEquals(to, path.row(8), 1e-8);
      Rows latent = flow.transform(path).rows();
      Rows ends = flow.transform(Rows.of(new double[][] {from, to})).rows();
      double middle = length(latent.row(4));
      double mean = (length(ends.row(0)) + length(ends.row(1))) / 2;
      if (way == Interpolation.SPHERICAL) assertEquals(mean, middle, 1e-8);
      else assertEquals((ends.get(0, 1) + ends.get(1, 1)) / 2, latent.get(4, 1), 1e-8);
    }
    Flow logistic = flow(Flows.nice(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> logistic.interpolate(from, to, 5, Interpolation.SPHERICAL));
    assertThrows(
        IllegalArgumentException.class, () -> flow.interpolate(from, to, 1, Interpolation.LINEAR));
  }

  private static double length(double[] v) {
    double squares = 0;
    for (double x : v) squares += x * x;
    return Math.sqrt(squares);
  }

  @Test
  void aScorerAllocatesNothing() {
    Flow flow = flow(Flows.tutorialRealNvp(5).withHidden(32, 32).withBatchNorm(false));
    Scorer scorer = flow.scorer();
    double[] row = {1, 2, 3, 4, 5};
    // Until the JIT is done with them, vectors are objects.
    long least = Long.MAX_VALUE;
    for (int attempt = 0; attempt < 60 && least >= 2_000; attempt++) {
      long before = Allocation.bytes();
      double sum = 0;
      for (int i = 0; i < 2_000; i++) sum += scorer.logProb(row);
      least = Math.min(least, Allocation.bytes() - before);
      assertTrue(Double.isFinite(sum));
    }
    // The two calls that measure allocate a little themselves, by reflection.
    assertTrue(least < 2_000, "bytes in 2,000 scores: " + least);
  }

  @Test
  void temperatureNeedsALocationScaleBase() {
    BaseFunction odd =
        new BaseFunction() {
          @Override
          public String name() {
            return "odd";
          }

          @Override
          public double logProb(double[] z) {
            return 0;
          }

          @Override
          public void gradient(double[] z, double[] gradient) {}

          @Override
          public void sample(RandomGenerator random, double[] z) {
            z[0] = random.nextDouble();
          }
        };
    Flow flow = Flow.untrained(Flows.realNvp(1).withBase(new CustomBase(odd)), 1);
    assertEquals(4, flow.sample(4, 1).count());
    assertThrows(IllegalArgumentException.class, () -> flow.sample(4, 1, 0.5));
  }

  /**
   * Whichever thread meets the row, the caller gets the exception itself, and the flow goes on
   * working.
   */
  @Test
  void aBadRowAmongManyIsNamed() {
    Flow flow = flow(Flows.realNvp(2)).withThreads(4);
    double[] values = new double[2 * 5_000];
    values[2 * 4_321 + 1] = Double.NaN;
    Rows x = Rows.of(2, values);
    for (int i = 0; i < 20; i++)
      assertEquals(
          "row 4322, column f1: NaN is not a finite number",
          assertThrows(DataException.class, () -> flow.logProb(x)).getMessage());
    assertEquals(4_000, flow.logProb(x.slice(0, 4_000)).length);
  }

  @Test
  void oneFeatureIsElementwiseAndSaysSo() {
    assertEquals(
        List.of(
            "one feature leaves nothing to couple: the flow is an elementwise map with free parameters"),
        Flows.realNvp(1).notes());
    assertTrue(Flows.realNvp(2).notes().isEmpty());
    assertEquals(3, Flows.realNvp(1).spec().transforms().size());
    Flow flow = flow(Flows.realNvp(1).withContext(1));
    assertEquals(1, flow.given(2).logProb(Rows.of(1, 0.5)).length);
  }

  @Test
  void recipesAreWhatTheySay() {
    FlowSpec nice = Flows.nice(4).spec();
    assertEquals(5, nice.transforms().size());
    assertEquals(new Logistic(), nice.base());
    FlowSpec tutorial = Flows.tutorialRealNvp(6).spec();
    assertEquals(15, tutorial.transforms().size());
    assertEquals(
        7,
        tutorial.transforms().stream()
            .filter(t -> t instanceof io.github.flows4j.spec.BatchNorm)
            .count());
    assertThrows(IllegalArgumentException.class, () -> Flows.realNvp(3).withMask(true, true, true));
    assertThrows(
        IllegalArgumentException.class, () -> Flows.realNvp(3).withMask(true, false).spec());
    assertEquals(
        Flows.realNvp(5).withRandomMasks(3).spec(), Flows.realNvp(5).withRandomMasks(3).spec());
    assertEquals(5, Flows.realNvp(5).withReversals().spec().transforms().size());
    assertEquals(
        6,
        Flows.realNvp(5)
            .withActNorm(true)
            .withSeparateNetworks(true)
            .withResidualBlocks(2)
            .spec()
            .transforms()
            .size());
  }
}

package io.github.flows4j.engine.f32.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.Transformed;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that mix features, at sizes and points that the contract's random cases don't reach. */
class MixingLayersTest {
  private static Flow flow(Transform transform, int features, Map<String, double[]> numbers) {
    FlowSpec spec = new FlowSpec(features, 0, List.of(transform), new StandardNormal());
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors()) {
      double[] values = numbers.get(tensor.name().substring("transforms.0.".length()));
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> (float) values[i]));
    }
    return Flow.of(spec, Tensors.of(byName)).withPrecision(Precision.DOUBLE);
  }

  private static double[] normals(int count, double size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) values[i] = (float) (size * random.nextGaussian());
    return values;
  }

  /** y = L (U x) + bias by the definition, there and back. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 33, 130})
  void luIsTheProductOfItsTriangles(int features) {
    double[] lower = normals(features * features, 0.5 / Math.sqrt(features), 1);
    double[] upper = normals(features * features, 0.5 / Math.sqrt(features), 2);
    double[] log = normals(features, 0.3, 3);
    double[] bias = normals(features, 1, 4);
    double[] sign = new double[features];
    for (int j = 0; j < features; j++) sign[j] = j % 3 == 1 ? -1 : 1;
    Flow flow =
        flow(
            new LuLinear(),
            features,
            Map.of(
                "lower", lower, "upper", upper, "log_diagonal", log, "bias", bias, "sign", sign));
    double[] x = normals(features, 1, 5);
    double[] t = new double[features];
    double[] y = bias.clone();
    for (int i = 0; i < features; i++) {
      t[i] = sign[i] * Math.exp(log[i]) * x[i];
      for (int j = i + 1; j < features; j++) t[i] += upper[i * features + j] * x[j];
    }
    for (int i = 0; i < features; i++) {
      y[i] += t[i];
      for (int j = 0; j < i; j++) y[i] += lower[i * features + j] * t[j];
    }
    Rows rows = Rows.of(features, x);
    Rows latent = flow.transform(rows).rows();
    // kernels add in another order
    assertArrayEquals(y, latent.toArray(), 1e-11);
    assertArrayEquals(x, flow.inverse(latent).rows().toArray(), 1e-9);
  }

  /** Generators of all sizes: scaled down by up to 2^9, and for n = 2 an angle. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-9, 0.3, 2, 40})
  void rotationOfTwoFeaturesIsByAnAngle(double angle) {
    Flow flow = flow(new Rotation(), 2, Map.of("generator", new double[] {3, 0, angle, -1}));
    double exact = (float) angle;
    double[] expected = {Math.cos(exact), Math.sin(exact), -Math.sin(exact), Math.cos(exact)};
    double[] found = flow.transform(Rows.of(2, 1, 0, 0, 1)).rows().toArray();
    assertArrayEquals(expected, found, 1e-13);
  }

  /** The rows of R are orthonormal whatever A is. */
  @ParameterizedTest
  @ValueSource(ints = {3, 8, 37})
  void rotationsKeepLengthsAndAngles(int features) {
    double[] generator = normals(features * features, 1, 6);
    Flow flow = flow(new Rotation(), features, Map.of("generator", generator));
    double[] identity = new double[features * features];
    for (int j = 0; j < features; j++) identity[j * features + j] = 1;
    double[] r = flow.transform(Rows.of(features, identity)).rows().toArray();
    for (int i = 0; i < features; i++)
      for (int j = 0; j < features; j++) {
        double dot = 0;
        for (int k = 0; k < features; k++) dot += r[i * features + k] * r[j * features + k];
        assertEquals(i == j ? 1 : 0, dot, 1e-12);
      }
  }

  /** A pass that kept the exponential of the old generator would give the old loss. */
  @Test
  void aTrainedRotationIsMadeAgain() {
    FlowSpec spec =
        new FlowSpec(3, 0, List.of(new LuLinear(), new Rotation()), new StandardNormal());
    Map<String, Tensor> byName = new LinkedHashMap<>();
    double[] numbers = normals(9, 0.5, 7);
    for (TensorSpec tensor : spec.tensors())
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> (float) numbers[i]));
    Batch batch = new Batch(200, 3, 0);
    System.arraycopy(normals(600, 1, 8), 0, batch.rows(), 0, 600);
    batch.count(200);
    try (TrainingStep step = Engine.trainingStep(spec, Tensors.of(byName), 1, Precision.DOUBLE)) {
      for (int i = 0; i < 3; i++)
        step.step(batch, new Update(0.1, 0.9, 0.999, 1e-8, 0, Double.POSITIVE_INFINITY, 0));
      Tensors after = step.tensors();
      double loss = 0;
      Flow flow = Flow.of(spec, after).withPrecision(Precision.DOUBLE);
      for (double log : flow.logProb(Rows.of(3, batch.rows()))) loss -= log / 200;
      // what comes out of a step is rounded to single precision; a step moves the loss by 0.1
      assertEquals(loss, step.evaluate(batch, false), 1e-6);
    }
  }

  private static Flow planar(double u0, double u1, double w0, double w1, double b) {
    return flow(new Planar(), 2, Map.of("conditioner.values", new double[] {u0, u1, w0, w1, b}));
  }

  /** From nearly singular (w.u = -30) to steep (w.u = 1000), near and far. */
  @ParameterizedTest
  @ValueSource(doubles = {-30, -3, -1e-6, 0, 0.5, 20, 1000})
  void planarComesBack(double along) {
    Flow flow = planar(along, 0.25, 1, 0, 0.5);
    for (double x : new double[] {-0.5, 0, 1e-8, -3, 40, 1e10, -1e100}) {
      Rows rows = Rows.of(2, x, 1);
      Transformed latent = flow.transform(rows);
      Transformed data = flow.inverse(latent.rows());
      double slope = Math.exp(-latent.logDet()[0]);
      // near singular points the inverse is as steep as the map is flat
      double limit = 1e-13 * (1 + Math.abs(x)) * (1 + slope);
      if (slope < 1e6) {
        assertEquals(x, data.rows().get(0, 0), limit, "x " + x);
        assertEquals(-latent.logDet()[0], data.logDet()[0], 1e-6, "x " + x);
      }
      Transformed again = flow.transform(data.rows());
      double z = latent.rows().get(0, 0);
      assertEquals(z, again.rows().get(0, 0), 1e-13 * (1 + Math.abs(z)), "x " + x);
    }
  }

  @Test
  void planarWithoutDirectionShifts() {
    Flow flow = planar(2, -1, 0, 0, 0.5);
    Transformed latent = flow.transform(Rows.of(2, 1, 1));
    double h = Math.tanh(0.5);
    assertArrayEquals(new double[] {1 + 2 * h, 1 - h}, latent.rows().toArray(), 1e-15);
    assertEquals(0, latent.logDet()[0], 1e-15);
    assertArrayEquals(new double[] {1, 1}, flow.inverse(latent.rows()).rows().toArray(), 1e-15);
    assertFiniteGradient(flow, new double[] {1, 1});
  }

  @Test
  void radialAtItsCentre() {
    double p = Math.log1p(Math.exp(-0.75));
    Flow flow =
        flow(new Radial(), 2, Map.of("conditioner.values", new double[] {0.5, -1, -2, -0.75}));
    Transformed latent = flow.transform(Rows.of(2, 0.5, -1));
    assertArrayEquals(new double[] {0.5, -1}, latent.rows().toArray());
    assertEquals(2 * Math.log(p / 2), latent.logDet()[0], 1e-12);
    Transformed data = flow.inverse(latent.rows());
    assertArrayEquals(new double[] {0.5, -1}, data.rows().toArray());
    assertEquals(-latent.logDet()[0], data.logDet()[0], 1e-12);
    assertFiniteGradient(flow, new double[] {0.5, -1});
  }

  /** With alpha 0 the centre has a hole around it: no row comes from there, and none gives NaN. */
  @Test
  void radialWithoutAlpha() {
    Flow flow = flow(new Radial(), 2, Map.of("conditioner.values", new double[] {0, 0, 0, 0.5}));
    for (double[] x : new double[][] {{0, 0}, {1e-3, 0}, {3, -4}}) {
      assertTrue(Double.isFinite(flow.transform(Rows.of(2, x)).logDet()[0]));
      assertTrue(Double.isFinite(flow.inverse(Rows.of(2, x)).rows().get(0, 0)));
      assertFiniteGradient(flow, x);
    }
  }

  private static void assertFiniteGradient(Flow flow, double[] x) {
    for (double slope : flow.gradient(Rows.of(2, x)).byRow().toArray())
      assertTrue(Double.isFinite(slope), "gradient by row " + slope);
    Batch batch = new Batch(1, 2, 0);
    System.arraycopy(x, 0, batch.rows(), 0, 2);
    batch.count(1);
    try (TrainingStep step =
        Engine.trainingStep(flow.spec(), flow.tensors(), 1, Precision.SINGLE)) {
      double[] gradient = new double[step.size()];
      step.gradient(batch, gradient);
      for (double slope : gradient) assertTrue(Double.isFinite(slope), "gradient " + slope);
    }
  }
}

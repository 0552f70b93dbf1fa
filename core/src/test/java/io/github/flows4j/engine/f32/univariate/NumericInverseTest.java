package io.github.flows4j.engine.f32.univariate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Keeping;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.simd.KernelProvider;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Roots of increasing functions in single precision. Limits on evaluations are what was measured,
 * rounded up a little: they are what sampling costs.
 */
class NumericInverseTest {
  private static final float ULP = Math.ulp(1.0f);
  private static final float[] ROOTS = {
    0, 1e-30f, -1e-30f, 1e-6f, -0.3f, 1, 2.5f, -7, 50, -300, 1e6f, -3e4f
  };

  private int evaluations;
  private float[] logDet;

  /** A function and its derivative, in double and rounded. */
  private record Curve(DoubleUnaryOperator value, DoubleUnaryOperator slope)
      implements UnivariateMap {
    @Override
    public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
      for (int i = run.at(); i < run.at() + run.count(); i++) {
        y[i] = (float) value.applyAsDouble(x[i]);
        logDet[i] = (float) Math.log(slope.applyAsDouble(x[i]));
      }
    }

    @Override
    public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void backward(
        Pass pass,
        Run run,
        float[] x,
        float[] theta,
        float[] logDet,
        float[] gradY,
        float[] gradLogDet,
        float[] gradX,
        float[] gradTheta) {
      throw new UnsupportedOperationException();
    }
  }

  private float[] solve(Curve curve, float... y) {
    FlowSpec spec = new FlowSpec(1, 0, List.of(), new StandardNormal());
    BufferPlan plan = new BufferPlan();
    NumericInverse inverse = new NumericInverse(1, plan);
    Layout layout = new Layout(spec, n -> n);
    Weights weights = new Weights(layout, KernelProvider.kernels(), Tensors.of(Map.of()));
    Pass pass =
        new Pass(
            weights,
            List.of(plan),
            new FlowSpec(1, 0, List.of(), new StandardNormal()),
            y.length,
            Keeping.EVERYTHING,
            1,
            new boolean[1]);
    pass.enter(0);
    float[] x = new float[y.length];
    logDet = new float[y.length];
    evaluations = inverse.solve(curve, pass, pass.run().rows(y.length), y, new float[0], x, logDet);
    return x;
  }

  /**
   * The values at the roots, each rounded: what x comes back with is off by the rounding of y over
   * the slope, and by two units in the last place of x.
   */
  private void findsRoots(int most, Curve curve, float... roots) {
    float[] y = new float[roots.length];
    for (int i = 0; i < y.length; i++) y[i] = (float) curve.value().applyAsDouble(roots[i]);
    float[] x = solve(curve, y);
    int together = evaluations;
    float[] changes = logDet;
    for (int i = 0; i < y.length; i++) {
      double slope = curve.slope().applyAsDouble(roots[i]);
      double limit = 4 * Math.ulp(roots[i]) + 2 * Math.ulp(y[i]) / slope;
      assertEquals(roots[i], x[i], limit, "root " + roots[i]);
      double change = Math.log(curve.slope().applyAsDouble(x[i]));
      assertEquals(-change, changes[i], 2 * ULP * (1 + Math.abs(change)), "root " + roots[i]);
      assertEquals(x[i], solve(curve, y[i])[0], "alone");
      assertTrue(evaluations <= together, evaluations + " > " + together);
    }
    assertTrue(together <= most, together + " evaluations");
  }

  @Test
  void lines() {
    findsRoots(10, new Curve(x -> x, x -> 1), ROOTS);
    findsRoots(10, new Curve(x -> 1e-3 * x, x -> 1e-3), ROOTS);
    findsRoots(10, new Curve(x -> 1e3 * x, x -> 1e3), ROOTS);
    findsRoots(10, new Curve(x -> 0.7 * x + 4, x -> 0.7), ROOTS);
  }

  @Test
  void curvesThatSteepenAndFlatten() {
    findsRoots(12, new Curve(x -> x + x * x * x, x -> 1 + 3 * x * x), ROOTS);
    findsRoots(
        15, new Curve(x -> x + 1e-6 * Math.pow(x, 5), x -> 1 + 5e-6 * Math.pow(x, 4)), ROOTS);
    findsRoots(15, new Curve(NumericInverseTest::asinh, x -> 1 / Math.hypot(1, x)), ROOTS);
    float[] near = {0, 1e-30f, 1e-6f, -0.3f, 1, 2.5f, -7, 20, -40};
    findsRoots(25, new Curve(Math::sinh, Math::cosh), near);
    findsRoots(20, new Curve(Math::exp, Math::exp), -20, -3, 0, 5, 40);
  }

  private static double asinh(double x) {
    double size = Math.abs(x);
    return Math.copySign(Math.log1p(size + size * size / (1 + Math.hypot(1, size))), x);
  }

  /** Flat within +-4 but for a slope of 1e-3, and nearly a jump at 1. */
  @Test
  void flatAndSteepParts() {
    Curve flat =
        new Curve(
            x -> 1e-3 * x + Math.max(0, x - 4) + Math.min(0, x + 4),
            x -> Math.abs(x) > 4 ? 1.001 : 1e-3);
    findsRoots(10, flat, 0, 1, -3.5f, 3.99f, 4.01f, -9, 50, 1e6f);
    Curve steep =
        new Curve(
            x -> x + 5 * Math.tanh(1e6 * (x - 1)), x -> 1 + 5e6 / sq(Math.cosh(1e6 * (x - 1))));
    findsRoots(15, steep, 0, 0.5f, 0.9999f, 1, 1.0001f, 30);
  }

  private static double sq(double x) {
    return x * x;
  }

  /** Where the map is level, any x of the level will do. */
  @Test
  void levels() {
    Curve level = new Curve(x -> x > 2 ? x - 2 : Math.min(x, 0), x -> x > 2 || x < 0 ? 1 : 0);
    float[] x = solve(level, 0, 0.5f, -0.5f, 7);
    assertTrue(x[0] >= 0 && x[0] <= 2, "" + x[0]);
    assertEquals(2.5f, x[1], 4 * ULP);
    assertEquals(-0.5f, x[2]);
    assertEquals(9, x[3], 16 * ULP);
    assertTrue(evaluations <= 35, evaluations + " evaluations");
  }

  /** A jump passes over its values: the root is where it jumps. */
  @Test
  void jumps() {
    float[] x = solve(new Curve(v -> v < 3 ? v : v + 10, v -> 1), 5, 12.5f, 20);
    assertEquals(3, x[0], 8 * ULP);
    assertEquals(3, x[1], 8 * ULP);
    assertEquals(10, x[2], 16 * ULP);
    assertTrue(evaluations <= 40, evaluations + " evaluations");
  }

  @Test
  void noPreimageIsNaNForThatNumberOnly() {
    Curve clip = new Curve(x -> x / (1 + Math.abs(x)), x -> 1 / sq(1 + Math.abs(x)));
    float[] x = solve(clip, 0.5f, 1, -2, Float.NaN, Float.POSITIVE_INFINITY, -0.75f, 1e30f);
    assertEquals(1, x[0], 4 * ULP);
    assertEquals(Math.log(4), logDet[0], 4 * ULP);
    assertEquals(-3, x[5], 32 * ULP);
    for (int i : new int[] {2, 3, 4, 6}) {
      assertTrue(Float.isNaN(x[i]), i + ": " + x[i]);
      assertTrue(Float.isNaN(logDet[i]), i + ": " + logDet[i]);
    }
    assertTrue(evaluations <= 20, evaluations + " evaluations");
  }

  /** Values that overflow, to infinity or to NaN, are far out. */
  @Test
  void overflow() {
    Curve cube = new Curve(x -> (float) (1e30 * x * x * x) - 0.0, x -> 3e30 * x * x);
    float[] x = solve(cube, 8e30f, -1e30f, 1e38f);
    assertEquals(2, x[0], 8 * ULP);
    assertEquals(-1, x[1], 8 * ULP);
    assertEquals(Math.cbrt(1e8), x[2], 1e3 * ULP);
    Curve lost = new Curve(v -> Math.abs(v) > 5 ? Double.NaN : v, v -> 1);
    float[] inside = solve(lost, 4.5f, -4.5f, 40);
    assertEquals(4.5f, inside[0]);
    assertEquals(-4.5f, inside[1]);
    assertTrue(evaluations <= 40, evaluations + " evaluations");
  }
}

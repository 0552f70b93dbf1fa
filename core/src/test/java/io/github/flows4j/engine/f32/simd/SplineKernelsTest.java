package io.github.flows4j.engine.f32.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Splines of the active kernels at knots, at the edges of the box, far outside, and with parameters
 * of any size. The build runs this on the vector and on the scalar kernels.
 */
class SplineKernelsTest {
  private static final Kernels KERNELS = KernelProvider.kernels();
  private static final int LANES = KERNELS.lanes();
  private static final float GUARD = 12345.5f;

  static Stream<SplineShape> shapes() {
    List<SplineShape> shapes = new ArrayList<>();
    for (int bins : new int[] {2, 5, 8})
      for (boolean linear : new boolean[] {false, true}) {
        shapes.add(clipped(bins, 1e-3, linear));
        shapes.add(new SplineShape(bins, 3, false, 0, 1e-3f, 1e-3f, 1e-3f, linear));
      }
    // exponents that are not bounded by themselves, and no smallest width
    shapes.add(clipped(4, 1e-25, true));
    shapes.add(new SplineShape(3, 1.7f, false, 0, 0, 0, 1e-12f, true));
    shapes.add(new SplineShape(3, 100, false, 0, 0.2f, 0.3f, 0.5f, false));
    return shapes.stream();
  }

  private static SplineShape clipped(int bins, double slope, boolean linear) {
    return new SplineShape(bins, 5, true, (float) (-1 / Math.log(slope)), 0, 0, 0, linear);
  }

  /** Numbers, their parameters, and what kernels make of them. */
  private static final class Numbers {
    final SplineShape shape;
    final int n;
    final int at = 3;
    final int stride;
    final float[] x;
    final float[] theta;
    final float[] y;
    final float[] logDet;
    final float[] kept;
    final float[] gradX;
    final float[] gradTheta;

    Numbers(SplineShape shape, float[] numbers) {
      this.shape = shape;
      n = numbers.length;
      stride = n + 2;
      x = guarded(n);
      System.arraycopy(numbers, 0, x, at, n);
      theta = new float[shape.parameters() * stride];
      y = guarded(n);
      logDet = guarded(n);
      gradX = guarded(n);
      gradTheta = new float[theta.length];
      Arrays.fill(gradTheta, GUARD);
      kept = new float[shape.kept() * KERNELS.pad(n)];
    }

    private float[] guarded(int count) {
      float[] array = new float[at + count + 2];
      Arrays.fill(array, GUARD);
      return array;
    }

    /** Each number gets parameters of its own, of about this size; those of kinds, the same. */
    Numbers random(double size, boolean same, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int p = 0; p < shape.parameters(); p++) {
        double all = random.nextGaussian();
        for (int i = 0; i < n; i++)
          theta[p * stride + i] = (float) (size * (same ? all : random.nextGaussian()));
      }
      return this;
    }

    Numbers forward(Kernels kernels) {
      float[] scratch = new float[shape.scratch(kernels.lanes())];
      kernels.splineForward(shape, n, at, x, theta, 0, stride, y, logDet, kept, 0, scratch);
      return this;
    }

    Numbers inverse(Kernels kernels) {
      float[] scratch = new float[shape.scratch(kernels.lanes())];
      kernels.splineInverse(shape, n, at, x, theta, 0, stride, y, logDet, scratch);
      return this;
    }

    Numbers backward(Kernels kernels, float byY, float byLogDet) {
      float[] scratch = new float[shape.scratch(kernels.lanes())];
      float[] gradY = guarded(n);
      float[] gradLogDet = guarded(n);
      Arrays.fill(gradY, at, at + n, byY);
      Arrays.fill(gradLogDet, at, at + n, byLogDet);
      kernels.splineBackward(
          shape, n, at, x, theta, 0, stride, kept, 0, gradY, gradLogDet, gradX, gradTheta, scratch);
      return this;
    }

    void assertWithin() {
      for (float[] array : List.of(x, y, logDet, gradX))
        for (int i = 0; i < array.length; i++)
          if (i < at || i >= at + n) assertEquals(GUARD, array[i], "wrote outside");
      for (int p = 0; p < shape.parameters(); p++)
        for (int i = n; i < stride; i++) assertEquals(GUARD, gradTheta[p * stride + i]);
    }
  }

  /** From far below to far above, with the edges, their neighbours, and many in between. */
  private static float[] sorted(SplineShape shape) {
    float bound = shape.bound();
    List<Float> x = new ArrayList<>();
    for (float edge : new float[] {-bound, bound, 0}) {
      x.add(edge);
      x.add(Math.nextUp(edge));
      x.add(Math.nextDown(edge));
    }
    for (float far : new float[] {1e30f, 1e4f, Float.MAX_VALUE / 1e16f, 1.01f * bound}) {
      x.add(far);
      x.add(-far);
    }
    for (int i = -300; i <= 300; i++) x.add(1.5f * bound * i / 300);
    x.sort(null);
    float[] array = new float[x.size()];
    for (int i = 0; i < array.length; i++) array[i] = x.get(i);
    return array;
  }

  /**
   * Values between knots come from other formulas: neighbours may differ by rounding of the box.
   */
  @ParameterizedTest
  @MethodSource("shapes")
  void monotoneAndFiniteWhateverTheParameters(SplineShape shape) {
    float[] x = sorted(shape);
    float ulp = Math.ulp(shape.bound());
    for (double size : new double[] {0, 1, 10, 1e4, 1e30})
      for (long seed = 0; seed < 5; seed++) {
        Numbers numbers = new Numbers(shape, x).random(size, true, seed);
        numbers.forward(KERNELS).backward(KERNELS, 0.7f, -1.3f);
        float last = Float.NEGATIVE_INFINITY;
        for (int i = numbers.at; i < numbers.at + numbers.n; i++) {
          String where = "size " + size + ", x " + numbers.x[i];
          float y = numbers.y[i];
          boolean far = Math.abs(numbers.x[i]) > 1e20f && shape.linear();
          assertTrue(Float.isFinite(y) || far, where + ": y " + y);
          assertTrue(y >= last - 4 * ulp, where + ": y " + y + " after " + last);
          assertTrue(Float.isFinite(numbers.logDet[i]), where + ": " + numbers.logDet[i]);
          assertTrue(Float.isFinite(numbers.gradX[i]) || far, where + ": " + numbers.gradX[i]);
          last = Math.max(last, y);
        }
        for (int p = 0; p < shape.parameters(); p++)
          for (int i = 0; i < numbers.n; i++) {
            float g = numbers.gradTheta[p * numbers.stride + i];
            assertTrue(Float.isFinite(g), "size " + size + ", x " + x[i] + ": " + g);
          }
        numbers.assertWithin();
        Numbers back = new Numbers(shape, x).random(size, true, seed).inverse(KERNELS);
        last = Float.NEGATIVE_INFINITY;
        for (int i = back.at; i < back.at + back.n; i++) {
          String where = "size " + size + ", y " + back.x[i];
          boolean far = Math.abs(back.x[i]) > 1e20f && shape.linear();
          assertTrue(Float.isFinite(back.y[i]) || far, where + ": x " + back.y[i]);
          assertTrue(back.y[i] >= last - 4 * ulp, where + ": " + back.y[i] + " after " + last);
          assertTrue(Float.isFinite(back.logDet[i]), where + ": " + back.logDet[i]);
          last = Math.max(last, back.y[i]);
        }
      }
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void edgesAndWhatIsOutside(SplineShape shape) {
    float bound = shape.bound();
    float[] x = {-bound, bound, Math.nextUp(bound), -2 * bound, 3 * bound, 1e30f, -1e30f};
    Numbers numbers = new Numbers(shape, x).random(1, false, 1);
    numbers.forward(KERNELS).backward(KERNELS, 0.7f, -1.3f);
    int at = numbers.at;
    assertEquals(-bound, numbers.y[at]);
    assertEquals(bound, numbers.y[at + 1]);
    if (shape.linear()) {
      // from the edge on as steep as there
      for (int i = 3; i < 7; i++) {
        double edge = x[i] < 0 ? -bound : bound;
        double line = edge + Math.exp(numbers.logDet[at + i]) * (x[i] - edge);
        assertEquals(line, numbers.y[at + i], 1e-5 * Math.abs(line));
        assertEquals(0.7 * Math.exp(numbers.logDet[at + i]), numbers.gradX[at + i], 1e-4);
      }
      return;
    }
    assertEquals(0, numbers.logDet[at], 1e-5);
    assertEquals(0, numbers.logDet[at + 1], 1e-5);
    for (int i = 2; i < 7; i++) {
      assertEquals(x[i], numbers.y[at + i]);
      assertEquals(0, numbers.logDet[at + i]);
      assertEquals(0.7f, numbers.gradX[at + i]);
      for (int p = 0; p < shape.parameters(); p++)
        assertEquals(0, numbers.gradTheta[p * numbers.stride + i], 0);
    }
  }

  /** Knots, as the formula gives them in double, and their neighbours: no jump, no NaN. */
  @ParameterizedTest
  @MethodSource("shapes")
  void atTheKnots(SplineShape shape) {
    Numbers first = new Numbers(shape, new float[] {0}).random(1, true, 5);
    double[] knots = knots(shape, first.theta, first.stride, 0);
    double[] heights = knots(shape, first.theta, first.stride, shape.bins());
    float[] x = new float[3 * knots.length];
    for (int k = 0; k < knots.length; k++) {
      x[3 * k + 1] = (float) knots[k];
      x[3 * k] = Math.nextDown(x[3 * k + 1]);
      x[3 * k + 2] = Math.nextUp(x[3 * k + 1]);
    }
    Numbers numbers = new Numbers(shape, x).random(1, true, 5).forward(KERNELS);
    float[] y = Arrays.copyOfRange(numbers.y, numbers.at, numbers.at + x.length);
    for (int i = 0; i < x.length; i++) {
      // a few last places of x, by the slope there
      double limit = 8 * Math.ulp(shape.bound()) * (1 + Math.exp(numbers.logDet[numbers.at + i]));
      assertEquals(heights[i / 3], y[i], limit, "knot " + i / 3);
    }
    Numbers back = new Numbers(shape, y).random(1, true, 5).inverse(KERNELS);
    for (int i = 0; i < x.length; i++) {
      double limit = 8 * Math.ulp(shape.bound()) * (1 + Math.exp(back.logDet[back.at + i]));
      assertEquals(x[i], back.y[back.at + i], limit, "knot " + i / 3);
    }
  }

  private static double[] knots(SplineShape shape, float[] theta, int stride, int from) {
    int bins = shape.bins();
    double[] e = new double[bins];
    double sum = 0;
    for (int k = 0; k < bins; k++) {
      double a = theta[(from + k) * stride];
      e[k] =
          Math.exp(shape.softClipped() ? a / (1 + Math.abs(2 * shape.inverseLogSlope() * a)) : a);
      sum += e[k];
    }
    double least = from == 0 ? shape.minWidth() : shape.minHeight();
    double[] knots = new double[bins + 1];
    knots[0] = -shape.bound();
    for (int k = 0; k < bins; k++)
      knots[k + 1] = knots[k] + 2 * shape.bound() * (least + (1 - bins * least) * e[k] / sum);
    return knots;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void inverseComesBack(SplineShape shape) {
    float[] x = sorted(shape);
    Numbers numbers = new Numbers(shape, x).random(1, false, 9).forward(KERNELS);
    float[] y = Arrays.copyOfRange(numbers.y, numbers.at, numbers.at + x.length);
    Numbers back = new Numbers(shape, y).random(1, false, 9).inverse(KERNELS);
    for (int i = 0; i < x.length; i++) {
      double steep = 1 + Math.exp(back.logDet[back.at + i]);
      double size = Math.max(shape.bound(), Math.abs(x[i]));
      assertEquals(x[i], back.y[back.at + i], 2e-6 * size * steep);
      assertEquals(-numbers.logDet[numbers.at + i], back.logDet[back.at + i], 1e-3 + 1e-5 * steep);
    }
  }

  /** A number's results don't depend on how many others there are, nor on where it stands. */
  @ParameterizedTest
  @MethodSource("shapes")
  void anyCountGivesTheSame(SplineShape shape) {
    float[] x = new float[2 * SplineShape.BLOCK + LANES + 3];
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < x.length; i++)
      x[i] = (float) (2.4 * shape.bound() * (random.nextDouble() - 0.5));
    Numbers all = new Numbers(shape, x).random(1, true, 12).forward(KERNELS);
    all.backward(KERNELS, 0.3f, 1);
    Numbers allBack = new Numbers(shape, x).random(1, true, 12).inverse(KERNELS);
    for (int n = 1; n < x.length; n += n < 3 * LANES ? 1 : 17) {
      int from = (7 * n) % (x.length - n);
      float[] part = Arrays.copyOfRange(x, from, from + n);
      Numbers some = new Numbers(shape, part).random(1, true, 12).forward(KERNELS);
      some.backward(KERNELS, 0.3f, 1).backward(KERNELS, 0.3f, 1);
      Numbers someBack = new Numbers(shape, part).random(1, true, 12).inverse(KERNELS);
      assertSame(all.y, from, some.y, n);
      assertSame(all.logDet, from, some.logDet, n);
      assertSame(all.gradX, from, some.gradX, n);
      assertSame(allBack.y, from, someBack.y, n);
      assertSame(allBack.logDet, from, someBack.logDet, n);
      for (int p = 0; p < shape.parameters(); p++)
        assertArrayEquals(
            Arrays.copyOfRange(all.gradTheta, p * all.stride + from, p * all.stride + from + n),
            Arrays.copyOfRange(some.gradTheta, p * some.stride, p * some.stride + n));
      some.assertWithin();
    }
  }

  private static void assertSame(float[] all, int from, float[] some, int n) {
    assertArrayEquals(
        Arrays.copyOfRange(all, 3 + from, 3 + from + n), Arrays.copyOfRange(some, 3, 3 + n));
  }

  /** Against the plain loops, within what rounding does to parameters of size 1. */
  @ParameterizedTest
  @MethodSource("shapes")
  void scalarKernelsSayTheSame(SplineShape shape) {
    Kernels scalar = new ScalarKernels();
    float[] x = sorted(shape);
    for (int i = 0; i < x.length; i++) if (Math.abs(x[i]) > 1e5f) x[i] = 0.1f;
    Numbers one = new Numbers(shape, x).random(1, false, 13);
    one.forward(KERNELS).backward(KERNELS, 0.5f, 1);
    Numbers other = new Numbers(shape, x).random(1, false, 13);
    other.forward(scalar).backward(scalar, 0.5f, 1);
    assertClose(one.y, other.y, 1e-5);
    assertClose(one.logDet, other.logDet, 1e-4);
    assertClose(one.gradX, other.gradX, 1e-3);
    assertClose(one.gradTheta, other.gradTheta, 1e-3);
    Numbers back = new Numbers(shape, x).random(1, false, 13).inverse(KERNELS);
    Numbers otherBack = new Numbers(shape, x).random(1, false, 13).inverse(scalar);
    assertClose(back.y, otherBack.y, 1e-4);
    assertClose(back.logDet, otherBack.logDet, 1e-3);
  }

  private static void assertClose(float[] expected, float[] actual, double tolerance) {
    for (int i = 0; i < expected.length; i++)
      assertEquals(expected[i], actual[i], tolerance * (1 + Math.abs(expected[i])), "number " + i);
  }

  @Test
  void logarithm() {
    SplittableRandom random = new SplittableRandom(17);
    float[] x = new float[1000 + LANES + 1];
    for (int i = 0; i < x.length; i++)
      x[i] = (float) Math.exp(i % 2 == 0 ? 170 * random.nextDouble() - 85 : random.nextGaussian());
    float[] y = new float[x.length + 1];
    KERNELS.log(x.length, x, 0, y, 1);
    for (int i = 0; i < x.length; i++) {
      double exact = Math.log(x[i]);
      assertEquals(exact, y[i + 1], 2 * 0x1p-23 * Math.abs(exact), "log " + x[i]);
    }
    float[] special = new float[LANES + 6];
    float[] values = {0, -1, Float.NaN, Float.POSITIVE_INFINITY, 1, Float.MIN_VALUE};
    System.arraycopy(values, 0, special, 0, 6);
    System.arraycopy(values, 0, special, LANES, 6);
    KERNELS.log(LANES + 6, special, 0, special, 0);
    for (int at : new int[] {0, LANES}) {
      assertEquals(Float.NEGATIVE_INFINITY, special[at]);
      assertTrue(Float.isNaN(special[at + 1]));
      assertTrue(Float.isNaN(special[at + 2]));
      assertEquals(Float.POSITIVE_INFINITY, special[at + 3]);
      assertEquals(0, special[at + 4]);
      assertEquals(Float.NEGATIVE_INFINITY, special[at + 5]);
    }
  }
}

package io.github.flows4j.engine.f32.simd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Exponential linear units and their companions on the active kernels, against the formula in
 * double. The build runs this on the vector and on the scalar kernels.
 */
class EluKernelsTest {
  private static final Kernels KERNELS = KernelProvider.kernels();

  /** Half a unit in the last place, relative. */
  private static final double HALF_ULP = 0x1p-24;

  private final SplittableRandom random = new SplittableRandom(20261122);

  @Test
  void unitsAndSlopes() {
    shapes(
        (m, n) -> {
          int count = m * n;
          float[] u = values(count + 5, 3);
          if (m > 1) {
            u[2] = 1e30f;
            u[3] = -1e30f;
            u[4] = Float.POSITIVE_INFINITY;
            u[5] = Float.NEGATIVE_INFINITY;
            u[6] = 0;
            u[7] = Float.NaN;
          }
          float[] sign = signs(n);
          float[] h = u.clone();
          float[] d = values(count + 7, 1);
          float[] before = d.clone();
          KERNELS.elu(m, n, sign, h, 2, null, 0, 0, d, 3);
          assertSameOutside(u, h, 2, count);
          assertSameOutside(before, d, 3, count);
          for (int i = 0; i < count; i++) {
            double s = sign[i % n];
            double v = s * u[2 + i];
            if (Double.isNaN(v)) {
              assertEquals(Float.NaN, d[3 + i]);
              assertEquals(Float.NaN, h[2 + i]);
              continue;
            }
            double slope = Math.exp(Math.min(v, 0));
            double room = 4 * HALF_ULP * slope + Float.MIN_NORMAL;
            assertEquals(slope, d[3 + i], room, "slope at " + v);
            double value = s * (v > 0 ? v : Math.expm1(v));
            assertEquals(value, h[2 + i], 4 * HALF_ULP, "value at " + v);
          }
        });
  }

  @Test
  void tangents() {
    shapes(
        (m, n) -> {
          int count = m * n;
          float[] u = values(count, 3);
          float[] sign = signs(n);
          float[] slopes = new float[count];
          float[] expected = u.clone();
          KERNELS.elu(m, n, sign, expected, 0, null, 0, 0, slopes, 0);
          for (int row : new int[] {0, n}) {
            float[] v = values(count + 3, 1);
            float[] h = u.clone();
            float[] t = values(count + 7, 1);
            float[] before = t.clone();
            KERNELS.elu(m, n, sign, h, 0, v, 3, row, t, 4);
            assertArrayEquals(expected, h);
            assertSameOutside(before, t, 4, count);
            for (int i = 0; i < count; i++)
              assertEquals(slopes[i] * v[3 + (row == 0 ? i % n : i)], t[4 + i]);
          }
        });
  }

  @Test
  void backward() {
    shapes(
        (m, n) -> {
          int count = m * n;
          float[] sign = signs(n);
          float[] h = new float[count + 4];
          // values of units: not below -1, mirrored not above 1
          for (int i = 0; i < count; i++)
            h[2 + i] = sign[i % n] * (float) (i % 3 == 0 ? i : -random.nextDouble());
          float[] t = values(count + 5, 1);
          float[] gradH = values(count + 6, 1);
          float[] gradT = values(count + 7, 1);
          float[] alone = gradH.clone();
          float[] byH = gradH.clone();
          float[] byT = gradT.clone();
          KERNELS.eluBackward(m, n, sign, h, 2, t, 3, gradH, 4, gradT, 5);
          KERNELS.eluBackward(m, n, sign, h, 2, null, 0, alone, 4, gradT, 0);
          assertSameOutside(byH, gradH, 4, count);
          assertSameOutside(byH, alone, 4, count);
          assertSameOutside(byT, gradT, 5, count);
          for (int i = 0; i < count; i++) {
            double s = sign[i % n];
            double slope = 1 + Math.min(s * h[2 + i], 0);
            double direct = byH[4 + i] * slope;
            double bent = slope < 1 ? (double) byT[5 + i] * t[3 + i] * s : 0;
            double size = Math.abs(byH[4 + i]) + Math.abs(bent);
            assertEquals(direct + bent, gradH[4 + i], 6 * HALF_ULP * size, "by h " + i);
            assertEquals(direct, alone[4 + i], 3 * HALF_ULP * size, "by h alone " + i);
            double room = 3 * HALF_ULP * Math.abs(byT[5 + i]);
            assertEquals(byT[5 + i] * slope, gradT[5 + i], room, "by t " + i);
          }
        });
  }

  @Test
  void magnitudesAndSigns() {
    for (int n = 0; n <= 700; n += 1 + n / 20) {
      float[] x = values(n + 4, 1);
      for (int i = 0; i < n; i += 5) x[2 + i] = 0;
      float[] y = values(n + 5, 1);
      float[] magnitudes = y.clone();
      KERNELS.magnitudes(n, x, 2, magnitudes, 3);
      float[] signed = y.clone();
      KERNELS.takeSigns(n, x, 2, signed, 3);
      assertSameOutside(y, magnitudes, 3, n);
      assertSameOutside(y, signed, 3, n);
      for (int i = 0; i < n; i++) {
        assertEquals(Math.abs(x[2 + i]), magnitudes[3 + i]);
        assertEquals(0.0f + y[3 + i] * Math.signum(x[2 + i]), 0.0f + signed[3 + i]);
      }
    }
  }

  private interface Check {
    void of(int rows, int columns);
  }

  private static void shapes(Check check) {
    for (int vectors : new int[] {1, 2, 3, 5})
      for (int m = 0; m <= 70; m += 1 + m / 4) check.of(m, vectors * KERNELS.lanes());
  }

  /** Mirrored from the middle on. */
  private static float[] signs(int n) {
    float[] signs = new float[n];
    for (int j = 0; j < n; j++) signs[j] = j < n / 2 ? 1 : -1;
    return signs;
  }

  private static void assertSameOutside(float[] before, float[] after, int from, int count) {
    for (int i = 0; i < after.length; i++)
      if (i < from || i >= from + count) assertEquals(before[i], after[i], "outside");
  }

  private float[] values(int length, double size) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) values[i] = (float) (size * random.nextGaussian());
    return values;
  }
}

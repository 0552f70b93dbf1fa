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
    for (boolean mirrored : new boolean[] {false, true}) {
      double s = mirrored ? -1 : 1;
      for (int n = 0; n <= 700; n += 1 + n / 20) {
        float[] u = values(n + 5, 3);
        if (n > 6) {
          u[2] = 1e30f;
          u[3] = -1e30f;
          u[4] = Float.POSITIVE_INFINITY;
          u[5] = Float.NEGATIVE_INFINITY;
          u[6] = 0;
          u[7] = Float.NaN;
        }
        float[] h = u.clone();
        float[] d = values(n + 7, 1);
        float[] before = d.clone();
        KERNELS.elu(n, mirrored, h, 2, h, 2, d, 3);
        for (int i = 0; i < h.length; i++)
          if (i < 2 || i >= 2 + n) assertEquals(u[i], h[i], "h outside");
        for (int i = 0; i < d.length; i++)
          if (i < 3 || i >= 3 + n) assertEquals(before[i], d[i], "d outside");
        for (int i = 0; i < n; i++) {
          double v = s * u[2 + i];
          if (Double.isNaN(v)) {
            assertEquals(Float.NaN, d[3 + i]);
            assertEquals(Float.NaN, h[2 + i]);
            continue;
          }
          double slope = Math.exp(Math.min(v, 0));
          assertEquals(slope, d[3 + i], 4 * HALF_ULP * slope + Float.MIN_NORMAL, "slope at " + v);
          double value = s * (v > 0 ? v : Math.expm1(v));
          assertEquals(value, h[2 + i], 4 * HALF_ULP, "value at " + v);
        }
      }
    }
  }

  @Test
  void backward() {
    for (boolean mirrored : new boolean[] {false, true}) {
      double s = mirrored ? -1 : 1;
      for (int n = 0; n <= 700; n += 1 + n / 20) {
        float[] d = new float[n + 4];
        for (int i = 0; i < d.length; i++) d[i] = i % 3 == 0 ? 1 : (float) random.nextDouble();
        float[] v = values(n + 5, 1);
        float[] gradH = values(n + 6, 1);
        float[] gradT = values(n + 7, 1);
        float[] byH = gradH.clone();
        float[] byT = gradT.clone();
        KERNELS.eluBackward(n, mirrored, d, 2, v, 3, gradH, 4, gradT, 5);
        for (int i = 0; i < n; i++) {
          double slope = d[2 + i];
          double bend = slope < 1 ? s * slope : 0;
          double direct = byH[4 + i] * slope;
          double bent = (double) byT[5 + i] * v[3 + i] * bend;
          double size = Math.abs(direct) + Math.abs(bent);
          assertEquals(direct + bent, gradH[4 + i], 6 * HALF_ULP * size, "by h " + i);
          byH[4 + i] = gradH[4 + i];
          double expected = byT[5 + i] * slope;
          assertEquals(expected, gradT[5 + i], 2 * HALF_ULP * Math.abs(expected), "by t " + i);
          byT[5 + i] = gradT[5 + i];
        }
        assertArrayEquals(byH, gradH, "outside");
        assertArrayEquals(byT, gradT, "outside");
      }
    }
  }

  @Test
  void multiplyAndAddSigned() {
    for (int n = 0; n <= 700; n += 1 + n / 20) {
      float[] x = values(n + 4, 1);
      float[] y = values(n + 5, 1);
      float[] z = values(n + 6, 1);
      float[] product = z.clone();
      KERNELS.multiply(n, x, 2, y, 3, product, 4);
      float[] sign = values(n + 3, 1);
      for (int i = 0; i < n; i += 5) sign[1 + i] = 0;
      float[] sum = z.clone();
      KERNELS.addSigned(n, x, 2, sign, 1, sum, 4);
      float[] expectedSum = z.clone();
      for (int i = 0; i < n; i++) {
        expectedSum[4 + i] += Math.signum(sign[1 + i]) * x[2 + i];
        z[4 + i] = x[2 + i] * y[3 + i];
      }
      assertArrayEquals(z, product);
      assertArrayEquals(expectedSum, sum);
    }
  }

  private float[] values(int length, double size) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) values[i] = (float) (size * random.nextGaussian());
    return values;
  }
}

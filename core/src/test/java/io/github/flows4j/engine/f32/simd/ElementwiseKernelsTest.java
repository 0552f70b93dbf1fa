package io.github.flows4j.engine.f32.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What the active kernels do element by element, against the formula in double. The build runs this
 * on the vector and on the scalar kernels.
 */
class ElementwiseKernelsTest {
  private static final Kernels KERNELS = KernelProvider.kernels();
  private static final int LANES = KERNELS.lanes();

  /** What follows every output and has to stay. */
  private static final float GUARD = 12345.5f;

  /** Half a unit in the last place, relative. */
  private static final double HALF_ULP = 0x1p-24;

  private final SplittableRandom random = new SplittableRandom(20261122);

  @Test
  void columnSums() {
    for (int m = 0; m <= 20; m++) {
      for (int vectors = 0; vectors <= 9; vectors++) {
        int n = vectors * LANES;
        int row = n + m % 3;
        float[] a = values(3 + m * row);
        float[] sum = values(5 + n + 3);
        float[] before = sum.clone();
        KERNELS.addColumnSums(m, n, a, 3, row, sum, 5);
        for (int j = 0; j < n; j++) {
          double expected = before[5 + j];
          double magnitude = Math.abs(expected);
          for (int i = 0; i < m; i++) {
            expected += a[3 + i * row + j];
            magnitude += Math.abs(a[3 + i * row + j]);
          }
          assertEquals(expected, sum[5 + j], m * HALF_ULP * magnitude);
          before[5 + j] = sum[5 + j];
        }
        assertTrue(Arrays.equals(before, sum), "wrote outside");
      }
    }
  }

  @Test
  void transpose() {
    for (int m = 0; m <= 40; m += 1 + m / 7) {
      for (int n = 0; n <= 70; n += 1 + n / 7) {
        int aRow = n + random.nextInt(3);
        int bRow = m + random.nextInt(3);
        float[] a = values(4 + m * aRow);
        float[] b = new float[7 + n * bRow + 2];
        Arrays.fill(b, GUARD);
        float[] expected = b.clone();
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < n; j++) {
            expected[7 + j * bRow + i] = a[4 + i * aRow + j];
          }
        }
        KERNELS.transpose(m, n, a, 4, aRow, b, 7, bRow);
        assertTrue(Arrays.equals(expected, b), m + "x" + n);
      }
    }
  }

  @Test
  void addAndSumOfSquares() {
    for (int n = 0; n <= 5000; n += 1 + n / 60) {
      for (int yAt : new int[] {3, 8}) {
        float[] x = values(n + 3);
        float[] y = values(n + 10);
        float[] expected = y.clone();
        double squares = 0;
        for (int i = 0; i < n; i++) {
          expected[yAt + i] += x[3 + i];
          squares += (double) x[3 + i] * x[3 + i];
        }
        KERNELS.add(n, x, 3, y, yAt);
        assertTrue(Arrays.equals(expected, y), "add " + n);
        assertEquals(squares, KERNELS.sumOfSquares(n, x, 3), (n + 1) * 0x1p-53 * squares);
      }
    }
    float[] large = {1e30f, -1e30f, 1e-30f};
    assertEquals(2e60, KERNELS.sumOfSquares(3, large, 0), 1e54); // beyond single precision
  }

  @Test
  void adamFollowsTheFormula() {
    for (int n = 0; n <= 700; n += 1 + n / 60) {
      int at = n % 7;
      int length = at + n + 3;
      float[] w = values(length);
      float[] m = values(length);
      float[] v = values(length);
      float[] gradient = values(length);
      for (int i = 0; i < length; i++) {
        v[i] *= v[i];
      }
      float[] w0 = w.clone();
      float[] m0 = m.clone();
      float[] v0 = v.clone();
      double scale = 0.5f;
      double beta1 = 0.9;
      double beta2 = 0.999;
      double epsilon = 1e-8f;
      double decay = 0.9999f;
      double step = 3e-3f;
      double bias = 1.7f;
      KERNELS.adam(
          n,
          at,
          w,
          m,
          v,
          gradient,
          (float) scale,
          beta1,
          beta2,
          (float) epsilon,
          (float) decay,
          (float) step,
          (float) bias);
      for (int i = 0; i < length; i++) {
        String where = "n " + n + " element " + i;
        if (i < at || i >= at + n) {
          assertEquals(w0[i], w[i], where);
          assertEquals(m0[i], m[i], where);
          assertEquals(v0[i], v[i], where);
          continue;
        }
        double g = scale * gradient[i];
        double first = beta1 * m0[i] + (1 - beta1) * g;
        double second = beta2 * v0[i] + (1 - beta2) * g * g;
        // a few roundings of the largest term
        assertEquals(first, m[i], 4 * HALF_ULP * (Math.abs(m0[i]) + Math.abs(g)), where);
        assertEquals(second, v[i], 6 * HALF_ULP * second, where);
        double expected = w0[i] * decay - step * m[i] / (Math.sqrt(v[i]) * bias + epsilon);
        double size = Math.abs(w0[i]) + Math.abs(expected);
        assertEquals(expected, w[i], 6 * HALF_ULP * size, where);
      }
    }
  }

  @Test
  void expOverTheWholeRange() {
    float[] x = arguments();
    float[] y = new float[x.length + 1];
    y[x.length] = GUARD;
    KERNELS.exp(x.length, x, 0, y, 0);
    assertEquals(GUARD, y[x.length]);
    for (int i = 0; i < x.length; i++) {
      double expected = Math.exp(x[i]);
      if (expected < Float.MIN_NORMAL * (1 - HALF_ULP)) {
        assertEquals(0.0f, y[i], "exp " + x[i]);
      } else if (expected > Float.MAX_VALUE * (1 + HALF_ULP)) {
        assertEquals(Float.POSITIVE_INFINITY, y[i], "exp " + x[i]);
      } else if (Double.isNaN(expected)) {
        assertEquals(Float.NaN, y[i]);
      } else {
        assertEquals(expected, y[i], 4 * HALF_ULP * expected, "exp " + x[i]);
      }
    }
  }

  @Test
  void tanhOverTheWholeRange() {
    float[] x = arguments();
    float[] y = new float[x.length + 1];
    y[x.length] = GUARD;
    KERNELS.tanh(x.length, x, 0, y, 0);
    assertEquals(GUARD, y[x.length]);
    for (int i = 0; i < x.length; i++) {
      double expected = Math.tanh(x[i]);
      if (Double.isNaN(expected)) {
        assertEquals(Float.NaN, y[i]);
      } else {
        assertEquals(expected, y[i], 1e-6 * Math.abs(expected), "tanh " + x[i]);
        assertTrue(Math.abs(y[i]) <= 1.0f, "tanh " + x[i] + " = " + y[i]);
      }
    }
  }

  @Test
  void expAndTanhDoNotDependOnThePlace() {
    float[] x = values(300);
    float[] whole = new float[300];
    float[] single = new float[1];
    for (int n = 0; n <= 300; n += 1 + n / 60) {
      float[] inPlace = x.clone();
      KERNELS.exp(n, x, 0, whole, 0);
      KERNELS.exp(n, inPlace, 0, inPlace, 0);
      checkPlaces(n, x, whole, inPlace, "exp");
      for (int i = 0; i < n; i++) {
        KERNELS.exp(1, x, i, single, 0);
        assertEquals(whole[i], single[0], "exp " + x[i]);
      }
      inPlace = x.clone();
      KERNELS.tanh(n, x, 0, whole, 0);
      KERNELS.tanh(n, inPlace, 0, inPlace, 0);
      checkPlaces(n, x, whole, inPlace, "tanh");
      for (int i = 0; i < n; i++) {
        KERNELS.tanh(1, x, i, single, 0);
        assertEquals(whole[i], single[0], "tanh " + x[i]);
      }
    }
  }

  private static void checkPlaces(int n, float[] x, float[] result, float[] inPlace, String what) {
    for (int i = 0; i < x.length; i++) {
      assertEquals(i < n ? result[i] : x[i], inPlace[i], what + " of " + n + " at " + i);
    }
  }

  private float[] arguments() {
    float[] special = {
      0.0f,
      -0.0f,
      Float.MIN_VALUE,
      -Float.MIN_VALUE,
      Float.MIN_NORMAL,
      1e-40f,
      Float.NaN,
      1.0f,
      -1.0f,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MAX_VALUE,
      -Float.MAX_VALUE,
      88.7f,
      88.72283f,
      88.722839f,
      88.72284f,
      88.73f,
      89.0f,
      -87.3f,
      -87.33654f,
      -87.336548f,
      -87.34f,
      -88.0f,
      -103.9f,
      7.9f,
      7.905311f,
      7.91f,
      9.0f,
      9.1f,
      4e-4f,
      3.9999e-4f,
      1e10f,
      -1e10f,
      1e-10f
    };
    float[] x = Arrays.copyOf(special, 40_003);
    for (int i = special.length; i < x.length; i++) {
      double sign = random.nextBoolean() ? 1 : -1;
      x[i] =
          (float)
              (i % 3 == 0
                  ? random.nextDouble(-90, 90)
                  : i % 3 == 1
                      ? sign * Math.exp(random.nextDouble(-100, 5))
                      : random.nextDouble(-2, 2));
    }
    return x;
  }

  private float[] values(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextDouble(-2, 2);
    }
    return x;
  }
}

package io.github.flows4j.engine.f32.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The active kernels against plain loops in double. The build runs this on the vector and on the
 * scalar kernels.
 */
class KernelsTest {
  private static final Kernels KERNELS = KernelProvider.kernels();
  private static final int LANES = KERNELS.lanes();

  /** What surrounds every output and has to stay. */
  private static final float GUARD = 12345.5f;

  /** Half a unit in the last place, relative. */
  private static final double HALF_ULP = 0x1p-24;

  private final SplittableRandom random = new SplittableRandom(20261122);

  @Test
  void runsOnTheExpectedKernels() {
    String expected = System.getProperty("flows4j.expectKernels");
    assumeTrue(expected != null);
    assertEquals(expected, KERNELS.name());
  }

  @Test
  void padsToWholeVectors() {
    assertEquals(0, KERNELS.pad(0));
    assertEquals(LANES, KERNELS.pad(1));
    assertEquals(LANES, KERNELS.pad(LANES));
    assertEquals(2 * LANES, KERNELS.pad(LANES + 1));
  }

  private enum Operation {
    AFFINE,
    AFFINE_RELU,
    PRODUCT,
    GATED,
    TRANSPOSED,
    ADD_TRANSPOSED
  }

  @Test
  void everyRowCount() {
    for (Operation operation : Operation.values()) {
      for (int m = 0; m <= 26; m++) {
        for (int vectors : new int[] {0, 1, 2, 3, 4, 6, 7, 8, 15, 17}) {
          checkProduct(operation, m, vectors * LANES, m % 5 + 4);
        }
      }
    }
  }

  @Test
  void everyDepth() {
    for (Operation operation : Operation.values()) {
      for (int k = 0; k <= 70; k++) {
        for (int m : new int[] {1, 2, 7, 13}) {
          checkProduct(operation, m, (k % 4 + 1) * LANES, k);
        }
      }
    }
  }

  @Test
  void depthsAndWidthsBeyondOneBlock() {
    for (Operation operation : Operation.values()) {
      for (int k : new int[] {127, 128, 129, 300, 700}) {
        checkProduct(operation, 5, 3 * LANES, k);
        checkProduct(operation, 1, 9 * LANES, k);
      }
      checkProduct(operation, 3, 75 * LANES, 5);
      checkProduct(operation, 8, 33 * LANES, 130);
    }
  }

  @Test
  void dotsOfRows() {
    for (int n = 1; n <= 4; n++) {
      for (int m : new int[] {0, 1, 2, 5}) {
        for (int vectors : new int[] {0, 1, 2, 9}) {
          checkDots(m, n, vectors * LANES);
        }
      }
    }
  }

  private void checkDots(int m, int n, int k) {
    int aRow = k + random.nextInt(4);
    int bRow = k + random.nextInt(4);
    int cRow = LANES + random.nextInt(4);
    int cAt = 1 + random.nextInt(20);
    float[] a = values(3 + m * aRow);
    float[] b = values(5 + n * bRow);
    float[] bias = values(2 + n);
    float[] c = new float[cAt + m * cRow + LANES];
    Arrays.fill(c, GUARD);
    KERNELS.dots(m, n, k, a, 3, aRow, b, 5, bRow, bias, 2, c, cAt, cRow);
    for (int t = 0; t < c.length; t++) {
      int i = Math.floorDiv(t - cAt, cRow);
      int j = Math.floorMod(t - cAt, cRow);
      if (i < 0 || i >= m || j >= LANES) {
        assertEquals(GUARD, c[t], "guard at " + t);
      } else if (j >= n) {
        assertEquals(0.0f, c[t], "padding at " + t);
      } else {
        double sum = bias[2 + j];
        double size = Math.abs(sum);
        for (int r = 0; r < k; r++) {
          double term = (double) a[3 + i * aRow + r] * b[5 + j * bRow + r];
          sum += term;
          size += Math.abs(term);
        }
        // At most one rounding for each term and the sums of the lanes.
        assertEquals(sum, c[t], (k + 4) * HALF_ULP * size, m + " x " + n + " x " + k);
      }
    }
  }

  private void checkProduct(Operation operation, int m, int n, int k) {
    boolean adding = operation == Operation.ADD_TRANSPOSED;
    boolean transposed = adding || operation == Operation.TRANSPOSED;
    int aRow = (transposed ? m : k) + random.nextInt(4);
    int bRow = n + random.nextInt(4);
    int cRow = n + 1 + random.nextInt(4);
    int gateRow = n + random.nextInt(4);
    int aAt = random.nextInt(20);
    int bAt = random.nextInt(20);
    int cAt = 1 + random.nextInt(20);
    int gateAt = random.nextInt(20);
    int biasAt = random.nextInt(20);
    float[] a = values(aAt + (transposed ? k : m) * aRow);
    float[] b = values(bAt + k * bRow);
    float[] bias = values(biasAt + n);
    float[] gate = values(gateAt + m * gateRow);
    for (int i = 0; i < gate.length; i += 3) {
      gate[i] = 0.0f;
    }
    float[] c = new float[cAt + m * cRow + LANES];
    Arrays.fill(c, GUARD);
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        c[cAt + i * cRow + j] = (float) random.nextDouble(-2, 2);
      }
    }
    float[] before = c.clone();
    switch (operation) {
      case AFFINE:
      case AFFINE_RELU:
        KERNELS.affine(
            m,
            n,
            k,
            a,
            aAt,
            aRow,
            b,
            bAt,
            bRow,
            bias,
            biasAt,
            c,
            cAt,
            cRow,
            operation == Operation.AFFINE_RELU);
        break;
      case PRODUCT:
        KERNELS.product(m, n, k, a, aAt, aRow, b, bAt, bRow, c, cAt, cRow);
        break;
      case GATED:
        KERNELS.gatedProduct(
            m, n, k, a, aAt, aRow, b, bAt, bRow, gate, gateAt, gateRow, c, cAt, cRow);
        break;
      case TRANSPOSED:
        KERNELS.transposedProduct(m, n, k, a, aAt, aRow, b, bAt, bRow, c, cAt, cRow);
        break;
      case ADD_TRANSPOSED:
        KERNELS.addTransposedProduct(m, n, k, a, aAt, aRow, b, bAt, bRow, c, cAt, cRow);
        break;
    }
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int at = cAt + i * cRow + j;
        double sum = 0;
        if (operation == Operation.AFFINE || operation == Operation.AFFINE_RELU) {
          sum = bias[biasAt + j];
        } else if (adding) {
          sum = before[at];
        }
        double magnitude = Math.abs(sum);
        for (int r = 0; r < k; r++) {
          double x = a[transposed ? aAt + r * aRow + i : aAt + i * aRow + r];
          double y = b[bAt + r * bRow + j];
          sum += x * y;
          magnitude += Math.abs(x * y);
        }
        if (operation == Operation.AFFINE_RELU) {
          sum = Math.max(0, sum);
        } else if (operation == Operation.GATED && gate[gateAt + i * gateRow + j] <= 0.0f) {
          sum = 0;
        }
        // k + 1 roundings of sums no larger than magnitude, and as many of products
        double tolerance = 2 * (k + 1) * HALF_ULP * magnitude;
        String where = operation + " " + m + "x" + n + "x" + k + " at " + i + "," + j;
        assertEquals(sum, c[at], tolerance, where);
        before[at] = c[at];
      }
    }
    assertTrue(Arrays.equals(before, c), "wrote outside of C: " + operation + " " + m + "x" + n);
  }

  @Test
  void aRowDoesNotDependOnItsNeighbours() {
    int m = 31;
    int n = 7 * LANES;
    int k = 67;
    float[] a = values(m * k);
    float[] b = values(k * n);
    float[] bias = values(n);
    float[] all = new float[m * n];
    float[] one = new float[n];
    KERNELS.affine(m, n, k, a, 0, k, b, 0, n, bias, 0, all, 0, n, true);
    for (int i = 0; i < m; i++) {
      KERNELS.affine(1, n, k, a, i * k, k, b, 0, n, bias, 0, one, 0, n, true);
      assertTrue(Arrays.equals(one, Arrays.copyOfRange(all, i * n, (i + 1) * n)), "row " + i);
    }
  }

  @Test
  void nanAndInfinityPassThrough() {
    for (int m : new int[] {1, 3, 6, 13}) {
      int n = 7 * LANES;
      float[] a = new float[m * 2];
      float[] b = values(2 * n);
      float[] bias = new float[n];
      float[] c = new float[m * n];
      Arrays.fill(a, 1.0f);
      b[3] = Float.NaN;
      b[n + 4] = Float.POSITIVE_INFINITY;
      b[n + 5] = Float.NEGATIVE_INFINITY;
      KERNELS.affine(m, n, 2, a, 0, 2, b, 0, n, bias, 0, c, 0, n, false);
      assertEquals(Float.NaN, c[(m - 1) * n + 3]);
      assertEquals(Float.POSITIVE_INFINITY, c[(m - 1) * n + 4]);
      assertEquals(Float.NEGATIVE_INFINITY, c[(m - 1) * n + 5]);
      KERNELS.affine(m, n, 2, a, 0, 2, b, 0, n, bias, 0, c, 0, n, true);
      assertEquals(Float.NaN, c[(m - 1) * n + 3]);
      assertEquals(Float.POSITIVE_INFINITY, c[(m - 1) * n + 4]);
      assertEquals(0.0f, c[(m - 1) * n + 5]);
    }
  }

  private float[] values(int n) {
    float[] x = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = (float) random.nextDouble(-2, 2);
    }
    return x;
  }
}

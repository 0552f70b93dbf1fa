package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SmoothnessTest {
  @Test
  void singularValuesByHand() {
    assertArrayEquals(new double[] {3}, SingularValues.of(new double[] {-3}, 1));
    assertArrayEquals(
        new double[] {4, 3, 0}, SingularValues.of(new double[] {0, 3, 0, -4, 0, 0, 0, 0, 0}, 3));
    // [[3, 0], [4, 5]]: A^T A has the eigenvalues 45 and 5.
    assertArrayEquals(
        new double[] {Math.sqrt(45), Math.sqrt(5)},
        SingularValues.of(new double[] {3, 0, 4, 5}, 2),
        1e-14);
    assertArrayEquals(new double[2], SingularValues.of(new double[4], 2));
    assertArrayEquals(
        new double[] {2e300, 0},
        SingularValues.of(new double[] {1e300, 1e300, 1e300, 1e300}, 2),
        1e286);
    assertArrayEquals(
        new double[] {1, 1e-100}, SingularValues.of(new double[] {1, 0, 0, 1e-100}, 2));
  }

  @Test
  void singularValuesOfAProductThatIsKnown() {
    var random = new SplittableRandom(21);
    for (int n : new int[] {2, 5, 20}) {
      double[] expected = new double[n];
      double[] matrix = new double[n * n];
      for (int i = 0; i < n; i++) {
        expected[i] = Math.pow(10, 1 - 4.0 * i / n);
        matrix[i * n + i] = expected[i];
      }
      // Plane rotations from both sides leave the singular values as they are.
      for (int turn = 0; turn < 20 * n; turn++) {
        int p = random.nextInt(n);
        int q = (p + 1 + random.nextInt(n - 1)) % n;
        double angle = 7 * random.nextDouble();
        for (int i = 0; i < n; i++) {
          if (turn % 2 == 0) rotate(matrix, p * n + i, q * n + i, angle);
          else rotate(matrix, i * n + p, i * n + q, angle);
        }
      }
      // Rounding in a few hundred rotations, relative to the largest value, 10.
      assertArrayEquals(expected, SingularValues.of(matrix, n), 1e-13);
    }
  }

  private static void rotate(double[] values, int a, int b, double angle) {
    double old = values[a];
    values[a] = Math.cos(angle) * old - Math.sin(angle) * values[b];
    values[b] = Math.sin(angle) * old + Math.cos(angle) * values[b];
  }

  @Test
  void largestAndQuantileOverRows() {
    double[][] jacobians = new double[201][];
    for (int i = 0; i <= 200; i++) jacobians[200 - i] = new double[] {0.5, 0, 0, i};
    var result = Smoothness.of(jacobians, 2);
    assertEquals(new Smoothness(200, 198, 201), result);
    assertEquals(result, Smoothness.of(201, 2, row -> jacobians[row]));
    assertEquals(new Smoothness(3, 3, 1), Smoothness.of(new double[][] {{-3}}, 1));
    assertEquals(2.98, Smoothness.of(new double[][] {{3}, {1}}, 1).quantile99(), 1e-15);
  }

  @Test
  void checksItsInput() {
    assertFails("rows must be >= 1, was 0", () -> Smoothness.of(new double[0][], 2));
    assertFails("features must be >= 1, was 0", () -> Smoothness.of(new double[1][0], 0));
    assertFails(
        "the Jacobian of row 1 must have 4 values, had 3",
        () -> Smoothness.of(new double[][] {new double[4], new double[3]}, 2));
    assertFails(
        "the Jacobian of row 0 is NaN at [1, 0]",
        () -> Smoothness.of(new double[][] {{1, 2, Double.NaN, 3}}, 2));
  }

  private static void assertFails(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}

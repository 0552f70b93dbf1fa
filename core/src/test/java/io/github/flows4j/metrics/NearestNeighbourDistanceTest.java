package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import org.junit.jupiter.api.Test;

class NearestNeighbourDistanceTest {
  @Test
  void smallCaseByHand() {
    var distance =
        NearestNeighbourDistance.of(Rows.of(2, 3, 4, 0, 1, 10, 0), Rows.of(2, 0, 0, 10, 0));
    assertArrayEquals(new double[] {0, 1, 5}, distance.distances());
    assertEquals(3, distance.count());
    assertEquals(1, distance.median());
    assertEquals(0.5, distance.quantile(0.25));
    assertEquals(5, distance.quantile(1));
    assertEquals(1.0 / 3, distance.shareWithin(0));
    assertEquals(2.0 / 3, distance.shareWithin(1));
    assertEquals(1, distance.shareWithin(Double.POSITIVE_INFINITY));
    assertEquals(0, distance.shareWithin(Double.NaN));
  }

  @Test
  void agreesWithPlainLoops() {
    Rows rows = Samples.normal(300, 7, 1, 0);
    Rows reference = Samples.normal(1_500, 7, 2, 0);
    double[] expected = new double[rows.count()];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = Double.POSITIVE_INFINITY;
      for (int j = 0; j < reference.count(); j++)
        expected[i] = Math.min(expected[i], Samples.distance(rows, i, reference, j));
    }
    java.util.Arrays.sort(expected);
    // Sums of 7 squares in another order.
    assertArrayEquals(expected, NearestNeighbourDistance.of(rows, reference).distances(), 1e-13);
  }

  @Test
  void catchesCopies() {
    Rows training = Samples.normal(2_000, 3, 1, 0);
    var heldOut = NearestNeighbourDistance.of(Samples.normal(1_000, 3, 2, 0), training);
    var fresh = NearestNeighbourDistance.of(Samples.normal(1_000, 3, 3, 0), training);
    double near = heldOut.quantile(0.01);
    assertEquals(1, fresh.median() / heldOut.median(), 0.1);
    // 10 of 1,000 are expected, with an sd of about 4 for both quantile and count.
    assertEquals(0.01, fresh.shareWithin(near), 0.016);
    // Half of the rows are copies with a little noise.
    double[] copies = Samples.normal(1_000, 3, 4, 0).toArray();
    double[] noise = Samples.normal(500, 3, 5, 0).toArray();
    for (int i = 0; i < noise.length; i++) copies[i] = training.get(i / 3, i % 3) + 1e-3 * noise[i];
    var copied = NearestNeighbourDistance.of(Rows.wrap(3, copies), training);
    assertTrue(copied.shareWithin(near) > 0.45, "" + copied.shareWithin(near));
    assertTrue(copied.median() < 0.5 * heldOut.median(), "" + copied.median());
  }

  @Test
  void refuses() {
    Rows x = Rows.of(2, 1, 2);
    assertThrows(
        IllegalArgumentException.class, () -> NearestNeighbourDistance.of(x, Rows.of(1, 1)));
    assertThrows(IllegalArgumentException.class, () -> NearestNeighbourDistance.of(x, Rows.of(2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> NearestNeighbourDistance.of(Rows.of(2, 1, Double.NaN), x));
    var distance = NearestNeighbourDistance.of(x, x);
    assertThrows(IllegalArgumentException.class, () -> distance.quantile(1.1));
    assertThrows(IllegalArgumentException.class, () -> distance.quantile(Double.NaN));
  }
}

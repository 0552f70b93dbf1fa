package io.github.flows4j.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import org.junit.jupiter.api.Test;

class CorrelationDifferenceTest {
  @Test
  void smallCaseByHand() {
    // x: centred (-1, 0, 1) and (-1, 1, 0): r = 1 / 2. y: the second column turned round in sign.
    Rows x = Rows.of(2, 1, 10, 2, 12, 3, 11);
    Rows y = Rows.of(2, 1, -10, 2, -12, 3, -11);
    var difference = CorrelationDifference.of(x, y);
    assertEquals(0.5, difference.first(0, 1), 1e-15);
    assertEquals(-0.5, difference.second(1, 0), 1e-15);
    assertEquals(1, difference.first(1, 1));
    assertEquals(1, difference.largest(), 1e-15);
    assertEquals(0, difference.row());
    assertEquals(1, difference.column());
    assertEquals(2, difference.columns());
  }

  @Test
  void namesThePairThatDiffers() {
    Rows x = Samples.normal(4_000, 4, 1, 0);
    double[] values = Samples.normal(4_000, 4, 2, 0).toArray();
    // Columns 1 and 3 with r = 0.6.
    for (int i = 0; i < values.length; i += 4)
      values[i + 3] = 0.6 * values[i + 1] + 0.8 * values[i + 3];
    var difference = CorrelationDifference.of(x, Rows.wrap(4, values));
    assertEquals(1, difference.row());
    assertEquals(3, difference.column());
    // Four sds of the difference, sqrt(2 / n) at most.
    assertEquals(0.6, difference.largest(), 0.09);
  }

  @Test
  void unitsDoNotMatter() {
    Rows x = Samples.normal(500, 3, 3, 5);
    Rows y = Samples.normal(500, 3, 4, 5);
    double expected = CorrelationDifference.of(x, y).largest();
    double huge =
        CorrelationDifference.of(Samples.scaled(x, 1e300), Samples.scaled(y, -1e-300)).largest();
    assertEquals(expected, huge, 1e-12);
  }

  @Test
  void constantColumnsHaveNone() {
    Rows x = Rows.of(2, 1, 0.1, 2, 0.1, 3, 0.1);
    var difference = CorrelationDifference.of(x, x);
    assertTrue(Double.isNaN(difference.first(0, 1)));
    assertTrue(Double.isNaN(difference.first(1, 1)));
    assertEquals(0, difference.largest());
    assertEquals(-1, difference.row());
  }

  @Test
  void refuses() {
    Rows x = Rows.of(2, 1, 2, 3, 4);
    assertThrows(
        IllegalArgumentException.class, () -> CorrelationDifference.of(x, Rows.of(1, 1, 2)));
    assertThrows(
        IllegalArgumentException.class, () -> CorrelationDifference.of(Rows.of(2, 1, 2), x));
    var nan =
        assertThrows(
            IllegalArgumentException.class,
            () -> CorrelationDifference.of(x, Rows.of(2, 1, 2, 3, Double.NaN)));
    assertEquals("the second sample, row 1, column 1 is NaN", nan.getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> CorrelationDifference.of(x, x).first(0, 2));
  }
}

package io.github.flows4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RowsTest {
  private static final int COUNT = 7;
  private static final int COLUMNS = 5;

  private static byte[][] bytes() {
    byte[][] bytes = new byte[COUNT][COLUMNS];
    Random random = new Random(3);
    for (byte[] row : bytes) random.nextBytes(row);
    bytes[0][0] = (byte) 255;
    return bytes;
  }

  private static Rows doubles() {
    double[][] values = new double[COUNT][COLUMNS];
    byte[][] bytes = bytes();
    for (int i = 0; i < COUNT; i++)
      for (int j = 0; j < COLUMNS; j++) values[i][j] = Byte.toUnsignedInt(bytes[i][j]);
    return Rows.of(values);
  }

  @Test
  void bytesAreTheNumbersTheyStandFor() {
    Rows bytes = Rows.ofBytes(COLUMNS, bytes());
    Rows doubles = doubles();
    assertEquals(255, bytes.get(0, 0));
    assertSame(doubles, bytes);
    assertSame(doubles.slice(2, 5), bytes.slice(2, 5));
    assertSame(doubles.slice(7, 7), bytes.slice(7, 7));
    assertSame(doubles.pick(6, 0, 0, 3), bytes.pick(6, 0, 0, 3));
    assertSame(doubles.pick(), bytes.pick());
    assertSame(doubles.select(4, 1, 1), bytes.select(4, 1, 1));
    assertArrayEquals(doubles.pick(3).row(0), bytes.row(3));
    double[] some = new double[2 * COLUMNS + 2];
    double[] same = some.clone();
    doubles.copyTo(4, 2, some, 1);
    bytes.copyTo(4, 2, same, 1);
    assertArrayEquals(some, same);
    assertSame(Rows.of(3), Rows.ofBytes(3));
  }

  private static void assertSame(Rows expected, Rows actual) {
    assertEquals(expected, actual);
    assertEquals(actual, expected);
    assertEquals(actual, actual.slice(0, actual.count()));
    assertEquals(expected.hashCode(), actual.hashCode());
    assertEquals(expected.toString(), actual.toString());
    assertEquals(expected.count(), actual.count());
    assertEquals(expected.columns(), actual.columns());
    assertArrayEquals(expected.toArray(), actual.toArray());
    for (int j = 0; j < expected.columns(); j++)
      assertArrayEquals(expected.column(j), actual.column(j));
    for (int i = 0; i < expected.count(); i++) {
      assertArrayEquals(expected.row(i), actual.row(i));
      for (int j = 0; j < expected.columns(); j++)
        assertEquals(expected.get(i, j), actual.get(i, j));
    }
  }

  @Test
  void otherNumbersAreNotEqual() {
    Rows bytes = Rows.ofBytes(2, new byte[] {1, 2}, new byte[] {3, 0});
    assertNotEquals(bytes, Rows.of(2, 1, 2, 3, 4));
    assertNotEquals(Rows.of(2, 1, 2, 3, 4), bytes);
    assertNotEquals(bytes, Rows.of(2, 1, 2, 3, -0.0));
    assertNotEquals(bytes, Rows.of(2, 1, 2));
    assertNotEquals(bytes, Rows.of(4, 1, 2, 3, 0));
    assertNotEquals(bytes, Rows.ofBytes(2, new byte[] {1, 2}, new byte[] {3, 4}));
    assertNotEquals(Rows.ofBytes(1), Rows.ofBytes(2));
  }

  @Test
  void whatIsNotThereIsRefused() {
    for (Rows rows : new Rows[] {Rows.ofBytes(COLUMNS, bytes()), doubles()}) {
      assertThrows(IndexOutOfBoundsException.class, () -> rows.get(0, COLUMNS));
      assertThrows(IndexOutOfBoundsException.class, () -> rows.get(COUNT, 0));
      assertThrows(IndexOutOfBoundsException.class, () -> rows.row(COUNT));
      assertThrows(IndexOutOfBoundsException.class, () -> rows.column(-1));
      assertThrows(IndexOutOfBoundsException.class, () -> rows.slice(3, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> rows.pick(0, COUNT));
      assertThrows(IndexOutOfBoundsException.class, () -> rows.select(COLUMNS));
      assertThrows(IllegalArgumentException.class, rows::select);
      assertThrows(
          IndexOutOfBoundsException.class, () -> rows.copyTo(COUNT - 1, 2, new double[99], 0));
    }
    assertEquals(
        "row 1 has 3 values, the rows have 2 columns",
        assertThrows(
                IllegalArgumentException.class, () -> Rows.ofBytes(2, new byte[2], new byte[3]))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> Rows.ofBytes(0));
  }

  /** 2^32 numbers in bytes, all in one row's array: no index counts them all. */
  @Test
  void thereMayBeMoreNumbersThanAnArrayHolds() {
    byte[] row = new byte[1 << 20];
    row[1 << 19] = 7;
    byte[][] rows = new byte[1 << 12][];
    java.util.Arrays.fill(rows, row);
    Rows many = Rows.ofBytes(row.length, rows);
    assertEquals(1 << 12, many.count());
    assertEquals(7, many.get(4_095, 1 << 19));
    assertEquals(7, many.slice(4_000, 4_096).pick(95).select(1 << 19).get(0, 0));
    double[] one = new double[row.length];
    many.copyTo(4_095, 1, one, 0);
    assertEquals(7, one[1 << 19]);
    assertThrows(ArithmeticException.class, many::toArray);
  }
}

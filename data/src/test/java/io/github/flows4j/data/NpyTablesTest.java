package io.github.flows4j.data;

import static io.github.flows4j.data.NpyFiles.array;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.DataException;
import io.github.flows4j.data.RawColumn.NumberColumn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTablesTest {
  private static final RawOptions DEFAULTS = RawOptions.defaults();
  private static final byte[] SIX = {1, 2, 3, 4, 5, 6};

  @TempDir private Path folder;

  private RawTable npy(byte[] content) throws IOException {
    return RawTables.read(Files.write(folder.resolve("a.npy"), content), DEFAULTS);
  }

  private static double[] numbers(RawTable table, int column) {
    return ((NumberColumn) table.column(column)).toArray();
  }

  private static byte[] doubles(ByteOrder order, double... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(order);
    for (double value : values) bytes.putDouble(value);
    return bytes.array();
  }

  @Test
  void readsBothOrders() throws IOException {
    RawTable rows = npy(array("|u1", false, "(3, 2)", SIX));
    assertEquals(List.of("x0", "x1"), rows.names());
    assertArrayEquals(new double[] {1, 3, 5}, numbers(rows, 0));
    assertArrayEquals(new double[] {2, 4, 6}, numbers(rows, 1));
    RawTable columns = npy(array("|u1", true, "(3, 2)", SIX));
    assertArrayEquals(new double[] {1, 2, 3}, numbers(columns, 0));
    assertArrayEquals(new double[] {4, 5, 6}, numbers(columns, 1));
    RawTable one = npy(array("|u1", false, "(6,)", SIX));
    assertEquals(List.of("x0"), one.names());
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, numbers(one, 0));
  }

  @Test
  void readsWhatTakesMoreThanOneBlock() throws IOException {
    int rows = 50_001;
    byte[] numbers = new byte[3 * 2 * rows];
    ByteBuffer bytes = ByteBuffer.wrap(numbers).order(ByteOrder.BIG_ENDIAN);
    for (int i = 0; i < 3 * rows; i++) bytes.putShort(2 * i, (short) i);
    RawTable byRow = npy(array(">i2", false, "(50001, 3)", numbers));
    RawTable byColumn = npy(array(">i2", true, "(50001, 3)", numbers));
    for (int column = 0; column < 3; column++)
      for (int row = 0; row < rows; row++) {
        assertEquals((short) (3 * row + column), ((NumberColumn) byRow.column(column)).get(row));
        assertEquals(
            (short) (column * rows + row), ((NumberColumn) byColumn.column(column)).get(row));
      }
  }

  @Test
  void readsEveryTypeInBothByteOrders() throws IOException {
    // numpy.array([v], t).tobytes().hex(), two values each
    Map<String, String> little =
        Map.ofEntries(
            Map.entry("b1 0 1", "0001"),
            Map.entry("i1 -128 127", "807f"),
            Map.entry("u1 0 255", "00ff"),
            Map.entry("i2 -32768 258", "00800201"),
            Map.entry("u2 65535 258", "ffff0201"),
            Map.entry("i4 -2 16909060", "feffffff04030201"),
            Map.entry("u4 4294967294 16909060", "feffffff04030201"),
            Map.entry("i8 -2 1", "feffffffffffffff0100000000000000"),
            Map.entry("u8 18446744073709551615 1", "ffffffffffffffff0100000000000000"),
            Map.entry("f2 1.5 -65504", "003efffb"),
            Map.entry("f2 5.9604644775390625e-8 6.103515625e-05", "01000004"),
            Map.entry("f2 0.333251953125 NaN", "5535007e"),
            Map.entry("f4 1.5 -0.25", "0000c03f000080be"),
            Map.entry("f8 1.5 -0.25", "000000000000f83f000000000000d0bf"));
    for (var entry : little.entrySet()) {
      String[] parts = entry.getKey().split(" ", -1);
      byte[] stored = HexFormat.of().parseHex(entry.getValue());
      double[] expected = {Double.parseDouble(parts[1]), Double.parseDouble(parts[2])};
      int size = stored.length / 2;
      String order = size == 1 ? "|" : "<";
      assertArrayEquals(
          expected, numbers(npy(array(order + parts[0], false, "(2,)", stored)), 0), parts[0]);
      byte[] big = new byte[stored.length];
      for (int i = 0; i < big.length; i++) big[i] = stored[i / size * size + size - 1 - i % size];
      assertArrayEquals(
          expected, numbers(npy(array(">" + parts[0], false, "(2,)", big)), 0), parts[0]);
    }
  }

  @Test
  void readsZipFilesOfArrays() throws IOException {
    byte[] rows = array("|u1", true, "(3, 2)", SIX);
    byte[] labels = array("|b1", false, "(3,)", new byte[] {0, 1, 0});
    for (boolean deflated : new boolean[] {true, false}) {
      var entries = new LinkedHashMap<String, byte[]>();
      entries.put("y.npy", labels);
      entries.put("other.npy", array("|u1", false, "(2, 2)", new byte[4]));
      entries.put("X.npy", rows);
      Path file = NpyFiles.zip(folder.resolve("a.npz"), deflated, entries);
      RawTable table = RawTables.read(file, DEFAULTS);
      assertEquals(List.of("x0", "x1", "y"), table.names());
      assertArrayEquals(new double[] {4, 5, 6}, numbers(table, 1));
      assertArrayEquals(new double[] {0, 1, 0}, numbers(table, 2));
      RawTable chosen = RawTables.read(file, DEFAULTS.withColumns(List.of("x1")));
      assertEquals(List.of("x1"), chosen.names());
      assertArrayEquals(new double[] {4, 5, 6}, numbers(chosen, 0));
      entries.remove("X.npy");
      entries.put("z.npy", rows);
      fails(
          NpyFiles.zip(folder.resolve("b.npz"), deflated, entries),
          "FILE holds more than one array of rows and columns and none called X, data or x:"
              + " y (3,), other (2, 2), z (3, 2); save one as X");
      entries.remove("other.npy");
      Path only = NpyFiles.zip(folder.resolve("c.npz"), deflated, entries);
      assertEquals(List.of("x0", "x1", "y"), RawTables.read(only, DEFAULTS).names());
    }
    Path others =
        NpyFiles.zip(
            folder.resolve("d.npz"),
            true,
            Map.of("X.npy", rows, "y.npy", array("|u1", false, "(2,)", new byte[2])));
    assertEquals(List.of("x0", "x1"), RawTables.read(others, DEFAULTS).names());
  }

  @Test
  void keepsNaNAndRefusesInfinities() throws IOException {
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    byte[] gap = doubles(order, 1, Double.NaN, 3, 4);
    assertEquals(1, npy(array("<f8", false, "(2, 2)", gap)).column("x1").missing());
    byte[] infinite = doubles(order, 1, 2, 3, Double.NEGATIVE_INFINITY);
    Path file = Files.write(folder.resolve("b.npy"), array("<f8", false, "(2, 2)", infinite));
    fails(file, "FILE, row 2, column x1: is infinite");
    RawTable table = RawTables.read(file, DEFAULTS.withSkipBadRows(true));
    assertArrayEquals(new double[] {1}, numbers(table, 0));
    assertEquals(1, table.skipped());
  }

  private static void fails(Path file, String message) {
    var failure = assertThrows(DataException.class, () -> RawTables.read(file, DEFAULTS));
    assertEquals(message, failure.getMessage().replace(file.toString(), "FILE"));
  }

  @Test
  void claimsCostNothing() throws IOException {
    // 2^31 - 9 rows, or a million columns, of which there are a few bytes; the test JVM's heap
    // would not hold them.
    fails(
        Files.write(
            folder.resolve("a.npy"), array("<f8", false, "(2147483639, 1000000)", new byte[0])),
        "FILE is cut off: its header says it holds an array (2147483639, 1000000) of float64, but it"
            + " ends after 128 bytes");
    fails(
        Files.write(folder.resolve("b.npy"), array("<f8", true, "(2147483639, 2)", new byte[24])),
        "FILE is cut off: its header says it holds an array (2147483639, 2) of float64, but it ends"
            + " after 152 bytes");
  }
}

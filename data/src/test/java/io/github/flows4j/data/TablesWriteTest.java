package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablesWriteTest {
  private static final TableOptions DEFAULTS = TableOptions.defaults();

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private static String failure(Runnable call) {
    String message = assertThrows(DataException.class, call::run).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private String copy(String content, TableOptions options, double... values) throws IOException {
    Path in = file("in.csv", content);
    var out = new ByteArrayOutputStream();
    Tables.copyWithColumn(in, options, "log_prob", values, out);
    Path copy = folder.resolve("copy.csv");
    Tables.copyWithColumn(in, options, "log_prob", values, copy);
    assertEquals(out.toString(StandardCharsets.UTF_8), Files.readString(copy));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void writesByExtension() throws IOException {
    Rows rows = Rows.of(2, 1, 2.5, -3, 1e-9);
    Path csv = folder.resolve("t.csv");
    Tables.write(csv, List.of("a", "b, c"), rows);
    assertEquals("a,\"b, c\"\n1,2.5\n-3,1E-9\n", Files.readString(csv));
    for (String name : List.of("t.tsv", "t.txt", "T.TSV")) {
      Tables.write(folder.resolve(name), List.of("a", "b, c"), rows);
      assertEquals("a\tb, c\n1\t2.5\n-3\t1E-9\n", Files.readString(folder.resolve(name)));
    }
    try (var files = Files.list(folder)) {
      assertEquals(4, files.count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.csv", "t.tsv", "t.txt", "t.csv.gz", "t.tsv.gz"})
  void readsBackWhatItWrote(String name) throws IOException {
    var random = new SplittableRandom(5);
    double[] values = new double[6_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = Double.longBitsToDouble(random.nextLong());
      if (!Double.isFinite(values[i])) values[i] = i;
    }
    values[0] = -0.0;
    values[1] = Double.MIN_VALUE;
    values[2] = Double.MAX_VALUE;
    Rows rows = Rows.of(3, values);
    Path file = folder.resolve(name);
    Tables.write(file, List.of("a", "b\"c", "d\ne"), rows);
    Table table = Tables.read(file, DEFAULTS);
    assertEquals(rows, table.rows());
    assertEquals(List.of("a", "b\"c", "d\ne"), table.names());
    byte[] start = Files.readAllBytes(file);
    assertEquals(name.endsWith(".gz"), start[0] == 0x1f && (start[1] & 0xff) == 0x8b);
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "100, 100",
    "1e7, 1E7",
    "1.25e-7, 1.25E-7",
    "-0.0, -0",
    "2e23, 2E23",
    "2.0e-3, 0.002",
    "1.1e-5, 1.1E-5",
    "9007199254740993, 9.007199254740992E15",
    "0.30000000000000004, 0.30000000000000004",
    "-Infinity, -Infinity",
    "NaN, NaN"
  })
  void writesTheShortestNumber(double value, String text) {
    assertEquals(text, Numbers.format(value));
  }

  @Test
  void noNumberIsLongerThanSeventeenDigitsNeed() {
    var random = new SplittableRandom(9);
    for (int i = 0; i < 20_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (!Double.isFinite(value)) continue;
      String text = Numbers.format(value);
      assertEquals(value, Double.parseDouble(text), text);
      String digits = text.replaceAll("E.*", "").replaceAll("[-.]", "").replaceAll("^0+", "");
      assertTrue(digits.length() <= 17, text);
    }
  }

  @Test
  void refusesNamesAndFilesItCannotWrite() throws IOException {
    Rows rows = Rows.of(1, 1);
    Path odd = folder.resolve("t.dat");
    assertEquals(
        odd
            + " can't be written as a table: its name must end in .csv, .tsv or .txt, with or"
            + " without .gz",
        failure(() -> Tables.write(odd, List.of("a"), rows)));
    Path orphan = folder.resolve("none/t.csv");
    assertEquals(
        orphan + " can't be written: no folder " + folder.resolve("none"),
        failure(() -> Tables.write(orphan, List.of("a"), rows)));
    Path taken = Files.createDirectory(folder.resolve("d.csv"));
    assertEquals(
        taken + " can't be written: is a folder",
        failure(() -> Tables.write(taken, List.of("a"), rows)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Tables.write(folder.resolve("t.csv"), List.of("a", "b"), rows));
    assertFalse(Files.exists(folder.resolve("t.csv")));
  }

  @Test
  void writesToAStreamAndLeavesItOpen() throws IOException {
    var out = new ByteArrayOutputStream();
    Tables.write(out, ';', List.of("a", "b"), Rows.of(2, 1, 2));
    assertEquals("a;b\n1;2\n", out.toString(StandardCharsets.UTF_8));
    var broken =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    var e =
        assertThrows(
            IOException.class, () -> Tables.write(broken, ',', List.of("a"), Rows.of(1, 1)));
    assertTrue(e.getMessage().contains("Broken pipe"));
    Path in = file("t.csv", "a\n1\n");
    assertThrows(
        IOException.class,
        () -> Tables.copyWithColumn(in, DEFAULTS, "b", new double[] {1}, broken));
  }

  @Test
  void copyKeepsAllColumnsAsText() throws IOException {
    assertEquals(
        "id;note;x;log_prob\n007;\"a;b\";1.50;-1.25\n;\"say \"\"hi\"\"\";NA;-Infinity\n",
        copy(
            "\ufeffid;note;\"x\"\r\n007;\"a;b\";1.50\r\n\r\n;\"say \"\"hi\"\"\";NA\r\n",
            DEFAULTS.withColumns("x"),
            -1.25,
            Double.NEGATIVE_INFINITY));
  }

  @Test
  void copyOfAFileWithoutHeaderGetsOne() throws IOException {
    assertEquals(
        "x0\tx1\tlog_prob\n1\tred\t0.5\n2\tblue\t0.25\n",
        copy("1\tred\n2\tblue\n", DEFAULTS.withoutHeader(), 0.5, 0.25));
  }

  @Test
  void copyKeepsColumnsWithoutNames() throws IOException {
    assertEquals(",a,log_prob\n0,1,2\n", copy(",a\n0,1\n", DEFAULTS.withColumns("a"), 2));
  }

  @Test
  void copyMayReplaceItsInput() throws IOException {
    Path file = file("t.csv", "a\n1\n2\n");
    Tables.copyWithColumn(file, DEFAULTS, "b", new double[] {3, 4}, file);
    assertEquals("a,b\n1,3\n2,4\n", Files.readString(file));
  }

  @Test
  void copyCompresses() throws IOException {
    Path out = folder.resolve("out.csv.gz");
    Tables.copyWithColumn(file("t.csv", "a\n1\n"), DEFAULTS, "b", new double[] {3}, out);
    try (var in = new GZIPInputStream(Files.newInputStream(out))) {
      assertEquals("a,b\n1,3\n", new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void copyRefusesAnExistingColumn() throws IOException {
    Path in = file("t.csv", "a, log_prob\n1,2\n");
    Path out = folder.resolve("out.csv");
    assertEquals(
        in + " has a column 'log_prob' already; rename it or leave it out",
        failure(() -> Tables.copyWithColumn(in, DEFAULTS, "log_prob", new double[] {3}, out)));
    assertFalse(Files.exists(out));
  }

  @Test
  void copyWantsOneNumberARow() throws IOException {
    Path in = file("t.csv", "a\n1\n2\n");
    Path out = file("out.csv", "as before");
    assertEquals(
        in + " has more than 1 rows: it was changed since it was read",
        failure(() -> Tables.copyWithColumn(in, DEFAULTS, "b", new double[1], out)));
    assertEquals(
        in + " has fewer than 3 rows: it was changed since it was read",
        failure(() -> Tables.copyWithColumn(in, DEFAULTS, "b", new double[3], out)));
    assertEquals("as before", Files.readString(out));
  }

  @Test
  void copyChecksFields() throws IOException {
    Path in = file("t.csv", "a,b\n1,2\n3\n");
    Path out = folder.resolve("out.csv");
    assertEquals(
        in + ", row 2 (line 3): 1 field where 2 are expected",
        failure(() -> Tables.copyWithColumn(in, DEFAULTS, "c", new double[2], out)));
    assertFalse(Files.exists(out));
  }
}

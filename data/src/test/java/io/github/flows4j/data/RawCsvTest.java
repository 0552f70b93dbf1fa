package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.data.RawColumn.NumberColumn;
import io.github.flows4j.data.RawColumn.TextColumn;
import io.github.flows4j.data.RawColumn.TimeColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawCsvTest {
  private static final RawOptions DEFAULTS = RawOptions.defaults();
  private static final RawOptions SKIPPING = DEFAULTS.withSkipBadRows(true);

  @TempDir private Path folder;

  private RawTable read(RawOptions options, String... lines) throws IOException {
    Path file = folder.resolve("a.csv");
    Files.writeString(file, String.join("\n", lines) + "\n");
    return RawTables.read(file, options);
  }

  private static double[] numbers(RawColumn column) {
    return assertInstanceOf(NumberColumn.class, column).toArray();
  }

  private static String texts(RawColumn column) {
    var text = assertInstanceOf(TextColumn.class, column);
    var joined = new StringBuilder();
    for (int row = 0; row < text.size(); row++) joined.append(text.get(row)).append(';');
    return joined.toString();
  }

  @Test
  void findsEachColumnsKind() throws IOException {
    RawTable table =
        read(
            DEFAULTS,
            "n,text,day,time,whole",
            "1.5, red,2026-01-31,2026-01-31T12:00:00Z,7",
            "-2e3,blue , 1969-12-31,2026-01-31 12:00:00.5,-8",
            "+.5,\" red\",2000-02-29,2026-01-31T12:00+01:30,9.0");
    assertEquals(List.of("n", "text", "day", "time", "whole"), table.names());
    assertEquals(3, table.rows());
    assertArrayEquals(new double[] {1.5, -2000, 0.5}, numbers(table.column("n")));
    assertFalse(((NumberColumn) table.column("n")).whole());
    assertTrue(((NumberColumn) table.column("whole")).whole());
    assertEquals("red;blue;red;", texts(table.column(1)));
    var text = (TextColumn) table.column(1);
    assertEquals(List.of("red", "blue"), text.levels());
    assertEquals(0, text.code(2));
    var day = assertInstanceOf(TimeColumn.class, table.column("day"));
    assertTrue(day.dateOnly());
    // date -u -d 2026-01-31 +%s
    assertArrayEquals(new double[] {1_769_817_600, -86_400, 951_782_400}, day.toArray());
    var time = assertInstanceOf(TimeColumn.class, table.column("time"));
    assertFalse(time.dateOnly());
    assertArrayEquals(new double[] {1_769_860_800, 1_769_860_800.5, 1_769_855_400}, time.toArray());
  }

  @Test
  void keepsGaps() throws IOException {
    RawTable table =
        read(
            DEFAULTS,
            "n,text,day,none",
            "?, ?,?,",
            "NA,NA,NaN,",
            "N/A,N/A,nan,null",
            "1,x,2026-01-31,NULL",
            "None,None,,None");
    assertEquals(4, table.column("n").missing());
    assertEquals(1, ((NumberColumn) table.column("n")).get(3));
    assertEquals(4, table.column("text").missing());
    assertNull(((TextColumn) table.column("text")).get(0));
    assertEquals(-1, ((TextColumn) table.column("text")).code(4));
    assertEquals("x", ((TextColumn) table.column("text")).get(3));
    assertEquals(4, table.column("day").missing());
    assertEquals(5, assertInstanceOf(NumberColumn.class, table.column("none")).missing());
  }

  @Test
  void readsNumbersAgainAsTheyAreWrittenIfTextFollows() throws IOException {
    RawTable table =
        read(DEFAULTS, "a,mixed,b", "1,007,x", "2,1.50,y", "3,inf,z", "4,high,?", "5,2026-01-31,x");
    assertEquals("007;1.50;inf;high;2026-01-31;", texts(table.column("mixed")));
    assertArrayEquals(new double[] {1, 2, 3, 4, 5}, numbers(table.column("a")));
    assertEquals("x;y;z;null;x;", texts(table.column("b")));
  }

  @Test
  void numbersAreThoseOfJavasParser() {
    var random = new Random(7);
    String[] parts = {"", "0", "00", "1", "12", "999999999999999999", "4503599627370497", "17"};
    for (int i = 0; i < 20_000; i++) {
      String text =
          (random.nextInt(3) == 0 ? "-" : "")
              + parts[random.nextInt(parts.length)]
              + (random.nextBoolean() ? "." : "")
              + parts[random.nextInt(parts.length)]
              + (random.nextBoolean() ? "e" + (random.nextInt(700) - 350) : "");
      assertEquals(
          Numbers.parse(text), Scan.number(text.toCharArray(), 0, text.length()), () -> text);
      // What most files have: 15 to 18 digits, a few in front of the point.
      long many = (long) (random.nextDouble() * 1e18) / (long) Math.pow(10, random.nextInt(4));
      String decimal = BigDecimal.valueOf(many, random.nextInt(23)).toPlainString();
      assertEquals(
          Double.parseDouble(decimal),
          Scan.number(decimal.toCharArray(), 0, decimal.length()),
          decimal);
      // Half-way between two doubles, the hardest to round: 2^53 + an odd number, over 2, 4, 8.
      BigDecimal half =
          BigDecimal.valueOf((1L << 53) + 2L * random.nextInt(1 << 20) + 1)
              .divide(BigDecimal.valueOf(1L << random.nextInt(4)));
      for (String near :
          List.of(
              half.toPlainString(),
              half + "1",
              half.subtract(BigDecimal.ONE.scaleByPowerOfTen(-2)).toPlainString()))
        assertEquals(
            Double.parseDouble(near), Scan.number(near.toCharArray(), 0, near.length()), near);
      double any = Double.longBitsToDouble(random.nextLong());
      if (!Double.isFinite(any)) continue;
      char[] chars = Double.toString(any).toCharArray();
      assertEquals(any, Scan.number(chars, 0, chars.length));
    }
    for (String text :
        List.of(".", "-", "+", "e5", "1e", "1e+", "1d", "0x1p3", "1..2", "1_0", "--1"))
      assertTrue(Double.isNaN(Scan.number(text.toCharArray(), 0, text.length())), text);
  }

  @Test
  void whatOnlyResemblesADateIsText() throws IOException {
    for (String text :
        List.of(
            "2026-02-30",
            "2026-13-01",
            "2026-1-31",
            "31-01-2026",
            "2026-01-31T",
            "2026-01-31T25:00",
            "2026-01-31T12:60",
            "2026-01-31T12:00:99",
            "2026-01-31T12:00:00X",
            "2026-01-31T12:00+1",
            "2026-01-31x12:00"))
      assertInstanceOf(TextColumn.class, read(DEFAULTS, "a", text).column("a"), text);
  }

  @Test
  void choosesColumns() throws IOException {
    String[] lines = {"a,b,c", "1,x,3", "4,y,6"};
    RawTable table = read(DEFAULTS.withColumns(List.of("c", "b")), lines);
    assertEquals(List.of("c", "b"), table.names());
    assertArrayEquals(new double[] {3, 6}, numbers(table.column(0)));
    RawTable one = table.select(List.of("b"));
    assertEquals(List.of("b"), one.names());
    assertEquals("x;y;", texts(one.column(0)));
    var failure = assertThrows(DataException.class, () -> table.column("bb"));
    assertEquals(
        table.source() + " has no column 'bb'; did you mean 'b'? It has c, b",
        failure.getMessage());
    RawTable bare = read(DEFAULTS.withHeader(false), "1;x", "2;y");
    assertEquals(List.of("x0", "x1"), bare.names());
    assertEquals(2, bare.rows());
  }

  @Test
  void skipsBadRowsAndTellsOfThem() throws IOException {
    RawTable table =
        read(
            SKIPPING,
            "n,text",
            "1,a",
            "2,b,c", // line 3: three fields
            "3,\"d", // line 4: a stray quote, closed on line 6
            "4,e",
            "5,\"f\"",
            "6,\0", // line 7
            "inf,only", // line 8
            "7,g",
            "8,\"h", // line 10: never closed
            "9,i");
    assertArrayEquals(new double[] {1, 4, 5, 7, 9}, numbers(table.column("n")));
    assertEquals("a;e;f;g;i;", texts(table.column("text")));
    assertEquals(List.of("a", "e", "f", "g", "i"), ((TextColumn) table.column(1)).levels());
    assertEquals(5, table.skipped());
    assertEquals(5, table.skippedProblems().size());
    String problems = String.join("\n", table.skippedProblems()).replace(table.source(), "FILE");
    assertEquals(
        """
        FILE, row 2 (line 3): 3 fields where 2 are expected
        FILE, row 3 (line 4), column text: text follows a closing quote ("); quotes within a field must be doubled
        FILE, row 6 (line 7), column text: holds a NUL byte: is it text, or in another encoding?
        FILE, row 9 (line 10), column text: a quote (") is opened and never closed
        FILE, row 7 (line 8), column n: 'inf' is infinite""",
        problems);
  }

  @Test
  void emptyLinesAreGapsInAFileOfOneColumn() throws IOException {
    RawTable table = read(DEFAULTS, "a", "", "1", "", "", "2", "", "");
    assertArrayEquals(
        new double[] {Double.NaN, 1, Double.NaN, Double.NaN, 2}, numbers(table.column(0)));
  }

  @Test
  void readsOtherEncodings() throws IOException {
    Path file = folder.resolve("a.csv");
    Files.write(file, "ort,n\nKöln,1\n".getBytes(StandardCharsets.ISO_8859_1));
    RawTable table = RawTables.read(file, DEFAULTS.withCharset(StandardCharsets.ISO_8859_1));
    assertEquals("Köln;", texts(table.column(0)));
    var failure = assertThrows(DataException.class, () -> RawTables.read(file, DEFAULTS));
    assertEquals(
        file
            + ", row 1 (line 2), column ort: holds bytes that are no UTF-8 text; save it as UTF-8"
            + " or name its encoding",
        failure.getMessage());
    Files.write(file, "\ufefford\tn\nKöln\t1\n".getBytes(StandardCharsets.UTF_16LE));
    assertEquals("Köln;", texts(RawTables.read(file, DEFAULTS).column("ord")));
    Files.write(file, "a\n\u20ac\n".getBytes(Charset.forName("windows-1252")));
    assertEquals(
        "\u20ac;",
        texts(
            RawTables.read(file, DEFAULTS.withCharset(Charset.forName("windows-1252")))
                .column("a")));
  }

  @Test
  void readsWideShortAndHuge() throws IOException {
    var header = new StringBuilder();
    var row = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      header.append(i == 0 ? "c" : ",c").append(i);
      row.append(i == 0 ? "" : ",").append(i % 2 == 0 ? "v" + i : "" + i);
    }
    RawTable wide = read(DEFAULTS, header.toString(), row.toString());
    assertEquals(1, wide.rows());
    assertEquals("v9998;", texts(wide.column("c9998")));
    assertArrayEquals(new double[] {9999}, numbers(wide.column(9999)));
    String huge = "x".repeat(5_000_000);
    RawTable table = read(DEFAULTS, "a,b", huge + ",1");
    assertEquals(huge + ";", texts(table.column("a")));
  }

  @Test
  void manyDistinctTextsKeepTheirCodes() throws IOException {
    String[] lines = new String[30_001];
    lines[0] = "a,b";
    // Each text twice, the second time in another order.
    for (int i = 0; i < 15_000; i++) lines[1 + i] = "id" + i + ",1";
    for (int i = 0; i < 15_000; i++) lines[15_001 + i] = "id" + i * 7 % 15_000 + ",1";
    var text = (TextColumn) read(DEFAULTS, lines).column("a");
    assertEquals(15_000, text.levels().size());
    for (int i = 0; i < 15_000; i++) {
      assertEquals("id" + i, text.get(i));
      assertEquals("id" + i * 7 % 15_000, text.get(15_000 + i));
    }
  }

  @Test
  void knowsAFileOfAnyNameByItsContent() throws IOException {
    Path file = folder.resolve("table.data");
    Files.writeString(file, "a,b\n1,x\n");
    assertEquals(List.of("a", "b"), RawTables.read(file, DEFAULTS).names());
    Files.write(file, NpyFiles.array("|u1", false, "(2, 1)", new byte[2]));
    assertEquals(List.of("x0"), RawTables.read(file, DEFAULTS).names());
    Files.writeString(file, "{\"q\": 1}\n{\"q\": 2}\n");
    assertEquals(List.of("q"), RawTables.read(file, DEFAULTS).names());
  }

  @Test
  void noGoodRowIsAFailure() {
    var failure = assertThrows(DataException.class, () -> read(SKIPPING, "a,b", "1", "2"));
    String file = folder.resolve("a.csv").toString();
    assertEquals(
        "FILE has no good row, 2 bad ones; the first: FILE, row 1 (line 2): 1 field where 2 are"
            + " expected",
        failure.getMessage().replace(file, "FILE"));
  }
}

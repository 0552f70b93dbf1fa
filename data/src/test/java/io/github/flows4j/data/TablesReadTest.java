package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TablesReadTest {
  private static final TableOptions DEFAULTS = TableOptions.defaults();

  @TempDir Path folder;

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  private Path bytes(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] gzip(String content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    return out.toByteArray();
  }

  /** The message, in which FILE stands for the file. */
  private static String failure(Path file, TableOptions options) {
    String message =
        assertThrows(DataException.class, () -> Tables.read(file, options)).getMessage();
    assertEquals(1, message.lines().count(), message);
    return message.replace(file.toString(), "FILE");
  }

  private String failure(String content) throws IOException {
    return failure(file("t.csv", content), DEFAULTS);
  }

  @Test
  void readsNumbers() throws IOException {
    Path file = file("t.csv", "a,b\n1,2.5\n-3e-2,+4\n .5 ,6.\n");
    Table table = Tables.read(file, DEFAULTS);
    assertEquals(file.toString(), table.source());
    assertEquals(List.of("a", "b"), table.names());
    assertEquals(Rows.of(2, 1, 2.5, -0.03, 4, 0.5, 6), table.rows());
  }

  @ParameterizedTest
  @ValueSource(chars = {',', ';', '\t', '|'})
  void detectsTheDelimiter(char delimiter) throws IOException {
    String content = "\"a,,,;;;\t\t\t|||\"@d@\"x\"\n1@2@3\n".replace('@', delimiter);
    Table table = Tables.read(file("t.txt", content), DEFAULTS.withColumns("d"));
    assertEquals(Rows.of(1, 2), table.rows());
  }

  @Test
  void takesTheDelimiterGiven() throws IOException {
    Path file = file("t.csv", "a,1;b,2;c,3\n1;2;3\n");
    assertEquals(
        List.of("a,1", "b,2", "c,3"), Tables.read(file, DEFAULTS.withDelimiter(';')).names());
    assertEquals(
        Rows.of(2, 1, 2), Tables.read(file("u", "a:b\n1:2"), DEFAULTS.withDelimiter(':')).rows());
  }

  @Test
  void readsQuotedFieldsAndAnyLineEnd() throws IOException {
    Path file = file("t.csv", "\"a \"\"1\"\"\",\"b\nc\",d\r\n\"1\",2,\"x\ny\"\r3,\"4\",z");
    Table table = Tables.read(file, DEFAULTS.withColumns("b\nc", "a \"1\""));
    assertEquals(Rows.of(2, 2, 1, 4, 3), table.rows());
  }

  @Test
  void dropsTheByteOrderMark() throws IOException {
    Table table = Tables.read(file("t.csv", "\ufeffa,b\n1,2\n"), DEFAULTS.withColumns("a"));
    assertEquals(Rows.of(1, 1), table.rows());
  }

  @Test
  void choosesColumnsInTheOrderGiven() throws IOException {
    Path file = file("t.csv", "id, speed ,kind,mass\n7,1,fast,2\n8,3,slow,4\n");
    Table table = Tables.read(file, DEFAULTS.withColumns("mass", "speed"));
    assertEquals(List.of("mass", "speed"), table.names());
    assertEquals(Rows.of(2, 2, 1, 4, 3), table.rows());
  }

  @Test
  void namesTheColumnsOfAFileWithoutHeader() throws IOException {
    Path file = file("t.tsv", "1\t2\tx\n3\t4\ty\n");
    Table table = Tables.read(file, DEFAULTS.withoutHeader().withColumns("x1"));
    assertEquals(List.of("x1"), table.names());
    assertEquals(Rows.of(1, 2, 4), table.rows());
  }

  @ParameterizedTest
  @ValueSource(strings = {"t.csv.gz", "t.csv", "t.CSV.GZ"})
  void readsCompressedFiles(String name) throws IOException {
    assertEquals(Rows.of(2, 1, 2), Tables.read(bytes(name, gzip("a,b\n1,2\n")), DEFAULTS).rows());
  }

  @Test
  void passesOverEmptyLines() throws IOException {
    assertEquals(
        Rows.of(2, 1, 2, 3, 4),
        Tables.read(file("t.csv", "\n  \na,b\n\n1,2\n   \n3,4\n\n\n"), DEFAULTS).rows());
    assertEquals(Rows.of(1, 1, 2), Tables.read(file("u.csv", "a\n1\n2\n\n\n"), DEFAULTS).rows());
  }

  @Test
  void readsManyRows() throws IOException {
    int count = 50_000;
    var text = new StringBuilder("a,b,c\n");
    for (int i = 0; i < count; i++) text.append(i).append(",text,").append(0.5 * i).append('\n');
    Rows rows = Tables.read(file("t.csv", text.toString()), DEFAULTS.withColumns("a", "c")).rows();
    assertEquals(count, rows.count());
    for (int i = 0; i < count; i++) assertArrayEquals(new double[] {i, 0.5 * i}, rows.row(i));
  }

  @Test
  void readsManyColumns() throws IOException {
    var names = new StringBuilder();
    var values = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      names.append(i == 0 ? "" : ",").append("c").append(i);
      values.append(i == 0 ? "" : ",").append(i);
    }
    Table table = Tables.read(file("t.csv", names + "\n" + values), DEFAULTS);
    assertEquals(3000, table.rows().columns());
    assertEquals(2999, table.rows().get(0, 2999));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "abc > 'abc' is not a number",
        "1.5f > '1.5f' is not a number",
        "2d > '2d' is not a number",
        "0x1p3 > '0x1p3' is not a number",
        "1_000 > '1_000' is not a number",
        "--1 > '--1' is not a number",
        "1 2 > '1 2' is not a number",
        "\"1,5\" > '1,5' is not a number: write decimals with a point",
        "`` > is missing; fill it in or leave out the row",
        "? > is missing ('?'); fill it in or leave out the row",
        "NA > is missing ('NA'); fill it in or leave out the row",
        "NaN > is missing ('NaN'); fill it in or leave out the row",
        "null > is missing ('null'); fill it in or leave out the row",
        "inf > 'inf' is infinite",
        "-Infinity > '-Infinity' is infinite",
        "1e999 > '1e999' is too large for a double"
      },
      quoteCharacter = '`')
  void namesTheFieldThatIsNoNumber(String text, String problem) throws IOException {
    String content = "Time,Voltage\n1,2\n\n3,4\n5," + text + "\n";
    String expected = "FILE, row 3 (line 5), column Voltage: ";
    String message = failure(content);
    assertEquals(expected, message.substring(0, expected.length()));
    assertEquals(problem, message.substring(expected.length()));
  }

  @Test
  void shortensLongAndStrangeText() throws IOException {
    assertEquals(
        "FILE, row 1 (line 2), column a: 'x\\n\\ty" + "z".repeat(36) + "...' is not a number",
        failure("a,b\n\"x\n\ty" + "z".repeat(500) + "\",1\n"));
  }

  @Test
  void aBlankLineInASingleColumnIsMissing() throws IOException {
    assertEquals(
        "FILE, row 2 (line 3), column a: is missing; fill it in or leave out the row",
        failure("a\n1\n\n\n2\n"));
    assertEquals(
        "FILE, row 2 (line 3), column a: is missing; fill it in or leave out the row",
        failure("a\n1\n\"\"\n"));
  }

  @Test
  void countsFields() throws IOException {
    assertEquals("FILE, row 2 (line 3): 1 field where 2 are expected", failure("a,b\n1,2\n3\n"));
    assertEquals("FILE, row 1 (line 2): 3 fields where 2 are expected", failure("a,b\n1,2,3\n"));
    assertEquals("FILE, row 1 (line 2): 2 fields where 1 is expected", failure("a\n1,2\n"));
  }

  @Test
  void wantsRows() throws IOException {
    assertEquals("FILE is empty", failure(""));
    assertEquals("FILE is empty", failure("\n\n"));
    assertEquals("FILE is empty", failure("\ufeff"));
    assertEquals("FILE has a header line but no rows", failure("a,b\n\n"));
    assertEquals("FILE is empty", failure(bytes("t.csv.gz", new byte[0]), DEFAULTS));
  }

  @Test
  void wantsAHeader() throws IOException {
    assertEquals(
        "FILE has no header line: line 2 is all numbers (1,-2.5e3); add one or pass --no-header",
        failure("\n1,-2.5e3\n3,4\n"));
  }

  @Test
  void wantsDifferentNames() throws IOException {
    assertEquals(
        "FILE has two columns called 'b', the 2nd and the 4th; rename one",
        failure("a,b,c, b\n1,2,3,4\n"));
    assertEquals(
        "FILE: the 1st column has no name; give it one, or choose columns with --features",
        failure(",a,\n1,2,3\n"));
    Path file = file("t.csv", ",a,\n1,2,3\n");
    assertEquals(Rows.of(1, 2), Tables.read(file, DEFAULTS.withColumns("a")).rows());
    assertEquals("FILE has no column ''; it has a", failure(file, DEFAULTS.withColumns("")));
  }

  @Test
  void suggestsAColumn() throws IOException {
    Path file = file("t.csv", "Voltage,Current\n1,2\n");
    assertEquals(
        "FILE has no column 'voltge'; did you mean 'Voltage'? It has Voltage, Current",
        failure(file, DEFAULTS.withColumns("voltge")));
    assertEquals(
        "FILE has no column 'speed'; it has Voltage, Current",
        failure(file, DEFAULTS.withColumns("speed")));
    String names = String.join(",", Arrays.stream("abcdefghijklmnopqrstuvw".split("")).toList());
    assertEquals(
        "FILE has no column 'speed'; it has a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r,"
            + " s, t and 3 more",
        failure(file("u.csv", names + "\n"), DEFAULTS.withColumns("speed")));
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    assertEquals("FILE does not exist", failure(folder.resolve("none.csv"), DEFAULTS));
    assertEquals("FILE is a folder, not a table", failure(folder, DEFAULTS));
    assertEquals(
        "FILE is not gzip-compressed, though its name ends in .gz",
        failure(file("t.csv.gz", "a,b\n1,2\n"), DEFAULTS));
    byte[] compressed = gzip("a,b\n" + "1.25,2\n".repeat(10_000));
    assertEquals(
        "FILE is cut off: its gzip data ends too early",
        failure(bytes("u.gz", Arrays.copyOf(compressed, compressed.length - 20)), DEFAULTS));
    assertEquals(
        "FILE is cut off: its gzip data ends too early",
        failure(bytes("v.gz", Arrays.copyOf(compressed, 5)), DEFAULTS));
    compressed[compressed.length - 6] ^= 1;
    assertEquals(
        "FILE holds damaged gzip data: Corrupt GZIP trailer",
        failure(bytes("w.gz", compressed), DEFAULTS));
  }

  @Test
  void wantsUtf8() throws IOException {
    byte[] start = ("a,b\n" + "1,2\n".repeat(40_000)).getBytes(StandardCharsets.UTF_8);
    byte[] latin = Arrays.copyOf(start, start.length + 2);
    latin[start.length] = (byte) 0xe9;
    latin[start.length + 1] = '\n';
    assertEquals(
        "FILE is not UTF-8 text; save it as UTF-8", failure(bytes("t.csv", latin), DEFAULTS));
    assertEquals(
        "FILE is not UTF-8 text; save it as UTF-8",
        failure(bytes("u.csv", "\ufeffa,b".getBytes(StandardCharsets.UTF_16LE)), DEFAULTS));
  }

  @Test
  void saysWhereQuotesAreWrong() throws IOException {
    assertEquals(
        "FILE is no proper table: Unclosed quoted field at end of input (record starting at line"
            + " 3)",
        failure("a,b\n1,2\n3,\"4\n5,6\n"));
    assertEquals(
        "FILE is no proper table: Unexpected character after closing quote: 'x' (0x78) (record"
            + " starting at line 2)",
        failure("a,b\n\"1\"x,2\n"));
  }

  @Test
  void checksOptions() {
    assertEquals(
        "column 'a' is chosen twice",
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withColumns("a", "b", "a"))
            .getMessage());
    assertEquals(
        "delimiter must be no quote and no line break, was '\\n'",
        assertThrows(IllegalArgumentException.class, () -> DEFAULTS.withDelimiter('\n'))
            .getMessage());
  }
}

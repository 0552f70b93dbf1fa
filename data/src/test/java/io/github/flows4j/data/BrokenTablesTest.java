package io.github.flows4j.data;

import static io.github.flows4j.data.NpyFiles.array;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Files that can't be read: each is one line that says where and why. */
class BrokenTablesTest {
  @TempDir private Path folder;
  private final List<Executable> checks = new ArrayList<>();
  private int files;

  private Path file(String ending, byte[] content) throws IOException {
    return Files.write(folder.resolve("t" + files++ + ending), content);
  }

  private void text(String content, String message) throws IOException {
    broken(file(".csv", content.getBytes(StandardCharsets.UTF_8)), message);
  }

  private void bytes(String ending, byte[] content, String message) throws IOException {
    broken(file(ending, content), message);
  }

  private void broken(Path file, String message) {
    checks.add(
        () -> {
          var failure =
              assertThrows(
                  DataException.class,
                  () -> RawTables.read(file, RawOptions.defaults()),
                  () -> "read, but should be: " + message);
          assertEquals(message, failure.getMessage().replace(file.toString(), "FILE"));
          assertEquals(1, failure.getMessage().lines().count());
        });
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private static byte[] cut(byte[] content, int length) {
    return Arrays.copyOf(content, length);
  }

  @Test
  void text() throws IOException {
    text("", "FILE is empty");
    text("\n \n", "FILE is empty");
    text("a,b\n", "FILE has a header line but no rows");
    text("a,b\n\n\n", "FILE has a header line but no rows");
    text("a,b\n1,2\n3\n", "FILE, row 2 (line 3): 1 field where 2 are expected");
    text("a,b\n1,2\n\n3,4,5\n", "FILE, row 2 (line 4): 3 fields where 2 are expected");
    text(
        "1,2\n3,4\n",
        "FILE has no header line: line 1 is all numbers (1,2); add one or pass --no-header");
    text("a,b,a\n1,2,3\n", "FILE has two columns called 'a', the 1st and the 3rd; rename one");
    text(
        "a,,c\n1,2,3\n",
        "FILE: the 2nd column has no name; give it one, or choose columns with --features");
    text("a,b\n1,inf\n", "FILE, row 1 (line 2), column b: 'inf' is infinite");
    text("a,b\n1,2\n1,-Infinity\n", "FILE, row 2 (line 3), column b: '-Infinity' is infinite");
    text("a\n1\n1e999\n", "FILE, row 2 (line 3), column a: '1e999' is too large for a double");
    text(
        "a,b\n1,\"x\n2,y\n",
        "FILE, row 1 (line 2), column b: a quote (\") is opened and never closed");
    text(
        "a,b\n1,\"x\"y\n",
        "FILE, row 1 (line 2), column b: text follows a closing quote (\"); quotes within a field"
            + " must be doubled");
    text(
        "a,b\n1,x\0\n",
        "FILE, row 1 (line 2), column b: holds a NUL byte: is it text, or in another encoding?");
    text(
        "a\0,b\n1,x\n",
        "FILE, line 1: the header, column 1 holds a NUL byte: is it text, or in another encoding?");
    text(
        "a,b\n1,\"" + "x".repeat(17_000_000) + "\"\n",
        "FILE, row 1 (line 2), column b: a field is too long; is a quote (\") never closed?");
    String wide =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    text(
        wide + "\n" + "1,".repeat(9_998) + "1\n",
        "FILE, row 1 (line 2): 9999 fields where 10000 are expected");
    bytes(
        ".tsv",
        "ort\tn\nKöln\t1\n".getBytes(StandardCharsets.ISO_8859_1),
        "FILE, row 1 (line 2), column ort: holds bytes that are no UTF-8 text; save it as UTF-8 or"
            + " name its encoding");
    bytes(
        ".csv",
        "Größe,n\n1,1\n".getBytes(StandardCharsets.ISO_8859_1),
        "FILE, line 1: the header, column 1 holds bytes that are no UTF-8 text; save it as UTF-8 or"
            + " name its encoding");
    bytes(
        ".csv",
        "a,b\n1,2\n".getBytes(StandardCharsets.UTF_16LE),
        "FILE, line 1: the header, column 1 holds a NUL byte: is it text, or in another encoding?");
    byte[] whole = gzip("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
    bytes(
        ".csv.gz", cut(whole, whole.length - 12), "FILE is cut off: its gzip data ends too early");
    bytes(
        ".csv.gz",
        "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8),
        "FILE is not gzip-compressed, though its name ends in .gz");
    bytes(".xlsx", new byte[] {'P', 'K', 3, 4, 0, 0}, "FILE is a spreadsheet; save it as CSV");
    broken(Files.createDirectory(folder.resolve("folder.csv")), "FILE is a folder, not a table");
    broken(folder.resolve("none.csv"), "FILE does not exist");
    assertAll(checks);
  }

  @Test
  void arrays() throws IOException {
    byte[] good = array("<f4", false, "(2, 2)", new byte[16]);
    String cutOff =
        "FILE is cut off: its header says it holds an array (2, 2) of float32, but it ends";
    bytes(".npy", new byte[0], "FILE is empty");
    bytes(".npy", cut(good, good.length - 1), cutOff + " after 143 bytes");
    bytes(".npy", cut(good, 128), cutOff + " after 128 bytes");
    bytes(
        ".npy",
        cut(good, 40),
        "FILE is cut off: its header says it is 118 bytes long itself, but it ends after 40 bytes");
    bytes(
        ".npy",
        cut(good, good.length + 1),
        "FILE goes on after byte 144, though its header says it holds an array (2, 2) of float32");
    bytes(
        ".npy",
        "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8),
        "FILE is no .npy file: it does not begin with NumPy's mark");
    bytes(
        ".npy",
        array("<c8", false, "(2, 2)", new byte[32]),
        "FILE is .npy of the type '<c8'; convert it with .astype(numpy.float64)");
    bytes(
        ".npy",
        array("|O", false, "(2, 2)", new byte[32]),
        "FILE is .npy of the type '|O'; convert it with .astype(numpy.float64)");
    bytes(
        ".npy",
        array("<f4", false, "(2, 1, 2)", new byte[16]),
        "FILE has the shape (2, 1, 2); a table has rows and columns, (n, d) or (n,)");
    bytes(
        ".npy",
        array("<f4", false, "()", new byte[4]),
        "FILE has the shape (); a table has rows and columns, (n, d) or (n,)");
    bytes(
        ".npy",
        array("<f4", false, "(0, 3)", new byte[0]),
        "FILE has no rows: its shape is (0, 3)");
    bytes(
        ".npy",
        array("<f4", false, "(3000000000, 3)", new byte[12]),
        "FILE is too large: its shape is (3000000000, 3)");
    bytes(
        ".npy",
        array("<f4", false, "(-1, 3)", new byte[12]),
        "FILE is damaged .npy: its header has the shape (-1, 3)");
    Path zip = NpyFiles.zip(folder.resolve("good.npz"), true, Map.of("X.npy", good));
    byte[] zipped = Files.readAllBytes(zip);
    bytes(
        ".npz",
        cut(zipped, zipped.length - 30),
        "FILE is cut off or no .npz file: zip END header not found; copy it again");
    Path shortEntry = NpyFiles.zip(folder.resolve("b.npz"), false, Map.of("X.npy", cut(good, 130)));
    broken(shortEntry, cutOff.replace("FILE", "FILE/X.npy") + " after 130 bytes");
    broken(
        NpyFiles.zip(folder.resolve("c.npz"), true, Map.of("readme.txt", new byte[3])),
        "FILE holds no .npy arrays");
    broken(
        NpyFiles.zip(folder.resolve("d.npz"), true, Map.of("../\0X.npy", new byte[3])),
        "FILE/..__X.npy is no .npy array");
    broken(Files.createDirectory(folder.resolve("folder.npz")), "FILE is a folder, not a table");
    assertAll(checks);
  }

  @Test
  void parquetAndJson() throws IOException {
    bytes(".parquet", new byte[0], "FILE is empty");
    bytes(".parquet", new byte[100], "No magic bytes found at end of file 'FILE'");
    bytes(
        ".parquet",
        "PAR1----PAR1".getBytes(StandardCharsets.UTF_8),
        "Footer length error in file 'FILE'");
    bytes(
        ".parquet.gz",
        gzip(new byte[100]),
        "FILE is compressed twice; unpack it with gunzip first");
    broken(folder.resolve("none.parquet"), "FILE does not exist");
    bytes(
        ".jsonl",
        "{\"a\": 1}\n{\"a\":".getBytes(StandardCharsets.UTF_8),
        "Malformed JSON in file \"FILE\", at byte 6 in line 2: unexpected end of data.");
    bytes(
        ".jsonl",
        ("{\"a\": 1}\n".repeat(29_999) + "{\"a\"}\n{\"a\": 1}\n").getBytes(StandardCharsets.UTF_8),
        "Malformed JSON in file \"FILE\", at byte 5 in line 30000: unexpected character.");
    bytes(
        ".json",
        "[1, 2]".getBytes(StandardCharsets.UTF_8),
        "FILE: json_read expected records, but got non-record JSON instead.");
    bytes(
        ".json",
        "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8),
        "Malformed JSON in file \"FILE\", at byte 1 in record/value 1: unexpected character.");
    assertAll(checks);
  }
}

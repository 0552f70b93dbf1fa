package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that are broken, through the command: one line that names the file and the place, nothing
 * on standard output, nothing written.
 */
class BrokenFilesTest {
  private static final int ROWS = 40;

  @TempDir static Path folder;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    Path good = Files.writeString(folder.resolve("good.csv"), good());
    model = folder.resolve("model");
    Run.done("train", good, "--steps", 5, "--hidden", 8, "--out", model);
  }

  /** Forty rows of reals under "a,b". */
  private static String good() {
    var random = new Random(1);
    var text = new StringBuilder("a,b\n");
    for (int i = 0; i < ROWS; i++)
      text.append(random.nextGaussian()).append(',').append(random.nextGaussian()).append('\n');
    return text.toString();
  }

  /** The good file with a line in the place of its second row, which is its third line. */
  private static byte[] withRow(String line) {
    List<String> lines = new ArrayList<>(good().lines().toList());
    lines.set(2, line);
    return bytes(String.join("\n", lines) + "\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** How a file is broken. */
  private enum Way {
    /** Neither can it be trained on nor scored. */
    BOTH,
    /** Scoring one such row is no mistake. */
    TRAIN,
    /** It is a proper table, but not one of the model. */
    SCORE
  }

  /**
   * A file and what is to be said of it.
   *
   * @param name the file's, or a query in which FILE stands for it
   * @param parts what the line says, beside the file's name
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes of a file, read by one test
  private record Broken(Way way, String name, byte[] content, List<String> parts) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Broken both(String name, byte[] content, String... parts) {
    return new Broken(Way.BOTH, name, content, List.of(parts));
  }

  private static Broken both(String name, String content, String... parts) {
    return both(name, bytes(content), parts);
  }

  private static Broken train(String name, String content, String... parts) {
    return new Broken(Way.TRAIN, name, bytes(content), List.of(parts));
  }

  private static Broken score(String name, String content, String... parts) {
    return new Broken(Way.SCORE, name, bytes(content), List.of(parts));
  }

  static Stream<Broken> text() {
    byte[] latin = withRow("\u00e9,1");
    latin = new String(latin, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1);
    String wide =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    return Stream.of(
        both("too-few.csv", withRow("1"), "row 2 (line 3)", "1 field where 2 are expected"),
        both("too-many.csv", withRow("1,2,3"), "row 2 (line 3)", "3 fields where 2 are expected"),
        both("latin.csv", latin, "row 2 (line 3)", "column a", "no UTF-8 text"),
        both("nul.csv", withRow("1,\0"), "row 2 (line 3)", "column b", "NUL"),
        both("empty.csv", "", "is empty"),
        both("only-header.csv", "a,b\n", "has a header line but no rows"),
        both("blank.csv", "\n\n  \n", "is empty"),
        both("no-header.csv", good().substring(4), "has no header line"),
        both("same-name.csv", "a,b,a\n1,2,3\n2,3,4\n", "two columns called 'a'"),
        both("mixed.csv", withRow("1,two"), "row 2, column b", "'two' is not a number"),
        both("infinite.csv", withRow("1,inf"), "row 2", "column b", "infinite"),
        both("overflow.csv", withRow("1e999,1"), "row 2", "column a", "too large"),
        both("comma.csv", withRow("\"1,5\",2"), "row 2, column a", "with a point"),
        both("gap.csv", withRow("1,"), "row 2, column b", "missing"),
        both("gap-word.csv", withRow("NA,1"), "row 2, column a", "missing"),
        both("unclosed.csv", withRow("\"1,2"), "row 2 (line 3), column a", "never closed"),
        both("stray-quote.csv", withRow("\"1\"2,3"), "row 2 (line 3)", "closing quote"),
        both("huge.csv", withRow("1," + "9".repeat(20_000_000)), "row 2 (line 3)", "too long"),
        both("huge-word.csv", withRow("1," + "x".repeat(100_000)), "row 2, column b", "xxx..."),
        both("text.csv", "Dear Sir,\nplease find, below, the table\nYours\n", "column"),
        both("junk.csv", junk(), "junk.csv"),
        both("cut.csv.gz", cut(gzip(good())), "cut off"),
        both("no-gzip.csv.gz", good(), "is not gzip-compressed"),
        both("damaged.csv.gz", damaged(gzip(good())), "gzip"),
        train("one-row.csv", "a,b\n1.5,2.5\n", "row"),
        train("constant.csv", "a,b\n" + "1,2\n".repeat(ROWS), "no column"),
        train("no-name.csv", good().replace("a,b", "a,"), "the 2nd column has no name"),
        score("other.csv", good().replace("a,b", "a,c"), "has no column 'b'", "needs a, b"),
        score("case.csv", good().replace("a,b", "A,b"), "has no column 'a'"),
        score("taken.csv", good().replaceAll("(?m)$", ",log_prob"), "already"),
        both("wide.csv", wide + "\n" + "1,".repeat(9_999) + "\n", "wide.csv"));
  }

  static Stream<Broken> others() {
    return Stream.of(
        both("junk.parquet", junk(), "parquet"),
        both("cut.parquet", bytes("PAR1\0\0\0\0PAR"), "parquet"),
        both("empty.parquet", "", "is empty"),
        both("garbage.json", "{\"a\": 1, \"b\": }\n", "JSON"),
        both("cut.jsonl", "{\"a\": 1, \"b\": 2}\n{\"a\": 1,", "JSON"),
        both("nested.json", "[{\"a\": [1, 2], \"b\": 1}, {\"a\": [], \"b\": 2}]", "column a"),
        both("empty.json", "", "is empty"),
        both("junk.npy", junk()),
        both("cut.npy", cut(npy("(40, 2)", "<f8", 80)), "cut.npy"),
        both("objects.npy", npy("(40, 2)", "|O", 80), "type"),
        both("cube.npy", npy("(5, 4, 4)", "<f8", 80)),
        both("no-rows.npy", npy("(0, 2)", "<f8", 0), "no rows"),
        new Broken(Way.TRAIN, "claims.npy", npy("(2000000000, 2)", "<f8", 80), List.of("cut off")),
        both("none.npz", zip("readme.txt", bytes("no arrays")), "holds no .npy arrays"),
        both("junk.npz", junk(), "npz"),
        both("cut.npz", cut(zip("X.npy", npy("(40, 2)", "<f8", 80))), "npz"),
        both("SELEC a, b FROM 'FILE'", good(), "SELEC"),
        both("SELECT a, b FORM 'FILE' WHERE", good(), "syntax"),
        both("SELECT a, b FROM 'nowhere.csv'", good(), "nowhere.csv"),
        both("SELECT a, nothing FROM 'FILE'", good(), "nothing"),
        both("SELECT a, b FROM 'FILE' WHERE a > 1e6", good(), "no rows"),
        both("SELECT a, b FROM 'FILE'; DROP TABLE x", good(), "only one query"),
        both("book.xlsx", junk(), "can't be read"));
  }

  private static byte[] junk() {
    byte[] junk = new byte[5_000];
    new Random(3).nextBytes(junk);
    junk[0] = 7;
    return junk;
  }

  private static byte[] cut(byte[] whole) {
    return java.util.Arrays.copyOf(whole, whole.length * 2 / 3);
  }

  private static byte[] damaged(byte[] gzip) {
    for (int i = 20; i < gzip.length - 20; i += 7) gzip[i] ^= 0x55;
    return gzip;
  }

  private static byte[] gzip(String text) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  private static byte[] zip(String name, byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  /** An array that says so of itself, and so many numbers. */
  private static byte[] npy(String shape, String type, int numbers) {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    header += " ".repeat(117 - header.length()) + "\n";
    ByteBuffer out = ByteBuffer.allocate(128 + 8 * numbers).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put(bytes("NUMPY")).put((byte) 1).put((byte) 0);
    out.putShort((short) header.length()).put(bytes(header));
    for (int i = 0; i < numbers; i++) out.putDouble(Math.sin(i));
    return out.array();
  }

  @ParameterizedTest
  @MethodSource({"text", "others"})
  void oneLineAndNothingElse(Broken broken) throws IOException {
    boolean query = broken.name.contains(" ");
    Path work = Files.createTempDirectory(folder, "case");
    Path file = Files.write(work.resolve(query ? "in.csv" : broken.name), broken.content);
    String data = query ? broken.name.replace("FILE", file.toString()) : file.toString();
    List<String> parts = new ArrayList<>(broken.parts);
    if (!query) parts.add(broken.name);
    Path out = work.resolve("out");
    if (broken.way != Way.SCORE)
      check(Run.of("train", data, "--steps", 5, "--hidden", 8, "--out", out), parts);
    if (broken.way != Way.TRAIN) {
      check(Run.of("score", model, data, "--out", work.resolve("out.csv")), parts);
      check(Run.of("score", model, data), parts);
    }
    try (Stream<Path> left = Files.list(work)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  private static void check(Run run, List<String> parts) {
    assertTrue(run.status() == 1 || run.status() == 2, "status " + run.status() + ": " + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("flows4j: "), run.err());
    assertFalse(run.err().contains("internal error"), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
    for (String part : parts) assertTrue(run.err().contains(part), part + " not in: " + run.err());
    assertEquals("", run.out());
  }
}

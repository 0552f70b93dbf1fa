package io.github.flows4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {
  @TempDir Path folder;

  static byte[] bytes(String header, int data) {
    return bytes(header.getBytes(StandardCharsets.UTF_8), data);
  }

  static byte[] bytes(byte[] header, int data) {
    return ByteBuffer.allocate(8 + header.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private String problem(byte[] content) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    Files.write(file, content);
    String message =
        assertThrows(ModelFormatException.class, () -> Safetensors.open(file).close()).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    assertEquals(1, message.lines().count());
    return message.substring((file + ": ").length());
  }

  @Test
  void everyTypeComesBack() throws IOException {
    Path file = folder.resolve("all.safetensors");
    float[] many = new float[40_000];
    for (int i = 0; i < many.length; i++) many[i] = i * 0.1f;
    double[] special = {Double.MIN_VALUE, -0.0, Double.NaN, Double.NEGATIVE_INFINITY};
    long[] longs = {Long.MIN_VALUE, -1, Long.MAX_VALUE};
    new SafetensorsWriter()
        .metadata("key", "tëxt \"quoted\"\n")
        .floats("z.many", List.of(200, 200), many)
        .booleans("a.flag", List.of(3), new boolean[] {true, false, true})
        .doubles("b", List.of(2, 2), special)
        .longs("c", List.of(3, 1), longs)
        .bytes("d", List.of(), new byte[] {(byte) 200})
        .floats("none", List.of(0, 7), new float[0])
        .write(file);
    try (Safetensors in = Safetensors.open(file)) {
      assertEquals(Map.of("key", "tëxt \"quoted\"\n"), in.metadata());
      assertEquals(
          List.of("z.many", "a.flag", "b", "c", "d", "none"),
          in.tensors().stream().map(TensorEntry::name).toList());
      assertArrayEquals(many, in.floats("z.many"));
      assertEquals(many[39_999], in.doubles("z.many")[39_999]);
      assertArrayEquals(new long[] {1, 0, 1}, in.longs("a.flag"));
      assertArrayEquals(special, in.doubles("b"));
      assertArrayEquals(longs, in.longs("c"));
      assertArrayEquals(new long[] {200}, in.longs("d"));
      assertArrayEquals(new double[] {200}, in.doubles("d"));
      assertEquals(0, in.floats("none").length);
      assertEquals(List.of(3, 1), in.tensor("c").shape());
      assertEquals(3, in.tensor("c").size());
      assertEquals(
          file + ": tensor b must hold whole numbers, is F64",
          assertThrows(ModelFormatException.class, () -> in.longs("b")).getMessage());
      assertEquals(
          file + ": no tensor e, has z.many, a.flag, b, c, d, none",
          assertThrows(ModelFormatException.class, () -> in.floats("e")).getMessage());
    }
    byte[] content = Files.readAllBytes(file);
    assertEquals(0, ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8);
  }

  @Test
  void smallTypesAreReadExactly() throws IOException {
    String header =
        """
        {"h": {"dtype": "F16", "shape": [6], "data_offsets": [0, 12]},
         "b": {"dtype": "BF16", "shape": [1], "data_offsets": [12, 14]},
         "i": {"dtype": "I16", "shape": [1], "data_offsets": [14, 16]},
         "j": {"dtype": "I32", "shape": [1], "data_offsets": [16, 20]},
         "k": {"dtype": "I8", "shape": [1], "data_offsets": [20, 21]}}
        """;
    byte[] content = bytes(header, 21);
    ByteBuffer data =
        ByteBuffer.wrap(content, content.length - 21, 21).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : new int[] {0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00, 0x3555})
      data.putShort((short) half);
    data.putShort((short) 0xc2ca).putShort((short) -300).putInt(-70_000).put((byte) -5);
    Path file = folder.resolve("small.safetensors");
    Files.write(file, content);
    try (Safetensors in = Safetensors.open(file)) {
      // IEEE 754 binary16: 1, -2, the smallest subnormal, the largest finite, infinity, near 1/3.
      assertArrayEquals(
          new double[] {1, -2, 0x1p-24, 65504, Double.POSITIVE_INFINITY, 0.333251953125},
          in.doubles("h"));
      assertArrayEquals(new float[] {-101}, in.floats("b"));
      assertArrayEquals(new long[] {-300}, in.longs("i"));
      assertArrayEquals(new long[] {-70_000}, in.longs("j"));
      assertArrayEquals(new long[] {-5}, in.longs("k"));
    }
  }

  @Test
  void readsAFileThatAnotherLibraryWrote() throws IOException {
    Path file = folder.resolve("golden.safetensors");
    try (InputStream in =
        SafetensorsTest.class.getResourceAsStream("/golden/nflows-batchnorm.safetensors")) {
      Files.copy(in, file);
    }
    // The numbers were read with Python's struct module.
    try (Safetensors in = Safetensors.open(file)) {
      assertEquals("\"nflows\"", in.metadata().get("library"));
      assertEquals(9, in.tensors().size());
      assertEquals(
          new TensorEntry("case.x", DType.F64, List.of(64, 5), 1024, 3584), in.tensor("case.x"));
      double[] x = in.doubles("case.x");
      assertEquals(0.28416194575548603, x[0]);
      assertEquals(1.921690611056136, x[319]);
      float[] variance = in.floats("running_var");
      assertEquals(5, variance.length);
      assertEquals(0.38523930311203003, (double) variance[0]);
      assertEquals(0.39241501688957214, (double) variance[4]);
    }
  }

  @Test
  void refusesWhatIsNoFile() throws IOException {
    Path missing = folder.resolve("no.safetensors");
    assertEquals(
        "cannot read " + missing + ": no such file",
        assertThrows(ModelFormatException.class, () -> Safetensors.open(missing)).getMessage());
    assertEquals(
        "cannot read " + folder + ": not a regular file",
        assertThrows(ModelFormatException.class, () -> Safetensors.open(folder)).getMessage());
    assertEquals(
        "not a safetensors file: 3 bytes, a header length alone has 8", problem(new byte[3]));
    assertEquals(
        "not a safetensors file: its header length would be 0, must be 2 to 100000000",
        problem(new byte[20]));
    byte[] negative = new byte[20];
    Arrays.fill(negative, (byte) -1);
    assertEquals(
        "not a safetensors file: its header length would be 18446744073709551615, must be 2 to"
            + " 100000000",
        problem(negative));
    byte[] claim = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(13).array();
    assertEquals(
        "cut short, or not a safetensors file: its header should have 13 bytes, only 12 follow",
        problem(claim));
    assertEquals(
        "header: not UTF-8", problem(bytes(new byte[] {'{', '"', (byte) 0xff, '"', '}'}, 0)));
  }

  private static String tensor(String name, String dtype, String shape, String offsets) {
    return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(name, dtype, shape, offsets);
  }

  static List<Arguments> hostile() {
    String ok = tensor("a", "F32", "[2]", "[0,8]");
    String most = "[2147483647,2147483647,2147483647]";
    return List.of(
        arguments("[]", "the JSON text must be an object, was a list"),
        arguments("{} {}", "text goes on after the end of the JSON value at line 1, column 4"),
        arguments("{" + ok + "," + ok + "}", "repeated key \"a\""),
        arguments("{\"a\":3}", "a must be an object, was 3"),
        arguments("{\"a\":{}}", "a: missing key \"dtype\""),
        arguments(
            "{" + ok.replace("}", ",\"x\":1}") + "}",
            "a: unknown key \"x\"; known: dtype, shape, data_offsets"),
        arguments(
            "{" + tensor("a", "F99", "[2]", "[0,8]") + "}",
            "a: dtype must be one of F64, F32, F16, BF16, I64, I32, I16, I8, U8, BOOL, was"
                + " \"F99\""),
        arguments(
            "{" + tensor("a.b", "F32", "[-2]", "[0,8]") + "}",
            "\"a.b\": shape must hold sizes >= 0, held -2"),
        arguments(
            "{" + tensor("a", "F32", "[2.0]", "[0,8]") + "}",
            "a: shape[0] must be a whole number, was 2.0"),
        arguments(
            "{" + tensor("a", "F32", most, "[0,8]") + "}",
            "a: a shape that begins [2147483647, 2147483647] is too large"),
        arguments(
            "{" + tensor("a", "F32", "[2]", "[0]") + "}",
            "a: data_offsets must be 2 numbers, were 1"),
        arguments(
            "{" + tensor("a", "F32", "[2]", "[8,0]") + "}",
            "a: data_offsets must be 0 <= begin <= end, were 8, 0"),
        arguments(
            "{" + tensor("a", "F32", "[2]", "[-8,0]") + "}",
            "a: data_offsets must be 0 <= begin <= end, were -8, 0"),
        arguments(
            "{" + tensor("a", "F32", "[2]", "[8,16]") + "}",
            "a: data_offsets end at byte 16, the file's data at 8: cut short?"),
        arguments(
            "{" + tensor("a", "F32", "[2]", "[0,9223372036854775807]") + "}",
            "a: data_offsets end at byte 9223372036854775807, the file's data at 8: cut short?"),
        arguments(
            "{" + tensor("a", "F32", "[3]", "[0,8]") + "}",
            "a: data_offsets span 8 bytes, F32 of shape [3] needs 12"),
        arguments(
            "{" + ok + "," + tensor("b", "F32", "[1]", "[4,8]") + "}",
            "tensors a and b overlap at byte 4"),
        arguments(
            "{" + tensor("a", "F32", "[1]", "[4,8]") + "}",
            "bytes 0 to 4 before tensor a belong to no tensor"),
        arguments(
            "{" + tensor("a", "F32", "[1]", "[0,4]") + "}",
            "bytes 4 to 8 at its end belong to no tensor"),
        arguments("{}", "bytes 0 to 8 at its end belong to no tensor"),
        arguments(
            "{\"__metadata__\":{\"k\":1}," + ok + "}", "__metadata__: k must be a text, was 1"),
        arguments(
            "{\"__metadata__\":[]," + ok + "}", "__metadata__ must be an object, was a list"));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void namesWhatIsWrongWithTheHeader(String header, String message) throws IOException {
    assertEquals("header: " + message, problem(bytes(header, 8)));
  }

  @Test
  void fileThatShrinksWhileOpenIsNamed() throws IOException {
    Path file = folder.resolve("a.safetensors");
    new SafetensorsWriter().floats("a", List.of(2), new float[2]).write(file);
    try (Safetensors in = Safetensors.open(file)) {
      byte[] content = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(content, content.length - 1));
      assertEquals(
          "cannot read " + file + ": it became shorter while it was read",
          assertThrows(ModelFormatException.class, () -> in.floats("a")).getMessage());
    }
  }

  @Test
  void writerRefusesWhatNoReaderWouldTake() throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter().floats("a", List.of(1), new float[1]);
    assertRefused("tensor name a is taken", () -> writer.floats("a", List.of(1), new float[1]));
    assertRefused(
        "tensor name __metadata__ is taken",
        () -> writer.floats("__metadata__", List.of(1), new float[1]));
    assertRefused(
        "tensor b: shape [2, 3] does not hold 5 values",
        () -> writer.floats("b", List.of(2, 3), new float[5]));
    assertRefused(
        "shape must hold sizes >= 0, was [-1, -5]",
        () -> writer.floats("b", List.of(-1, -5), new float[5]));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.write(out);
    String text = out.toString(StandardCharsets.ISO_8859_1);
    assertFalse(text.contains("__metadata__"));
    assertTrue(text.contains("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}"));
  }

  private static void assertRefused(String message, Executable e) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, e).getMessage());
  }
}

package io.github.flows4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch wrote (core/src/test/python/make_zuko_files.py), and such made to do harm. */
class TorchFileTest {
  private static final long SEED = 20_261_122;
  private static final String START = "\u0080\u0002";

  @TempDir Path folder;

  private static Path resource(String name) {
    try {
      var url = TorchFileTest.class.getResource("/zuko/" + name + ".pt");
      return Path.of(Objects.requireNonNull(url).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static String refusal(Path file) {
    String message =
        assertThrows(
                ModelFormatException.class,
                () -> {
                  try (WeightsFile in = TorchFile.open(file)) {
                    for (String name : in.shapes().keySet()) in.doubles(name);
                  }
                })
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    assertTrue(message.contains(file.toString()), message);
    return message;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "float64",
        "float32",
        "float16",
        "bfloat16",
        "int64",
        "int32",
        "int16",
        "int8",
        "uint8"
      })
  void readsEveryType(String type) {
    try (WeightsFile in = WeightsFile.open(resource("tensors"))) {
      assertEquals(List.of(3), in.shapes().get(type));
      assertArrayEquals(new double[] {0, 1, 3}, in.doubles(type));
    }
  }

  @Test
  void readsViews() {
    try (WeightsFile in = WeightsFile.open(resource("tensors"))) {
      assertArrayEquals(new double[] {0, 1, 1}, in.doubles("bool"));
      double[] transposed = in.doubles("transposed");
      assertEquals(List.of(4, 2, 3), in.shapes().get("transposed"));
      for (int k = 0; k < 4; k++)
        for (int i = 0; i < 2; i++)
          for (int j = 0; j < 3; j++)
            assertEquals(12 * i + 4 * j + k, transposed[(k * 2 + i) * 3 + j]);
      assertEquals(List.of(2, 2), in.shapes().get("sliced"));
      assertArrayEquals(new double[] {16, 18, 20, 22}, in.doubles("sliced"));
      assertArrayEquals(new double[] {1, 1, 1, 1, 1}, in.doubles("expanded"));
      assertEquals(List.of(), in.shapes().get("scalar"));
      assertArrayEquals(new double[] {23}, in.doubles("scalar"));
      assertEquals(List.of(0, 3, 4), in.shapes().get("empty"));
      assertArrayEquals(new double[] {}, in.doubles("empty"));
      assertArrayEquals(new double[] {-0.0, -1, -2, -3}, in.doubles("negative"));
      assertEquals(Map.of(), in.metadata());
      assertTrue(
          assertThrows(ModelFormatException.class, () -> in.doubles("none"))
              .getMessage()
              .contains("no tensor none, has float64, float32"));
    }
  }

  @Test
  void readsWhatTorchCanBeToldToWrite() {
    try (WeightsFile in = WeightsFile.open(resource("protocol5"))) {
      assertArrayEquals(new double[] {1.5, -2}, in.doubles("weight"));
    }
    try (WeightsFile in = WeightsFile.open(resource("parameters"))) {
      assertArrayEquals(new double[] {1, 1}, in.doubles("a"));
    }
    try (WeightsFile in = WeightsFile.open(resource("no-crc"))) {
      assertArrayEquals(new double[] {1, 2}, in.doubles("weight"));
    }
    try (WeightsFile in = WeightsFile.open(resource("checkpoint"))) {
      assertArrayEquals(new double[] {1, 2}, in.doubles("model.weight"));
      assertEquals(List.of(1, 2), in.shapes().get("optimizer.state.0.exp_avg"));
    }
  }

  @Test
  void saysWhatToSaveInstead() {
    assertTrue(
        refusal(resource("module"))
            .endsWith(
                "module.pt: it holds a whole Python object of class torch.nn.modules.linear.Linear,"
                    + " not weights alone: save model.state_dict() instead"));
    assertTrue(refusal(resource("zuko-module")).contains("of class zuko."));
    assertTrue(
        refusal(resource("tensor"))
            .endsWith("it holds no dict of tensors: save model.state_dict()"));
    String old =
        assertThrows(ModelFormatException.class, () -> WeightsFile.open(resource("old")))
            .getMessage();
    assertTrue(old.endsWith("load it with torch and save it again"), old);
  }

  @Test
  void runsNoCode() throws IOException {
    for (String name : List.of("os.system", "builtins.eval", "posix.system", "torch.load")) {
      int dot = name.indexOf('.');
      String call =
          START
              + "c"
              + name.substring(0, dot)
              + "\n"
              + name.substring(dot + 1)
              + "\n(X\4\0\0\0exittR.";
      assertTrue(
          refusal(pickled(call)).endsWith(": " + name + " is not allowed in a weights file"), name);
    }
    String stack = START + "\u008c\2os\u008c\6system\u0093.";
    assertTrue(refusal(pickled(stack)).endsWith("os.system is not allowed in a weights file"));
    String forged = START + "cos\u001b[2K\nsystem\n.";
    assertTrue(refusal(pickled(forged)).contains("\\u001b"), "control characters are written out");
  }

  @Test
  void refusesPicklesThatDoHarm() throws IOException {
    assertTrue(refusal(pickled("\u0080\u0009N.")).contains("protocol must be 2 to 5, is 9"));
    assertTrue(refusal(pickled(START + "X\u00ff\u00ff\u00ff\u007fabc")).contains("ends too early"));
    assertTrue(refusal(pickled(START + "i")).contains("opcode 0x69 at byte 2"));
    assertTrue(refusal(pickled(START + "}X\1\0\0\0ah\7s.")).contains("nothing remembered"));
    assertTrue(
        refusal(pickled(START + "\u008b\u00ff\u00ff\u00ff\u007f.")).contains("2147483647 bytes"));
    assertTrue(refusal(pickled(START + "}]N s.")).contains("opcode 0x20"));
    assertTrue(refusal(pickled(START + "}]Ns.")).contains("no text or number"));
    for (String each : List.of("}", "]", ")", "N", "}\u0094", "K\1\u0085")) {
      int times = ((4 << 20) - 16) / each.length();
      assertTrue(refusal(pickled(START + each.repeat(times))).contains("ends too early"), each);
    }
    assertTrue(refusal(pickled("N".repeat((4 << 20) + 1))).contains("is too large"));
    assertTrue(refusal(pickled(START + "}r\1\0\0\0.")).contains("remembered out of turn as 1"));
    // A list within itself, lists in lists without end, and one that doubles at every level.
    assertTrue(refusal(pickled(START + "}X\1\0\0\0a]q\0h\0as.")).contains("a container twice"));
    String nested =
        START + "}X\1\0\0\0a" + "]".repeat(100_000) + "K\1" + "a".repeat(100_000) + "s.";
    assertTrue(refusal(pickled(nested)).contains("nested deeper than 16 levels"));
    StringBuilder laughs = new StringBuilder(START + "}X\1\0\0\0a]q\0");
    for (int i = 1; i < 15; i++)
      laughs
          .append("]q")
          .append((char) i)
          .append("(")
          .append(("h" + (char) (i - 1)).repeat(50))
          .append("e");
    assertTrue(refusal(pickled(laughs + "s.")).contains("is damaged"));
  }

  private static String tensor(String storage, String count, String sizes) {
    return START
        + "}X\1\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\n"
        + storage
        + "\nX\1\0\0\0"
        + "0X\3\0\0\0cpu"
        + count
        + "tQ"
        + sizes
        + "tRs.";
  }

  @Test
  void checksTensors() throws IOException {
    byte[] data = new byte[16];
    String fits = "K\0K\2K\2\u0086K\2K\1\u0086";
    Path good = archive(tensor("FloatStorage", "K\4", fits), data);
    try (WeightsFile in = TorchFile.open(good)) {
      assertArrayEquals(new double[4], in.doubles("a"));
    }
    assertTrue(
        refusal(archive(tensor("FloatStorage", "K\5", fits), data))
            .endsWith("tensor a: its storage should have 5 numbers of 4 bytes, has 16 bytes"));
    String beyond = "K\1K\2K\2\u0086K\2K\1\u0086";
    assertTrue(
        refusal(archive(tensor("FloatStorage", "K\4", beyond), data))
            .contains("of shape [2, 2] reaches beyond its storage of 4"));
    String huge = "K\0J\u00ff\u00ff\u00ff\u007fJ\u00ff\u00ff\u00ff\u007f\u0086K\0K\0\u0086";
    assertTrue(
        refusal(archive(tensor("FloatStorage", "K\4", huge), data))
            .contains("is larger than the whole file"));
    String backwards = "K\0K\4\u0085J\u00ff\u00ff\u00ff\u00ff\u0085";
    assertTrue(
        refusal(archive(tensor("FloatStorage", "K\4", backwards), data)).contains("strides [-1]"));
    assertTrue(
        refusal(archive(tensor("ComplexFloatStorage", "K\2", fits), data))
            .contains("numbers of type torch.ComplexFloatStorage can't be read"));
    assertTrue(
        refusal(archive(tensor("FloatStorage", "K\4", fits), null))
            .contains("has no entry \"archive/data/0\""));
  }

  @Test
  void refusesArchivesThatAreNotTorchs() throws IOException {
    Path empty = folder.resolve("empty.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(empty))) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
    }
    assertTrue(refusal(empty).contains("with no data.pkl in a folder"));
    Path bomb = folder.resolve("bomb.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bomb))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
      for (int i = 0; i < 100; i++) zip.write(new byte[1 << 20]);
    }
    assertTrue(refusal(bomb).contains("is compressed: torch leaves them plain"));
    Path damaged = folder.resolve("damaged.pt");
    byte[] bytes = Files.readAllBytes(resource("parameters"));
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\0\0\u0080?\0\0\u0080?");
    bytes[at + 2] ^= 1;
    Files.write(damaged, bytes);
    assertTrue(refusal(damaged).contains("its checksum is wrong"));
    assertTrue(refusal(folder).contains("not a regular file"));
    assertTrue(refusal(folder.resolve("none.pt")).contains("no such file"));
    Path text = Files.writeString(folder.resolve("text.pt"), "weights");
    assertTrue(refusal(text).contains("not a file of torch.save"));
  }

  @Test
  void readsBigEndianFiles() throws IOException {
    Path file = folder.resolve("big.pt");
    byte[] data = ByteBuffer.allocate(8).putFloat(1.5f).putFloat(-2).array();
    write(
        file,
        Map.of(
            "m/data.pkl",
            latin(tensor("FloatStorage", "K\2", "K\0K\2\u0085K\1\u0085")),
            "m/byteorder",
            latin("big"),
            "m/data/0",
            data));
    try (WeightsFile in = TorchFile.open(file)) {
      assertArrayEquals(new double[] {1.5, -2}, in.doubles("a"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tensors", "checkpoint", "two", "no-crc"})
  void damagedFilesAreReadOrRefused(String name) throws IOException {
    byte[] good = Files.readAllBytes(resource(name));
    Path file = folder.resolve("bad.pt");
    Random random = new Random(SEED);
    int refused = 0;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int trial = 0; trial < 1_500; trial++) {
        byte[] bad =
            trial % 3 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
        if (trial % 3 > 0)
          for (int i = random.nextInt(8); i >= 0; i--)
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        out.truncate(bad.length).write(ByteBuffer.wrap(bad), 0);
        refused += read(file, trial) ? 0 : 1;
      }
    }
    assertTrue(refused > 600, "refused " + refused);
  }

  /** Damage within the pickle, which checksums would otherwise catch. */
  @Test
  void damagedPicklesAreReadOrRefused() throws IOException {
    byte[] good = pickle(resource("tensors"));
    Random random = new Random(SEED);
    int refused = 0;
    for (int trial = 0; trial < 3_000; trial++) {
      byte[] bad = trial % 4 == 0 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        if (bad.length == 0) break;
        int at = random.nextInt(bad.length);
        if (random.nextBoolean()) bad[at] ^= (byte) (1 << random.nextInt(8));
        else
          bad[at] =
              (byte)
                  "(tuesaRQb}])c0122qhrjKMJNX\u0085\u0086\u0093\u0094".charAt(random.nextInt(30));
      }
      Path file = folder.resolve("bad.pt");
      write(file, Map.of("archive/data.pkl", bad, "archive/data/0", new byte[24]));
      refused += read(file, trial) ? 0 : 1;
    }
    assertTrue(refused > 2_000, "refused " + refused);
  }

  private static boolean read(Path file, int trial) {
    try (WeightsFile in = WeightsFile.open(file)) {
      for (String name : in.shapes().keySet()) in.doubles(name);
      return true;
    } catch (ModelFormatException e) {
      assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("trial " + trial + " of seed " + SEED, e);
    }
  }

  private static byte[] pickle(Path file) throws IOException {
    try (var zip = new java.util.zip.ZipFile(file.toFile())) {
      ZipEntry entry =
          zip.stream()
              .map(ZipEntry.class::cast)
              .filter(e -> e.getName().endsWith("/data.pkl"))
              .findFirst()
              .orElseThrow();
      return zip.getInputStream(entry).readAllBytes();
    }
  }

  private Path pickled(String program) throws IOException {
    return archive(program, null);
  }

  private Path archive(String program, byte[] data) throws IOException {
    Path file = folder.resolve("made.pt");
    if (data == null) write(file, Map.of("archive/data.pkl", latin(program)));
    else write(file, Map.of("archive/data.pkl", latin(program), "archive/data/0", data));
    return file;
  }

  private static byte[] latin(String bytes) {
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void write(Path file, Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(each.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(each.getValue());
      }
    }
    Files.write(file, bytes.toByteArray());
  }
}

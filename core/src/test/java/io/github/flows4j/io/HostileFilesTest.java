package io.github.flows4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Allocation;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files cut, damaged or made to do harm: each is read or refused, never anything else. */
class HostileFilesTest {
  private static final long SEED = 20_261_122;
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\\"",
          "\\n",
          "null",
          "true",
          "-1",
          "1e999",
          "NaN",
          "\\ud800",
          "\"a\":1,",
          "99999999999999999999",
          "2147483647",
          "[[[[[[[[",
          "\u0000",
          "F64",
          "F32",
          "\"shape\"",
          "\\\"type\\\": \\\"custom\\\"",
          "residual_mlp",
          " ");

  @TempDir Path folder;

  private Path model() {
    FlowSpec spec =
        new FlowSpec(
            3,
            0,
            List.of(
                new Coupling(Mask.half(3), new AdditiveUnivariate(), Mlp.of(4)), new BatchNorm()),
            new StandardNormal());
    Path file = folder.resolve("good.safetensors");
    new ModelFile(spec, Schema.plain(3, 0), Tensors.initial(spec, 1), Provenance.none())
        .write(file);
    return file;
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    byte[] good = Files.readAllBytes(model());
    Path file = folder.resolve("bad.safetensors");
    Random random = new Random(SEED);
    int refused = 0;
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int trial = 0; trial < 4_000; trial++) {
        byte[] bad =
            switch (trial % 4) {
              case 0 -> Arrays.copyOf(good, random.nextInt(good.length));
              case 1 -> flipped(good, random);
              case 2 -> pieced(good, random, true);
              default -> pieced(good, random, false);
            };
        // In place: some file systems wait for the disk when a file is emptied and written anew.
        out.truncate(bad.length).write(ByteBuffer.wrap(bad), 0);
        try {
          ModelFile.read(file, Customs.none());
        } catch (ModelFormatException e) {
          refused++;
          assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
          assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        } catch (RuntimeException | Error e) {
          throw new AssertionError("trial " + trial + " of seed " + SEED, e);
        }
      }
    }
    // Some flipped weights and insertions of blanks are good files still.
    assertTrue(refused > 3_000 && refused < 4_000, "refused " + refused);
  }

  private static byte[] flipped(byte[] good, Random random) {
    byte[] bad = good.clone();
    for (int i = random.nextInt(8); i >= 0; i--) {
      int at = random.nextBoolean() ? random.nextInt(bad.length) : random.nextInt(64);
      bad[at] ^= (byte) (1 << random.nextInt(8));
    }
    return bad;
  }

  /**
   * A piece of JSON put into the header, or in place of a part of it, with the right length or not.
   */
  private static byte[] pieced(byte[] good, Random random, boolean rightLength) {
    int length = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = new String(good, 8, length, StandardCharsets.UTF_8);
    int at = random.nextInt(length);
    int skip = random.nextBoolean() ? 0 : random.nextInt(Math.min(30, length - at));
    String piece = PIECES.get(random.nextInt(PIECES.size()));
    byte[] changed =
        (header.substring(0, at) + piece + header.substring(at + skip))
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + changed.length + good.length - 8 - length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(rightLength ? changed.length : length)
        .put(changed)
        .put(good, 8 + length, good.length - 8 - length)
        .array();
  }

  @Test
  void claimsAreNotBelieved() throws IOException {
    assertCheap("only 92 follow", longs(100, 99_000_000));
    assertCheap("its header length would be", longs(100, Long.MAX_VALUE));
    String huge = "{\"a\":{\"dtype\":\"F32\",\"shape\":[%s],\"data_offsets\":[0,%s]}}";
    assertCheap(
        "cut short?",
        SafetensorsTest.bytes(huge.formatted("2147483647", 4L * Integer.MAX_VALUE), 8));
    assertCheap("needs 8589934588", SafetensorsTest.bytes(huge.formatted("2147483647", 8), 8));
    assertCheap("is nested deeper", SafetensorsTest.bytes("{\"a\":" + "[".repeat(100_000), 8));
  }

  @Test
  void claimsOfADescriptionAreNotBelieved() throws IOException {
    assertCheap(
        "its description has 2147483647 residual blocks, the file only 0 tensors",
        described(new ResidualMlp(1, Integer.MAX_VALUE, Activation.RELU, LastLayer.DEFAULT), 2));
    assertCheap("is too large", described(Mlp.of(70_000, 70_000), 2));
    assertCheap(
        "tensor transforms.0.conditioner.layers.0.weight is missing",
        described(Mlp.of(1_000_000_000), 2));
  }

  @Test
  void claimsOfAnAutoregressiveDescriptionAreNotBelieved() throws IOException {
    int most = Integer.MAX_VALUE;
    Univariate map = new AdditiveUnivariate();
    for (HiddenUnits units : HiddenUnits.values()) {
      MaskedResidualMlp blocks =
          new MaskedResidualMlp(1, most, Activation.RELU, LastLayer.DEFAULT, units, false);
      Autoregressive deep = new Autoregressive(Dependencies.ascending(2), map, blocks);
      String problem = "its description has 2147483647 residual blocks, the file only 0 tensors";
      assertCheap(problem, described(2, deep));
      assertCheap(problem, described(2, new Inverse(deep)));
      assertCheap("is too large", described(2, masked(map, units, most, most)));
      assertCheap("is too large", described(2, masked(map, units, 100_000, 100_000)));
      assertCheap("layers.0.weight is missing", described(2, masked(map, units, 1_000_000_000)));
    }
    assertCheap("is too large", described(2, masked(SplineUnivariate.of(1 << 20), 1 << 20)));
    Univariate wide = new NeuralMonotonicUnivariate(1 << 20, List.of(1 << 20));
    assertCheap("is too large", described(2, masked(wide, 1)));
    ResidualMlp network = new ResidualMlp(1, most, Activation.RELU, LastLayer.DEFAULT);
    for (Transform deep :
        List.of(new Planar(network), new Radial(network), new Elementwise(map, network)))
      assertCheap("residual blocks", described(2, 1, deep));
    FlowSpec embedding =
        new FlowSpec(2, 1, List.of(), new StandardNormal())
            .withEmbedding(new ContextEmbedding(1, network));
    assertCheap("residual blocks", described(Schema.plain(2, 1), embedding));
  }

  @Test
  void longListsOfADescriptionAreNotMultiplied() throws IOException {
    // As every feature sees those before it, sets or masks of all of them would be 10^10 numbers.
    int features = 100_000;
    Autoregressive sequence =
        new Autoregressive(
            Dependencies.ascending(features), new AdditiveUnivariate(), MaskedMlp.of(1));
    // a number of a few characters is an object or two while the text is read
    byte[] file = described(Schema.plain(2, 0), features, 0, sequence);
    assertTimeout(
        Duration.ofSeconds(20),
        () -> assertCheap("schema has 2 features, the flow has 100000", file, 60));
  }

  private static Autoregressive masked(Univariate map, int hidden) {
    return masked(map, HiddenUnits.EVEN, hidden);
  }

  private static Autoregressive masked(Univariate map, HiddenUnits units, Integer... hidden) {
    MaskedMlp network = new MaskedMlp(List.of(hidden), Activation.RELU, LastLayer.DEFAULT, units);
    return new Autoregressive(Dependencies.ascending(2), map, network);
  }

  private byte[] described(Conditioner conditioner, int features) throws IOException {
    return described(
        features, new Coupling(Mask.half(features), new AdditiveUnivariate(), conditioner));
  }

  private byte[] described(int features, Transform transform) throws IOException {
    return described(features, 0, transform);
  }

  private byte[] described(int features, int context, Transform transform) throws IOException {
    return described(Schema.plain(features, context), features, context, transform);
  }

  private byte[] described(Schema schema, int features, int context, Transform transform)
      throws IOException {
    return described(
        schema, new FlowSpec(features, context, List.of(transform), new StandardNormal()));
  }

  private byte[] described(Schema schema, FlowSpec spec) throws IOException {
    Path file = folder.resolve("described.safetensors");
    new SafetensorsWriter()
        .metadata("flows4j.format", "1")
        .metadata("flows4j.spec", SpecJson.write(spec))
        .metadata("flows4j.schema", SchemaJson.write(schema))
        .metadata("flows4j.provenance", "{}")
        .write(file);
    return Files.readAllBytes(file);
  }

  private static byte[] longs(int length, long first) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putLong(first).array();
  }

  private void assertCheap(String message, byte[] content) throws IOException {
    assertCheap(message, content, 20);
  }

  private void assertCheap(String message, byte[] content, int times) throws IOException {
    Path file = folder.resolve("claim.safetensors");
    Files.write(file, content);
    long before = Allocation.bytes();
    String thrown =
        assertThrows(ModelFormatException.class, () -> ModelFile.read(file, Customs.none()))
            .getMessage();
    long spent = Allocation.bytes() - before;
    assertTrue(thrown.contains(message), thrown);
    // The file some times over, and what classes need when they are first used.
    assertTrue(spent < 8_000_000 + (long) times * content.length, "allocated " + spent + " bytes");
  }
}

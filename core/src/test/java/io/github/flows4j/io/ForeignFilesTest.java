package io.github.flows4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.io.nflows.NflowsModels;
import io.github.flows4j.io.normflows.NormflowsModels;
import io.github.flows4j.io.zuko.ZukoModels;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Other libraries' files with something wrong: every tensor and every entry of a mask counts, and
 * what the file does not say is asked for.
 */
class ForeignFilesTest {
  private static final ImportOptions NONE = ImportOptions.none();

  @TempDir Path folder;

  /** Tensors that a flow can do without. */
  private static boolean optional(String name) {
    return name.endsWith(".order") || name.endsWith(".initialized");
  }

  private static final class Array {
    private final List<Integer> shape;
    private final double[] values;

    Array(List<Integer> shape, double[] values) {
      this.shape = shape;
      this.values = values;
    }

    List<Integer> shape() {
      return shape;
    }

    double[] values() {
      return values;
    }
  }

  private static Path peers() {
    try {
      return Path.of(Objects.requireNonNull(ForeignFilesTest.class.getResource("/peers")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(peers())) {
      return all.map(path -> path.getFileName().toString().replace(".safetensors", ""))
          .sorted()
          .toList();
    }
  }

  private static ModelFile read(Path file, ImportOptions options) {
    String name = file.getFileName().toString();
    if (name.startsWith("zuko")) return ZukoModels.read(file, options);
    return name.startsWith("nflows")
        ? NflowsModels.read(file, options)
        : NormflowsModels.read(file, options);
  }

  /** A file's tensors, without answers, and metadata. */
  private static Map<String, Array> load(String name, Map<String, String> metadata) {
    Map<String, Array> arrays = new LinkedHashMap<>();
    try (Safetensors in = Safetensors.open(peers().resolve(name + ".safetensors"))) {
      metadata.putAll(in.metadata());
      for (TensorEntry entry : in.tensors())
        if (!entry.name().startsWith("case."))
          arrays.put(entry.name(), new Array(entry.shape(), in.doubles(entry.name())));
    }
    return arrays;
  }

  private Path write(String name, Map<String, Array> arrays, Map<String, String> metadata)
      throws IOException {
    Path file = folder.resolve(name + ".safetensors");
    SafetensorsWriter out = new SafetensorsWriter();
    metadata.forEach(out::metadata);
    arrays.forEach((key, array) -> out.doubles(key, array.shape(), array.values()));
    out.write(file);
    return file;
  }

  private static String refused(Path file, ImportOptions options) {
    String message =
        assertThrows(ModelFormatException.class, () -> read(file, options)).getMessage();
    assertTrue(message.startsWith(file + ": "), message);
    return message.substring((file + ": ").length());
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyTensorCounts(String name) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Array> good = load(name, metadata);
    ModelFile model = read(write(name, good, metadata), NONE);
    assertFalse(model.tensors().byName().isEmpty());
    Random random = new Random(6);
    for (Map.Entry<String, Array> entry : good.entrySet()) {
      Map<String, Array> bad = new LinkedHashMap<>(good);
      bad.remove(entry.getKey());
      Path file = write(name, bad, metadata);
      // A narrow network's masks let less through than the order does.
      boolean narrow = name.equals("zuko-maf-uneven");
      if (optional(entry.getKey()) && !narrow)
        assertEquals(model.tensors(), read(file, NONE).tensors());
      else refused(file, NONE);
      if (random.nextInt(4) > 0) continue; // files take their time
      List<Integer> shape = new ArrayList<>(entry.getValue().shape());
      shape.add(1);
      bad.put(entry.getKey(), new Array(shape, entry.getValue().values()));
      refused(write(name, bad, metadata), NONE);
      double[] values = entry.getValue().values().clone();
      if (values.length == 0) continue;
      values[values.length / 2] = Double.NaN;
      bad.put(entry.getKey(), new Array(entry.getValue().shape(), values));
      refused(write(name, bad, metadata), NONE);
    }
    Map<String, Array> more = new LinkedHashMap<>(good);
    more.put("extra", new Array(List.of(1), new double[1]));
    assertTrue(
        refused(write(name, more, metadata), NONE).matches("tensor extra is .*"), "extra tensor");
  }

  /** Each entry of each mask of a masked network, in turn. */
  @ParameterizedTest
  @MethodSource("names")
  void everyEntryOfAMaskCounts(String name) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Array> good = load(name, metadata);
    Random random = new Random(5);
    for (Map.Entry<String, Array> entry : good.entrySet()) {
      if (!entry.getKey().endsWith(".mask") || entry.getValue().shape().size() < 2) continue;
      for (int trial = 0; trial < 2; trial++) {
        double[] values = entry.getValue().values().clone();
        int at = random.nextInt(values.length);
        values[at] = 1 - values[at];
        Map<String, Array> bad = new LinkedHashMap<>(good);
        bad.put(entry.getKey(), new Array(entry.getValue().shape(), values));
        String message = refused(write(name, bad, metadata), NONE);
        assertTrue(message.contains("mask"), message);
      }
    }
  }

  @Test
  void damagedFilesAreReadOrRefused() throws IOException {
    Random random = new Random(4);
    int refused = 0;
    for (String name : names()) {
      byte[] good = Files.readAllBytes(peers().resolve(name + ".safetensors"));
      int header = (int) ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getLong();
      Path file = folder.resolve(name + ".safetensors");
      for (int trial = 0; trial < 20; trial++) {
        byte[] bad = good.clone();
        // Letters and digits in place of others leave the header well-formed and wrong.
        for (int i = random.nextInt(4); i >= 0; i--) {
          int at = 8 + random.nextInt(header);
          if (Character.isLetterOrDigit(bad[at]))
            bad[at] = (byte) "0123456789abmorst_".charAt(random.nextInt(18));
        }
        Files.write(file, bad);
        try {
          read(file, NONE);
        } catch (ModelFormatException e) {
          refused++;
          assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
        } catch (RuntimeException | Error e) {
          throw new AssertionError(name + ", trial " + trial, e);
        }
      }
    }
    assertTrue(refused > 250, "refused " + refused);
  }

  /** With no metadata but the given. */
  private String bare(String name, ImportOptions options) throws IOException {
    return refused(write(name, load(name, new LinkedHashMap<>()), Map.of()), options);
  }

  private ModelFile readBare(String name, ImportOptions options) throws IOException {
    return read(write(name, load(name, new LinkedHashMap<>()), Map.of()), options);
  }

  @Test
  void whatIsNotInTheFileIsAskedFor() throws IOException {
    String first = "tensor transform.transforms.0.";
    assertEquals(
        first
            + "hyper.2.weight has 8 rows for each feature, and of which map they are is not said:"
            + " give the class (NSF, NCSF, BPF, SOSPF or GF), or the univariate among the"
            + " arguments",
        bare("zuko-nsf-slope", NONE));
    assertEquals(
        first
            + "hyper.2.weight has 5 rows for each feature, which ShiftedSOSPTransform has"
            + " polynomials (degree + 1) + 1 of: give polynomials and degree among the arguments",
        bare("zuko-sospf-context", NONE));
    String argument = "{\"degree\": 3}";
    assertEquals(
        read(peers().resolve("zuko-sospf-context.safetensors"), NONE).spec(),
        readBare("zuko-sospf-context", NONE.withArguments(argument)).spec());
    assertEquals(
        "tensor _transform._transforms.0.autoregressive_net.final_layer.weight has 11 rows for each"
            + " feature, and of which map they are is not said: give the class"
            + " MaskedPiecewiseRationalQuadraticAutoregressiveTransform, or num_bins among the"
            + " arguments",
        bare("nflows-rqs-autoregressive", NONE));
    assertEquals(
        "tail_bound is not stored in the file: give it among the arguments, {\"tail_bound\": 3}",
        bare("nflows-rqs-autoregressive", NONE.withArguments("{\"num_bins\": 4}")));
    assertEquals(
        "its arguments say num_bins 5, its tensors 4",
        bare(
            "nflows-rqs-autoregressive",
            NONE.withArguments("{\"num_bins\": 5, \"tail_bound\": 3}")));
  }

  /** Names of tensors alone say it. */
  @Test
  void classesAreRecognized() throws IOException {
    for (String name :
        List.of(
            "zuko-maf-narrow",
            "zuko-maf-one",
            "zuko-maf-adjacency",
            "zuko-nsf-one",
            "zuko-ncsf-context",
            "zuko-ncsf-one",
            "zuko-naf-three",
            "zuko-naf-one-context",
            "zuko-unaf-context",
            "zuko-gf-three",
            "zuko-gf-context",
            "nflows-maf-mixed",
            "nflows-realnvp-additive",
            "normflows-mixed",
            "normflows-planar-three")) {
      ModelFile stated = read(peers().resolve(name + ".safetensors"), NONE);
      ModelFile recognized = readBare(name, NONE);
      assertEquals(stated.spec(), recognized.spec(), name);
      assertEquals(stated.tensors(), recognized.tensors(), name);
    }
  }

  /** UNAF's clip, SOSPF's slope and all others' changed together. */
  @Test
  void olderVersionsHaveOtherConstants() throws IOException {
    Map<String, String> old = Map.of("library", "zuko 1.4.0");
    String unaf = "zuko-unaf-one";
    String spec = read(write(unaf, load(unaf, new LinkedHashMap<>()), old), NONE).spec().toString();
    assertTrue(spec.contains("clip=9.0"), spec);
    spec = readBare(unaf, NONE.withSlope(1e-4)).spec().toString();
    assertTrue(spec.contains("clip=9.0"), spec);
    String sospf = "zuko-sospf-one";
    ImportOptions options = NONE.withFlowClass("SOSPF");
    spec = read(write(sospf, load(sospf, new LinkedHashMap<>()), old), options).spec().toString();
    assertTrue(spec.contains("slope=0.0"), spec);
    Map<String, Array> gf = new LinkedHashMap<>();
    load("zuko-gf-three", new LinkedHashMap<>())
        .forEach(
            (name, array) ->
                gf.put(
                    name.replace(".A", "._0")
                        .replace("base.loc", "base._0")
                        .replace("base.scale", "base._1"),
                    array));
    assertEquals(
        read(peers().resolve("zuko-gf-three.safetensors"), NONE).tensors(),
        read(write("zuko-gf-three", gf, old), NONE).tensors());
  }

  @Test
  void refusesWhatHasNoCounterpart() throws IOException {
    assertEquals(
        "normflows's class \"Glow\" is not known; known: NormalizingFlow,"
            + " Planar, Radial, MaskedAffineFlow, Permute",
        bare("normflows-mixed", NONE.withFlowClass("Glow")));
    assertEquals(
        "its arguments say act leaky_relu: planar flows can be read with tanh",
        bare("normflows-planar-three", NONE.withArguments("{\"act\": \"leaky_relu\"}")));
    assertEquals(
        "its arguments say flows [Radial], its tensors [Planar, Planar, Planar]",
        bare("normflows-planar-three", NONE.withArguments("{\"flows\": [\"Radial\"]}")));
    assertEquals(
        "nflows's flows have no slope to be given", bare("nflows-maf-plain", NONE.withSlope(0.1)));
    assertEquals(
        "its arguments say use_random_masks true: random masks can't be read",
        bare("nflows-maf-plain", NONE.withArguments("{\"use_random_masks\": true}")));
    Map<String, Array> gated = load("nflows-realnvp-two", new LinkedHashMap<>());
    String layer = "_transform._transforms.0.transform_net.blocks.0.context_layer.weight";
    gated.put(layer, new Array(List.of(8, 1), new double[8]));
    assertEquals(
        "tensor "
            + layer
            + " is of a residual network whose blocks context gates, which flows4j has no"
            + " counterpart of",
        refused(write("nflows-realnvp-two", gated, Map.of()), NONE));
    Map<String, Array> moved = load("nflows-realnvp-two", new LinkedHashMap<>());
    moved.put(
        "_transform._transforms.0.identity_features",
        moved.get("_transform._transforms.0.transform_features"));
    assertTrue(
        refused(write("nflows-realnvp-two", moved, Map.of()), NONE)
            .contains("must be all 2 features in ascending order, each in one of them"));
    Map<String, Array> random = load("nflows-maf-plain", new LinkedHashMap<>());
    String degrees = "_transform._transforms.1.autoregressive_net.initial_layer.degrees";
    double[] drawn = random.get(degrees).values().clone();
    drawn[0] = 3;
    random.put(degrees, new Array(List.of(drawn.length), drawn));
    assertEquals(
        "tensor " + degrees + " must be 1 at index 0, is 3: a random mask?",
        refused(write("nflows-maf-plain", random, Map.of()), NONE));
  }
}

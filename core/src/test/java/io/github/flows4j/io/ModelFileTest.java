package io.github.flows4j.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Customs;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.RandomSpecs;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.SchemaJson;
import io.github.flows4j.spec.ScoreQuantiles;
import io.github.flows4j.spec.ScoreQuantilesJson;
import io.github.flows4j.spec.SpecJson;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
  private static final FlowSpec SPEC =
      new FlowSpec(2, 1, List.of(new ActNorm()), new StandardNormal());
  private static final String SHIFT = "transforms.0.shift";
  private static final String LOG_SCALE = "transforms.0.log_scale";

  @TempDir Path folder;

  private static SafetensorsWriter writer(Map<String, String> changes) {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("flows4j.format", "1");
    metadata.put("flows4j.spec", SpecJson.write(SPEC));
    metadata.put("flows4j.schema", SchemaJson.write(Schema.plain(2, 1)));
    metadata.put("flows4j.provenance", "{}");
    metadata.putAll(changes);
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(
        (key, text) -> {
          if (!text.isEmpty()) writer.metadata(key, text);
        });
    return writer;
  }

  private static SafetensorsWriter weights(SafetensorsWriter writer, String... names) {
    for (String name : names) writer.floats(name, List.of(2), new float[2]);
    return writer;
  }

  private void assertProblem(String message, SafetensorsWriter writer) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    writer.write(file);
    assertEquals(
        file + ": " + message,
        assertThrows(ModelFormatException.class, () -> ModelFile.read(file, Customs.none()))
            .getMessage());
  }

  private void assertMetadataProblem(String message, String key, String text) throws IOException {
    assertProblem(message, weights(writer(Map.of(key, text)), SHIFT, LOG_SCALE));
  }

  @Test
  void everyFlowComesBack() throws IOException {
    Path file = folder.resolve("model.safetensors");
    for (int seed = 0; seed < 50; seed++) {
      FlowSpec spec = RandomSpecs.draw(seed);
      ModelFile model =
          new ModelFile(
              spec,
              Schema.plain(spec.features(), spec.context()),
              Tensors.initial(spec, seed),
              Provenance.none().with("seed", "" + seed).with("loss", "1.25").with("a\"b", "\n"));
      model.write(file);
      ModelFile read = ModelFile.read(file, RandomSpecs.CUSTOMS);
      assertEquals(model, read, "seed " + seed);
      assertEquals(
          spec.tensors().stream().map(tensor -> tensor.name()).toList(),
          List.copyOf(read.tensors().byName().keySet()));
      assertEquals(
          List.of("seed", "loss", "a\"b"), List.copyOf(read.provenance().entries().keySet()));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void tensorsStandInTheOrderOfTheDescription() {
    Path file = folder.resolve("model.safetensors");
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    reversed.put(LOG_SCALE, Tensor.of(List.of(2), 3, 4));
    reversed.put(SHIFT, Tensor.of(List.of(2), 1, 2));
    ModelFile model =
        new ModelFile(SPEC, Schema.plain(2, 1), Tensors.of(reversed), Provenance.none());
    model.write(file);
    try (Safetensors in = Safetensors.open(file)) {
      assertEquals(
          List.of(SHIFT, LOG_SCALE), in.tensors().stream().map(TensorEntry::name).toList());
      assertArrayEquals(new float[] {1, 2}, in.floats(SHIFT));
    }
    assertEquals(model, ModelFile.read(file, Customs.none()));
  }

  @Test
  void scoresComeBackAndMayBeMissing() throws IOException {
    Path file = folder.resolve("model.safetensors");
    ScoreQuantiles scores =
        ScoreQuantiles.of(
                true, new double[] {0.1, -1.0 / 3}, null, new double[][] {{1, 2}, {3, 4}}, null)
            .withFalseAlarms(0.01);
    Tensors tensors = Tensors.initial(SPEC, 1);
    ModelFile model =
        new ModelFile(SPEC, Schema.plain(2, 1), List.of(tensors), Provenance.none(), scores);
    model.write(file);
    assertEquals(model, ModelFile.read(file, Customs.none()));
    weights(writer(Map.of()), SHIFT, LOG_SCALE).write(file);
    assertEquals(null, ModelFile.read(file, Customs.none()).scores());
    String json = ScoreQuantilesJson.write(scores);
    assertMetadataProblem(
        "flows4j.scores: held_out must be true or false, was 3",
        "flows4j.scores",
        json.replace("true", "3"));
    assertMetadataProblem(
        "flows4j.scores: log_prob: quantiles must ascend, -1.0 comes after 0.1",
        "flows4j.scores",
        "{\"held_out\": true, \"rows\": 2, \"log_prob\": [0.1, -1], \"features\": []}");
    assertMetadataProblem(
        "quantiles are of 1 features, the flow has 2",
        "flows4j.scores",
        "{\"held_out\": true, \"rows\": 2, \"log_prob\": [0.1], \"features\": [[1, 2]]}");
  }

  @Test
  void failedSaveLeavesTheOldFile() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.writeString(file, "old");
    ModelFile model =
        new ModelFile(SPEC, Schema.plain(2, 1), Tensors.initial(SPEC, 1), Provenance.none());
    Thread.currentThread().interrupt();
    try {
      String message =
          assertThrows(ModelFormatException.class, () -> model.write(file)).getMessage();
      assertTrue(message.startsWith("cannot write " + file + ": "), message);
    } finally {
      Thread.interrupted();
    }
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
    Path nowhere = folder.resolve("no").resolve("model.safetensors");
    assertEquals(
        "cannot write " + nowhere + ": no folder " + nowhere.getParent(),
        assertThrows(ModelFormatException.class, () -> model.write(nowhere)).getMessage());
  }

  @Test
  void refusesWeightsThatAreNotFinite() throws IOException {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      String message = "tensor " + LOG_SCALE + " must be finite, is " + bad + " at index 1";
      assertProblem(
          message,
          weights(writer(Map.of()), SHIFT).floats(LOG_SCALE, List.of(2), new float[] {1, bad}));
      Map<String, Tensor> tensors = new LinkedHashMap<>(Tensors.initial(SPEC, 1).byName());
      tensors.put(LOG_SCALE, Tensor.of(List.of(2), 1, bad));
      assertEquals(
          message,
          assertThrows(
                  IllegalArgumentException.class,
                  () ->
                      new ModelFile(
                          SPEC, Schema.plain(2, 1), Tensors.of(tensors), Provenance.none()))
              .getMessage());
    }
  }

  @Test
  void refusesTensorsThatDoNotFit() throws IOException {
    assertProblem("tensor " + LOG_SCALE + " is missing", weights(writer(Map.of()), SHIFT, "other"));
    assertProblem(
        "tensor other is not part of the flow",
        weights(writer(Map.of()), SHIFT, LOG_SCALE, "other"));
    assertProblem(
        "tensor " + LOG_SCALE + " must have shape [2], has [2, 1]",
        weights(writer(Map.of()), SHIFT).floats(LOG_SCALE, List.of(2, 1), new float[2]));
    assertProblem(
        "tensor " + LOG_SCALE + " must be F32, is F64",
        weights(writer(Map.of()), SHIFT).doubles(LOG_SCALE, List.of(2), new double[2]));
  }

  @Test
  void refusesFormatsItDoesNotKnow() throws IOException {
    String key = "flows4j.format";
    assertMetadataProblem(
        "format 2 is newer than this library knows (1): upgrade flows4j to read it", key, "2");
    for (String bad : List.of("0", "-1", "1.0", "x", "99999999999"))
      assertMetadataProblem(key + " must be a whole number >= 1, was \"" + bad + '"', key, bad);
    assertMetadataProblem(
        "not a flows4j model: its metadata have no flows4j.format; weights of another library are"
            + " read by importing them",
        key,
        "");
    assertMetadataProblem("unknown metadata key \"flows4j.extra\"", "flows4j.extra", "1");
    for (String needed : List.of("spec", "schema", "provenance"))
      assertMetadataProblem("its metadata have no flows4j." + needed, "flows4j." + needed, "");
  }

  @Test
  void refusesPartsThatAreWrong() throws IOException {
    assertMetadataProblem("flows4j.spec: missing key \"features\"", "flows4j.spec", "{}");
    assertMetadataProblem(
        "flows4j.spec: transforms[0]: unknown key \"eps\"; known: epsilon",
        "flows4j.spec",
        SpecJson.write(SPEC).replace("epsilon", "eps"));
    assertMetadataProblem("flows4j.schema: missing key \"features\"", "flows4j.schema", "{}");
    assertMetadataProblem(
        "schema has 3 features, the flow has 2",
        "flows4j.schema",
        SchemaJson.write(Schema.plain(3, 1)));
    assertMetadataProblem(
        "flows4j.provenance: seed must be a text or a number, was null",
        "flows4j.provenance",
        "{\"seed\": null}");
    assertProblem(
        "flows4j.provenance: repeated key \"a\"",
        weights(writer(Map.of("flows4j.provenance", "{\"a\":1,\"a\":2}")), SHIFT, LOG_SCALE));
  }

  @Test
  void takesNumbersInTheProvenanceAndOtherPeoplesMetadata() throws IOException {
    Path file = folder.resolve("model.safetensors");
    weights(
            writer(Map.of("flows4j.provenance", "{\"nll\": 1.250}", "format", "pt")),
            SHIFT,
            LOG_SCALE)
        .write(file);
    assertEquals(
        Map.of("nll", "1.250"), ModelFile.read(file, Customs.none()).provenance().entries());
  }
}

package io.github.flows4j.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PixelsTest {
  private static final Pixels MNIST = Pixels.of(new ImageShape(1, 28, 28));

  private static void refused(String message, Executable maker) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, maker).getMessage());
  }

  @Test
  void numbers() {
    for (double bad : new double[] {-1e-9, 0.5, Double.NaN})
      refused("alpha must be in [0, 0.5), was " + bad, () -> new PixelScaling.Logit(bad));
    for (int bad : new int[] {1, 65_537, -256})
      refused(
          "levels must be in 2..65536, were " + bad,
          () -> new Pixels(new ImageShape(1, 2, 2), bad, new PixelScaling.Centered()));
  }

  @Test
  void schemasOfImages() {
    Pixels pixels = Pixels.of(new ImageShape(2, 2, 3));
    Schema schema = Schema.image(pixels, List.of(new Column("digit", 4.5, 3)));
    assertTrue(schema.image());
    assertFalse(Schema.plain(2, 1).image());
    assertEquals(0, schema.logDet());
    assertEquals(
        List.of(
            "c0y0x0", "c0y0x1", "c0y0x2", "c0y1x0", "c0y1x1", "c0y1x2", "c1y0x0", "c1y0x1",
            "c1y0x2", "c1y1x0", "c1y1x1", "c1y1x2"),
        schema.features().stream().map(Column::name).toList());
    assertEquals(schema, new Schema(List.copyOf(schema.features()), schema.context(), pixels));
    assertNotEquals(schema, new Schema(schema.features(), schema.context()));
    assertNotEquals(schema.features(), MNIST.columns());
    assertThrows(UnsupportedOperationException.class, () -> schema.features().set(0, null));
    refused(
        "the features of images of 1x28x28 must be those of Schema.image",
        () -> new Schema(schema.features(), List.of(), MNIST));
    refused(
        "column c1y1x2 is there twice",
        () -> Schema.image(pixels, List.of(Column.plain("c1y1x2"))));
    refused(
        "column a is there twice",
        () -> Schema.image(pixels, List.of(Column.plain("a"), Column.plain("a"))));
    Schema.image(
        pixels,
        List.of(Column.plain("c2y0x0"), Column.plain("c0y0x9999999999"), Column.plain("c0y0x01")));
  }

  @Test
  void schemasComeBackFromJson() {
    Schema schema = Schema.image(MNIST, List.of(new Column("digit", 4.5, 3)));
    assertEquals(schema, SchemaJson.parse(SchemaJson.write(schema)));
    Schema centered =
        Schema.image(
            new Pixels(new ImageShape(3, 32, 16), 32, new PixelScaling.Centered()), List.of());
    assertEquals(centered, SchemaJson.parse(SchemaJson.write(centered)));
    assertEquals(
        """
        {
          "image": {
            "shape": [1, 28, 28],
            "levels": 256,
            "scaling": {
              "type": "logit",
              "alpha": 0.05
            }
          },
          "context": []
        }
        """,
        SchemaJson.write(Schema.image(MNIST, List.of())));
  }

  @Test
  void jsonIsStrict() {
    String json = SchemaJson.write(Schema.image(MNIST, List.of()));
    problem("missing key \"context\"", json, ",\\s+\"context\": \\[\\]", "");
    problem(
        "unknown key \"features\"; known: image, context",
        json,
        "\"context",
        "\"features\": [], \"context");
    problem("image must be an object, was 5", "{\"image\": 5, \"context\": []}");
    problem("image: missing key \"levels\"", json, "\"levels\": 256,", "");
    problem("image: unknown key \"size\"; known: shape, levels, scaling", json, "shape", "size");
    problem("image: shape must be a list, was 4", json, "\\[1, 28, 28\\]", "4");
    problem("image: shape must have 3 numbers, has 2", json, "1, 28, 28", "28, 28");
    problem("image: height must be >= 1, was 0", json, "1, 28, 28", "1, 0, 28");
    problem("image: shape[1] must be a whole number, was 2.5", json, "1, 28, 28", "1, 2.5, 28");
    problem("image: levels must be a whole number, was \"x\"", json, "256", "\"x\"");
    problem("image: levels must be in 2..65536, were 1", json, "256", "1");
    problem(
        "image.scaling: unknown type \"log\"; known: logit, centered",
        json,
        "\"logit\"",
        "\"log\"");
    problem("image.scaling: missing key \"type\"", json, "type", "typ");
    problem(
        "image.scaling: missing key \"alpha\"", json, "\"logit\",\\s+\"alpha\": 0.05", "\"logit\"");
    problem("image.scaling: unknown key \"alpha\"; known: none", json, "\"logit\"", "\"centered\"");
    problem("image.scaling: alpha must be in [0, 0.5), was 0.5", json, "0.05", "0.5");
    problem(
        "column c0y27x27 is there twice",
        json,
        "\"context\": \\[",
        "\"context\": [{\"name\": \"c0y27x27\", \"mean\": 0, \"scale\": 1}");
  }

  /** What a hostile file claims is not made. */
  @Test
  void hugeImagesTakeNoMemory() {
    String json =
        "{\"image\": {\"shape\": [1, 40000, 50000], \"levels\": 2, \"scaling\": {\"type\":"
            + " \"centered\"}}, \"context\": []}";
    Schema schema = SchemaJson.parse(json);
    assertEquals(2_000_000_000, schema.features().size());
    assertEquals("c0y39999x49999", schema.features().get(1_999_999_999).name());
    problem("image: an image of 2 x 40000 x 50000 is too large", json, "\\[1,", "[2,");
  }

  private static void problem(String message, String json, String... changes) {
    String changed = json;
    for (int i = 0; i < changes.length; i += 2)
      changed = changed.replaceFirst(changes[i], changes[i + 1]);
    String text = changed;
    refused(message, () -> SchemaJson.parse(text));
  }
}

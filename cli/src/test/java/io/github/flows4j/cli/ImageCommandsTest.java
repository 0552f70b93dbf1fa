package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.data.ImageOptions;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on models of images: one of the digits, one of them by class, one of a table. */
class ImageCommandsTest {
  @TempDir static Path models;
  @TempDir Path folder;
  private static Path plain;
  private static Path byClass;
  private static Path ofTable;

  @BeforeAll
  static void train() {
    plain = models.resolve("plain");
    byClass = models.resolve("by-class");
    ofTable = models.resolve("table");
    Object[] quick = {
      "--flow", "realnvp", "--hidden", 8, "--transforms", 2, "--steps", 5, "--quiet"
    };
    Run.done(with(quick, "train", "digits", "--first", 100, "--out", plain));
    Run.done(
        with(quick, "train", "digits", "--first", 100, "--class-conditional", "--out", byClass));
    Run.done("train", "circles", "--hidden", 8, "--steps", 5, "--quiet", "--out", ofTable);
  }

  private static Object[] with(Object[] more, Object... first) {
    return Stream.of(Stream.of(first), Stream.of(more)).flatMap(part -> part).toArray();
  }

  private static int[] size(Path picture) throws IOException {
    BufferedImage read = ImageIO.read(picture.toFile());
    return new int[] {read.getWidth(), read.getHeight()};
  }

  @Test
  void sampleLeavesAPictureAnArrayOrAFolder() throws IOException {
    Path grid = folder.resolve("samples.png");
    Run run = Run.done("sample", plain, "--out", grid, "--temperature", 0.7);
    assertEquals("", run.out());
    assertTrue(run.err().contains("64 images"), run.err());
    // 8 x 8 of 56 pixels and gaps of 3
    assertEquals(8 * 59 + 3, size(grid)[0]);
    assertEquals(8 * 59 + 3, size(grid)[1]);

    Path array = folder.resolve("samples.npy");
    Run.done("sample", plain, "--rows", 5, "--seed", 3, "--out", array);
    ImageSet five = Images.read(array, ImageOptions.defaults()).withLevels(17);
    assertEquals("5 images of 1 x 8 x 8", five.toString());
    Flow flow = Models.load(plain.toString());
    assertEquals(
        Dequantization.wholePixels(flow.schema().pixels(), flow.sample(5, 3)),
        ModelImages.rows(five));

    Path each = folder.resolve("each");
    Run.done("sample", plain, "--rows", 3, "--out", each);
    assertTrue(Files.exists(each.resolve("00002.png")));
  }

  @Test
  void classesAreDrawnInTurnOrOneAlone() throws IOException {
    Path grid = folder.resolve("classes.png");
    Run.done("sample", byClass, "--rows", 20, "--out", grid);
    assertEquals(10 * 59 + 3, size(grid)[0]);
    assertEquals(2 * 59 + 3, size(grid)[1]);
    Path array = folder.resolve("threes.npy");
    Run.done("sample", byClass, "--class", 3, "--rows", 2, "--out", array);
    Path same = folder.resolve("same.npy");
    Run.done("sample", byClass, "--class", "class3", "--rows", 2, "--out", same);
    assertEquals(-1, Files.mismatch(array, same));
    Run.fails(
        2,
        List.of("no class 'class33'", "did you mean 'class3'"),
        "sample",
        byClass,
        "--class",
        "class33",
        "--out",
        array);
    Run.fails(2, List.of("leave out --class"), "sample", plain, "--class", 3, "--out", array);
  }

  @Test
  void evaluateGivesBitsPerDimensionAndItsBound() {
    Run run = Run.done("evaluate", plain, "digits", "--noise-draws", 3, "--first", 40, "--json");
    assertEquals(40, run.number("images"));
    double bits = run.number("bits_per_dimension");
    assertTrue(bits > 1 && bits < 10, () -> "bits " + bits);
    assertTrue(run.number("bound") <= bits);
    assertEquals(run.number("nll"), bits * 64 * Math.log(2), 1e-9);
    assertTrue(run.number("bits_per_dimension_standard_error") > 0);
    String text = Run.done("evaluate", byClass, "digits", "--first", 10).out();
    assertTrue(text.contains("bits per dimension"), text);
    assertTrue(text.contains("(4.0875 with no knowledge)"), text);
  }

  @Test
  void scoreListsImagesAndDrawsThem() throws IOException {
    Path table = folder.resolve("scores.csv");
    Run run = Run.done("score", plain, "digits", "--first", 50, "--out", table);
    List<String> lines = Files.readAllLines(table);
    assertEquals("image,bits_per_dim,log_prob,label", lines.get(0));
    assertEquals(51, lines.size());
    String[] first = lines.get(1).split(",", -1);
    assertEquals("1", first[0]);
    assertEquals("0", first[3]);
    assertEquals(
        Double.parseDouble(first[2]), -Double.parseDouble(first[1]) * 64 * Math.log(2), 1e-9);
    assertTrue(run.err().contains("caution: likelihood alone"), run.err());
    assertTrue(size(folder.resolve("scores.png"))[1] > 6 * 75);
    Path picture = folder.resolve("outliers.png");
    Run.done("score", byClass, "digits", "--first", 5, "--noise-draws", 2, "--picture", picture);
    assertTrue(Files.exists(picture));
    Run.fails(
        2,
        List.of("--picture must be a .png"),
        "score",
        plain,
        "digits",
        "--picture",
        folder.resolve("x.csv"));
  }

  @Test
  void interpolateDrawsARowForEachPair() throws IOException {
    Path out = folder.resolve("way");
    Object[] job = {"interpolate", plain, "digits:1", "digits:2", "digits:3", "digits:4"};
    Run run = Run.done(with(new Object[] {"--steps", 4, "--out", out}, job));
    assertEquals(8 + 2, run.lines().size());
    assertTrue(run.lines().get(0).startsWith("digits:1 to digits:2 step 1: log_prob "), run.out());
    assertEquals(4 * 59 + 3, size(out.resolve("interpolation.png"))[0]);
    assertEquals(
        "pair,step,log_prob,bits_per_dim",
        Files.readAllLines(out.resolve("interpolation.csv")).get(0));
    // images 1 and 11 are zeros
    Run.done("interpolate", byClass, "digits:1", "digits:11", "--out", out);
    Run.fails(
        2,
        List.of("two classes", "--class"),
        "interpolate",
        byClass,
        "digits:1",
        "digits:2",
        "--out",
        out);
    Run.done("interpolate", byClass, "digits:1", "digits:2", "--class", 0, "--out", out);
    Run.fails(
        1,
        List.of("digits has no image 1798", "1,797"),
        "interpolate",
        plain,
        "digits:1",
        "digits:1798",
        "--out",
        out);
    Run.fails(
        2,
        List.of("images go in pairs"),
        "interpolate",
        plain,
        "digits:1",
        "digits:2",
        "digits:3",
        "--out",
        out);
    Run.fails(
        2, List.of("which image?"), "interpolate", plain, "0.1,0.2", "digits:3", "--out", out);
  }

  @Test
  void latentsComeBackAsTheImages() {
    Path some = folder.resolve("some.npy");
    Images.writeNpy(some, Images.digits().take(0, 6));
    Path latent = folder.resolve("z.csv");
    Run.done("encode", plain, some, "--out", latent);
    Path back = folder.resolve("back.npy");
    Run.done("decode", plain, latent, "--out", back);
    assertEquals(
        ModelImages.rows(Images.digits().take(0, 6)),
        ModelImages.rows(Images.read(back, ImageOptions.defaults())));
  }

  @Test
  void plotInfoDataAndExport() {
    Path out = folder.resolve("pictures");
    assertEquals(1, Run.done("plot", plain, "--out", out).lines().size());
    Run.done("plot", byClass, "digits", "--out", out);
    for (String name : List.of("samples.png", "data.png", "scores.png"))
      assertTrue(Files.exists(out.resolve(name)), name);
    String info = Run.done("info", byClass).out();
    assertTrue(info.contains("1x8x8, 17 levels, logit, alpha 0.05"), info);
    assertTrue(info.contains("class9"), info);
    Path digits = folder.resolve("digits.npy");
    Run.done("data", "digits", "--rows", 7, "--out", digits);
    assertEquals(7, Images.read(digits, ImageOptions.defaults()).size());
    assertTrue(Run.done("data").out().contains("1797 images of 1 x 8 x 8"));
    Run.fails(
        1,
        List.of("a flow of images can't be exported"),
        "export",
        plain,
        "--standardized",
        "--out",
        folder.resolve("x.safetensors"));
  }

  @Test
  void tablesAndImagesAreToldApart() throws IOException {
    Path out = folder.resolve("out");
    Path table = folder.resolve("rows.csv");
    Files.writeString(table, "x0,x1\n1,2\n");
    String model = "the model is of images of 1x8x8, ";
    for (String command : List.of("score", "evaluate", "encode")) {
      Run.fails(1, List.of(model, "rows.csv is a table"), command, plain, table);
      Run.fails(1, List.of("a table of 2 columns, digits are images"), command, ofTable, "digits");
    }
    Run.fails(1, List.of(model + "circles is a table"), "evaluate", plain, "circles");
    Run.fails(
        2, List.of("--labels is for tables"), "evaluate", plain, "digits", "--labels", "fraud");
    Run.fails(2, List.of("--rows is for tables"), "score", plain, "digits", "--rows", 3);
    Run.fails(2, List.of("--first is for images"), "score", ofTable, table, "--first", 3);
    Run.fails(2, List.of("images need --out"), "sample", plain);
    Run.fails(2, List.of("x.csv", ".npy"), "sample", plain, "--out", folder.resolve("x.csv"));
    Path other = folder.resolve("other.npy");
    Images.writeNpy(other, Images.digits().padded(10, 10));
    Run.fails(
        1,
        List.of("other.npy has images of 1x10x10, the model is of 1x8x8"),
        "score",
        plain,
        other);
    Path bright = folder.resolve("bright.npy");
    Images.writeNpy(bright, ImageSet.wrap("bright", 1, 8, 8, 256, new byte[][] {bright(64)}));
    Run.fails(1, List.of("bright.npy", "pixel of 200", "17"), "score", plain, bright);
    Images.writeNpy(bright, Images.digits().take(0, 2));
    Run.fails(1, List.of("bright.npy: the images have no labels"), "score", byClass, bright);
    Run.fails(
        2,
        List.of("nothing to do with"),
        "interpolate",
        ofTable,
        "1,2",
        "3,4",
        "5,6",
        "--out",
        out);
  }

  private static byte[] bright(int pixels) {
    byte[] image = new byte[pixels];
    image[3] = (byte) 200;
    return image;
  }
}

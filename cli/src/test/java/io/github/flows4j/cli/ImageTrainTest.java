package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.TrainingData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flows4j train} on images. */
class ImageTrainTest {
  @TempDir Path folder;
  private Path out;

  @BeforeEach
  void paths() {
    out = folder.resolve("model");
  }

  private static Object[] all(Object... parts) {
    return Stream.of(parts)
        .flatMap(part -> part instanceof Object[] many ? Stream.of(many) : Stream.of(part))
        .toArray();
  }

  @Test
  void convolutionsEndToEnd() throws IOException {
    Run run =
        Run.done(
            "train",
            "digits",
            "--first",
            200,
            "--epochs",
            2,
            "--channels",
            4,
            "--couplings",
            2,
            "--scales",
            2,
            "--out",
            out);
    for (String file : List.of("model.safetensors", "history.csv", "loss.png", "samples.png"))
      assertTrue(Files.exists(out.resolve(file)), file);
    assertFalse(Files.exists(out.resolve("checkpoint.safetensors")));
    assertTrue(run.err().contains("200 images, 20 of them for validation"), run.err());
    assertTrue(run.err().contains("1x8x8, 17 levels, logit, alpha 0.05"), run.err());
    assertTrue(run.err().contains("convolutions 3-1-3 of 4-4 channels relu"), run.err());
    assertTrue(run.err().contains("2 epochs of 64 images, Adam at 1.0E-4, cosine"), run.err());
    assertTrue(run.err().contains("clipped at 1,"), run.err());
    List<String> epochs = run.err().lines().filter(line -> line.startsWith("Epoch ")).toList();
    assertEquals(2, epochs.size(), run.err());
    assertTrue(
        epochs.get(1).matches("Epoch 2, BPD: \\d\\.\\d{3}, validation \\d\\.\\d{3} \\(best .*"),
        epochs.get(1));
    assertTrue(run.err().contains("bits/dim "), run.err());
    assertTrue(run.out().contains("images/s"), run.out());
    Flow flow = Flow.load(out.resolve("model.safetensors"));
    var notes = flow.provenance().entries();
    assertEquals("digits", notes.get("data"));
    assertEquals("200", notes.get("data_images"));
    assertTrue(notes.get("data_labels").startsWith("0: 2"), notes.get("data_labels"));
    assertTrue(notes.containsKey("validation_bits_per_dimension"));
  }

  @Test
  void optionsReachImagesFlowAndTraining() {
    Path held = folder.resolve("held.npy");
    Images.writeNpy(held, Images.digits().take(100, 130));
    Run run =
        Run.done(
            "train",
            "digits",
            "--first",
            60,
            "--pad",
            12,
            "--scaling",
            "centered",
            "--flips",
            "--flow",
            "glow",
            "--scales",
            2,
            "--couplings",
            1,
            "--channels",
            4,
            "--residual-blocks",
            1,
            "--levels",
            256,
            "--validation",
            held,
            "--steps",
            3,
            "--batch",
            16,
            "--json",
            "--out",
            out);
    assertEquals(3, run.number("steps"));
    assertTrue(run.number("validation_bits_per_dimension") > 0);
    assertTrue(run.number("images_per_s") > 0);
    Flow flow = Models.load(out.toString());
    assertEquals("1x12x12", flow.schema().pixels().shape().toString());
    assertEquals(256, flow.schema().pixels().levels());
    assertEquals(new PixelScaling.Centered(), flow.schema().pixels().scaling());
    assertTrue(run.err().contains("padded from 1x8x8"), run.err());
    assertTrue(run.err().contains("mirrored at random"), run.err());
    assertTrue(run.err().contains("residual convolutions of 1 blocks of 4"), run.err());
    // Others are padded as those were.
    assertEquals(5, Run.done("evaluate", out, held, "--first", 5, "--json").number("images"));
    // And those that the training goes on with.
    Path next = folder.resolve("next");
    Run.done(
        "train",
        held,
        "--start",
        out,
        "--steps",
        2,
        "--quiet",
        "--validation-fraction",
        0,
        "--out",
        next);
    assertEquals(1, Run.done("evaluate", next, held, "--first", 1, "--json").number("images"));
    Run.fails(
        2, List.of("leave out --pad"), "train", held, "--start", out, "--pad", 12, "--out", next);
  }

  @Test
  void withoutValidationThereIsALineAnEpoch() {
    Run run =
        Run.done(
            "train",
            "digits",
            "--first",
            128,
            "--flow",
            "realnvp",
            "--hidden",
            8,
            "--epochs",
            3,
            "--validation-fraction",
            0,
            "--out",
            out);
    List<String> epochs = run.err().lines().filter(line -> line.startsWith("Epoch ")).toList();
    assertEquals(3, epochs.size(), run.err());
    assertTrue(epochs.get(2).matches("Epoch 3, BPD: \\d\\.\\d{3}"), epochs.get(2));
    assertTrue(run.err().contains("none for validation"), run.err());
  }

  @Test
  void picturesInFoldersGiveClasses() throws IOException {
    ImageSet digits = Images.digits();
    Images.writePng(folder.resolve("set/one"), digits.only(1).take(0, 20));
    Images.writePng(folder.resolve("set/two"), digits.only(2).take(0, 20));
    Run run =
        Run.done(
            "train",
            folder.resolve("set"),
            "--resize",
            "4x6",
            "--class-conditional",
            "--flow",
            "maf",
            "--hidden",
            8,
            "--transforms",
            1,
            "--steps",
            2,
            "--out",
            out);
    assertTrue(run.err().contains("given their class: one, two"), run.err());
    Flow flow = Models.load(out.toString());
    assertEquals("1x4x6", flow.schema().pixels().shape().toString());
    assertEquals(List.of("one", "two"), ModelTable.names(flow.schema().context()));
    // Resized as those were that it was trained on.
    Run.done("score", out, folder.resolve("set"), "--first", 3);
    Run.done("sample", out, "--class", "two", "--rows", 2, "--out", folder.resolve("two.png"));
  }

  @Test
  void resumeGoesOnBitForBit() throws IOException {
    Path killed = folder.resolve("killed");
    Files.createDirectories(killed);
    Object[] job = {
      "train",
      "digits",
      "--first",
      150,
      "--flow",
      "realnvp",
      "--hidden",
      8,
      "--transforms",
      2,
      "--threads",
      1,
      "--steps",
      12,
      "--quiet"
    };
    Run.done(all(job, "--out", out));
    Flow whole = Models.load(out.toString());
    ImageSet images = Images.digits().take(0, 150);
    TrainOptions options = new FitOptions().onImages(150, false).withSteps(12).withThreads(1);
    long[] seen = {0};
    Trainer.of(options)
        .withCheckpoint(killed.resolve("checkpoint.safetensors"), 1e9)
        .withListener(progress -> seen[0] = progress.step())
        .withStopWhen(() -> seen[0] == 7)
        .train(
            whole.spec(),
            TrainingData.of(ModelImages.rows(images)).withPixels(whole.schema().pixels()));
    Run.done(all(job, "--resume", "--out", killed));
    assertEquals(whole.tensors(), Models.load(killed.toString()).tensors());
    assertEquals(
        Files.readString(out.resolve("history.csv")),
        Files.readString(killed.resolve("history.csv")));
  }

  @Test
  void refusals() throws IOException {
    Path table = folder.resolve("rows.csv");
    Files.writeString(table, "a,b\n1,2\n2,3\n3,1\n");
    refuses(
        2,
        List.of("--features, --no-header", "these are images"),
        "digits",
        "--features",
        "a",
        "--no-header");
    refuses(
        2,
        List.of("--ensemble, --dropout, --noise can't be used with digits", "these are images"),
        "digits",
        "--dropout",
        0.1,
        "--noise",
        0.1,
        "--ensemble",
        2);
    refuses(2, List.of("--pad, --flips can't be used", "a table"), table, "--pad", 16, "--flips");
    refuses(2, List.of("--alpha can't be used", "built-in set"), "circles", "--alpha", 0.1);
    refuses(
        2, List.of("multi-scale-realnvp is one of images"), table, "--flow", "multi-scale-realnvp");
    refuses(2, List.of("--channels is of no use to realnvp"), table, "--channels", 8);
    refuses(
        2,
        List.of("--hidden is of no use to glow", "--channels"),
        "digits",
        "--flow",
        "glow",
        "--hidden",
        8);
    refuses(2, List.of("'ncsf'"), "digits", "--flow", "ncsf");
    refuses(2, List.of("--pad must be a number or power-of-two, was 'x'"), "digits", "--pad", "x");
    refuses(2, List.of("--pad: ", "8 x 8 can't be padded to 4"), "digits", "--pad", 4);
    refuses(2, List.of("--resize must be height x width"), "digits", "--resize", "8");
    refuses(2, List.of("--alpha must be in [0, 0.5), was 0.7"), "digits", "--alpha", 0.7);
    refuses(2, List.of("--alpha is of no use"), "digits", "--alpha", 0.1, "--scaling", "centered");
    refuses(2, List.of("--levels: ", "pixel of"), "digits", "--levels", 4);
    refuses(2, List.of("--first must be >= 1"), "digits", "--first", 0);
    refuses(2, List.of("scales must be >= 1, was 0"), "digits", "--scales", 0);
    refuses(2, List.of("can't be squeezed", "pad them"), "digits", "--resize", "7x7");
    refuses(1, List.of("rows.csv is no file or folder of images"), "digits", "--validation", table);
    refuses(1, List.of("one image alone"), "digits", "--first", 1);
    Images.writePng(folder.resolve("set/one"), Images.digits().take(0, 3));
    refuses(
        1,
        List.of("the label 0, there is no choice"),
        folder.resolve("set"),
        "--class-conditional");
    Path array = folder.resolve("a.npy");
    Images.writeNpy(array, Images.digits().take(0, 9));
    refuses(1, List.of("a.npy: the images have no labels"), array, "--class-conditional");
    Images.writeNpy(array, Images.digits().take(0, 9).padded(10, 10));
    refuses(
        1, List.of("a.npy has images of 1x10x10, not of 1x8x8"), "digits", "--validation", array);
    Files.write(array, new byte[] {1, 2, 3});
    refuses(1, List.of("a.npy"), array);
    Files.createDirectories(folder.resolve("empty"));
    refuses(1, List.of("is a folder", "no PNG or JPEG"), folder.resolve("empty"));
    assertFalse(Files.exists(out), "nothing is made for what can't be used");
  }

  private void refuses(int status, List<String> parts, Object... arguments) {
    Run.fails(status, parts, all("train", arguments, "--out", out));
  }
}

package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.BitsPerDimension;
import io.github.flows4j.CouplingFlow;
import io.github.flows4j.DataException;
import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Toys;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelTrainingTest {
  private static final ImageShape SHAPE = new ImageShape(1, 4, 4);
  private static final Pixels PIXELS = new Pixels(SHAPE, 4, new PixelScaling.Logit(0.05));
  private static final CouplingFlow RECIPE =
      Flows.realNvp(16).withTransforms(4).withHidden(32, 32).withActNorm(true);
  private static final TrainOptions OPTIONS =
      TrainOptions.defaults().withSteps(60).withBatch(32).withThreads(2);

  /**
   * Images that are dark (levels 0 and 1) or bright (2 and 3) as a whole: (1 + 16) / 16 bits a
   * pixel, 2 for who takes each pixel by itself.
   */
  private static Rows images(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] bytes = new byte[count][16];
    for (byte[] image : bytes) {
      int bright = 2 * random.nextInt(2);
      for (int j = 0; j < 16; j++) image[j] = (byte) (bright + random.nextInt(2));
    }
    return Rows.ofBytes(16, bytes);
  }

  private static TrainingData data() {
    return TrainingData.of(images(500, 1)).withPixels(PIXELS);
  }

  @Test
  void imagesAreLearned() {
    TrainOptions options =
        OPTIONS.withSteps(700).withBatch(64).withLearningRate(3e-3).withThreads(1);
    TrainingData data = TrainingData.of(images(2_000, 1)).withPixels(PIXELS);
    Training training = Trainer.of(options).train(RECIPE, data);
    Flow flow = training.flow();
    assertEquals(Schema.image(PIXELS, List.of()), flow.schema());
    BitsPerDimension bits = Dequantization.bitsPerDimension(flow, images(500, 2), 4, 3);
    assertTrue(bits.mean() > 17.0 / 16 && bits.mean() < 1.6, bits.toString());
    assertTrue(bits.bound() < bits.mean(), bits.toString());
    // The loss is that of images in the user's units, on other images with other noise.
    double loss =
        training.history().validations().get(training.history().validations().size() - 1).loss();
    assertEquals(bits.mean(), loss / (16 * Math.log(2)), 0.05);
    Rows drawn = Dequantization.wholePixels(PIXELS, flow.sample(500, 4));
    int whole = 0;
    for (int i = 0; i < 500; i++) {
      double[] image = drawn.row(i);
      boolean bright = image[0] >= 2;
      if (Arrays.stream(image).allMatch(level -> level >= 2 == bright)) whole++;
    }
    // By chance it would be one in 2^15.
    assertTrue(whole > 50, whole + " of 500 images are dark or bright as a whole");
  }

  @Test
  void lossesAreInTheUsersUnits() {
    Rows held = images(64, 5);
    TrainingData data = data().withValidation(TrainingData.of(held));
    Training training = Trainer.of(OPTIONS.withSteps(20).withValidateEvery(1)).train(RECIPE, data);
    List<History.Validation> looks = training.history().validations();
    double loss =
        looks.stream()
            .filter(v -> v.step() == training.bestStep())
            .findFirst()
            .orElseThrow()
            .loss();
    BitsPerDimension bits = Dequantization.bitsPerDimension(training.flow(), held, 200, 1);
    // One draw of noise against 200, over 64 images of 16 pixels.
    assertEquals(bits.mean(), loss / (16 * Math.log(2)), 0.05);
    assertEquals(
        looks.get(19).loss(),
        training.history().steps().get(19).loss(),
        0.1 * looks.get(19).loss());
  }

  @Test
  void goesOnBitForBit(@TempDir Path folder) {
    Path file = folder.resolve("checkpoint.safetensors");
    TrainingData data = data().withFlips();
    Training whole = Trainer.of(OPTIONS).train(RECIPE, data);
    AtomicLong seen = new AtomicLong();
    Trainer.of(OPTIONS)
        .withCheckpoint(file, 1e9)
        .withListener(progress -> seen.set(progress.step()))
        .withStopWhen(() -> seen.get() == 23)
        .train(RECIPE, data);
    Training resumed = Trainer.of(OPTIONS).withResume(file).train(RECIPE, data);
    assertEquals(whole.flow().tensors(), resumed.flow().tensors());
    assertEquals(whole.history().steps(), resumed.history().steps());
    assertEquals(whole.history().validations(), resumed.history().validations());
    Trainer other = Trainer.of(OPTIONS).withResume(file);
    assertThrows(IllegalArgumentException.class, () -> other.train(RECIPE, data()));
    Flow unlike = Trainer.of(OPTIONS.withSeed(1)).train(RECIPE, data).flow();
    assertNotEquals(whole.flow().tensors(), unlike.tensors());
  }

  @Test
  void bytesAndDoublesTrainAlike() {
    Rows doubles = Rows.of(16, images(500, 1).toArray());
    Flow first = Trainer.of(OPTIONS).train(RECIPE, data()).flow();
    TrainingData same = TrainingData.of(doubles).withPixels(PIXELS);
    assertEquals(first.tensors(), Trainer.of(OPTIONS).train(RECIPE, same).flow().tensors());
  }

  @Test
  void noiseIsFreshWhenTrainedOnAndFixedWhenValidated() {
    Schema schema = Schema.image(PIXELS, List.of());
    TrainingData few = TrainingData.of(images(10, 1)).withPixels(PIXELS);
    BatchSource source = new BatchSource.Shuffled(few, schema, 10, 3);
    Batch batch = new Batch(10, 16, 0);
    double[] first = filled(source, 0, batch);
    assertArrayEquals(first, filled(source, 0, batch));
    double[] second = filled(source, 1, batch);
    Arrays.sort(first);
    Arrays.sort(second);
    for (int i = 0; i < first.length; i++) assertNotEquals(first[i], second[i]);
    assertNotEquals(0, batch.logDet()[9]);
    double[][] looks = new double[2][];
    for (int look = 0; look < 2; look++) {
      double[] all = new double[160];
      int at = 0;
      for (Batch part : BatchSource.inOrder(few, schema, look == 0 ? 4 : 3, 3)) {
        System.arraycopy(part.rows(), 0, all, at, 16 * part.count());
        at += 16 * part.count();
      }
      assertEquals(160, at);
      looks[look] = all;
    }
    assertArrayEquals(looks[0], looks[1]);
  }

  private static double[] filled(BatchSource source, long step, Batch batch) {
    source.fill(step, batch);
    return batch.rows().clone();
  }

  @Test
  void halfTheImagesAreMirrored() {
    byte[] image = {0, 1, 2, 3, 3, 3, 0, 0, 1, 1, 2, 2, 0, 0, 0, 3};
    byte[][] same = new byte[1_000][];
    Arrays.fill(same, image);
    Pixels centered = new Pixels(SHAPE, 4, new PixelScaling.Centered());
    TrainingData data = TrainingData.of(Rows.ofBytes(16, same)).withPixels(centered).withFlips();
    Schema schema = Schema.image(centered, List.of());
    Batch batch = new Batch(1_000, 16, 0);
    new BatchSource.Shuffled(data, schema, 1_000, 3).fill(0, batch);
    assertEquals(500, mirrored(batch, image), 80);
    assertEquals(0, mirrored(BatchSource.inOrder(data, schema, 1_000, 3).iterator().next(), image));
  }

  private static int mirrored(Batch batch, byte[] image) {
    int mirrored = 0;
    for (int i = 0; i < batch.count(); i++) {
      boolean flipped = Math.floor(4 * (batch.rows()[16 * i] + 0.5)) == 3;
      for (int j = 0; j < 16; j++)
        assertEquals(
            image[flipped ? j / 4 * 4 + 3 - j % 4 : j],
            Math.floor(4 * (batch.rows()[16 * i + j] + 0.5)));
      if (flipped) mirrored++;
    }
    return mirrored;
  }

  @Test
  void contextAndWeightsGoWithTheImages() {
    Rows images = images(400, 1);
    double[] bright = new double[400];
    double[] weights = new double[400];
    for (int i = 0; i < 400; i++) {
      bright[i] = images.get(i, 0) >= 2 ? 1 : 0;
      weights[i] = 1 + i % 2;
    }
    TrainingData data =
        TrainingData.of(images)
            .withContext(Rows.wrap(1, bright))
            .withPixels(PIXELS)
            .withWeights(weights);
    Training training = Trainer.of(OPTIONS.withSteps(30)).train(RECIPE.withContext(1), data);
    Schema schema = training.flow().schema();
    assertEquals(PIXELS, schema.pixels());
    assertEquals(0.5, schema.context().get(0).mean(), 0.1);
    assertEquals("c0y3x3", data.names().get(15));
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(ShapeMismatch.class, () -> data().withPixels(Pixels.of(new ImageShape(1, 3, 3))));
    assertThrows(IllegalArgumentException.class, () -> TrainingData.of(images(3, 1)).withFlips());
    assertThrows(
        IllegalArgumentException.class,
        () -> data().withNames(TrainingData.of(images(1, 1)).names()));
    byte[][] bad = {new byte[16], new byte[16]};
    bad[1][6] = 4;
    TrainingData beyond = TrainingData.of(Rows.ofBytes(16, bad)).withPixels(PIXELS);
    Trainer trainer = Trainer.of(OPTIONS);
    assertEquals(
        "row 2, column c0y1x2: 4.0 is no whole grey level 0..3",
        assertThrows(DataException.class, () -> trainer.train(RECIPE, beyond)).getMessage());
    TrainingData held = data().withValidation(TrainingData.of(Rows.ofBytes(16, bad)));
    assertThrows(DataException.class, () -> trainer.train(RECIPE, held));
    TrainingData odd =
        data().withValidation(TrainingData.of(images(5, 1)).withPixels(Pixels.of(SHAPE)));
    assertThrows(IllegalArgumentException.class, () -> trainer.train(RECIPE, odd));
    Flow image = Trainer.of(OPTIONS.withSteps(1)).train(RECIPE, data()).flow();
    TrainingData table = TrainingData.of(images(100, 1));
    Trainer onward = trainer.withStart(image);
    assertThrows(IllegalArgumentException.class, () -> onward.train(RECIPE, table));
    assertEquals(image.schema(), onward.train(RECIPE, data()).flow().schema());
    Flow vector = Trainer.of(OPTIONS.withSteps(1)).train(RECIPE, table).flow();
    assertThrows(
        IllegalArgumentException.class, () -> trainer.withStart(vector).train(RECIPE, data()));
    Pixels two = Pixels.of(new ImageShape(1, 1, 2));
    CouplingFlow small = Flows.realNvp(2).withHidden(4);
    TrainingData pairs = TrainingData.of(Rows.of(2, 1, 2, 3, 4, 5, 6)).withPixels(two);
    Flow pair = Trainer.of(OPTIONS.withSteps(1)).train(small, pairs).flow();
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer.withStart(pair).train(small, Toys.twoMoons()));
  }
}

package io.github.flows4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.ImageFlow;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.PixelScaling;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.train.StopReason;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import io.github.flows4j.train.TrainingData;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings of convolutional flows that stop and go on, bit for bit as if they had not. */
class ImageCheckpointTest {
  /** 108 of them to train on: batches of 32 make epochs of 4 steps, the last of 12 images. */
  private static final ImageSet IMAGES = Images.digits().take(0, 120);

  private static final TrainOptions OPTIONS =
      TrainOptions.defaults().withEpochs(3).withBatch(32).withLearningRate(3e-3);

  @TempDir private Path folder;

  private static ImageFlow recipe(boolean batchNorm) {
    return Flows.multiScaleRealNvp(ModelImages.shape(IMAGES))
        .withScales(2)
        .withCouplings(2)
        .withNetwork(ConvNet.of(4))
        .withActNorm(!batchNorm)
        .withBatchNorm(batchNorm);
  }

  private static TrainingData data() {
    Pixels pixels =
        new Pixels(ModelImages.shape(IMAGES), IMAGES.levels(), new PixelScaling.Logit(0.05));
    return TrainingData.of(ModelImages.rows(IMAGES)).withPixels(pixels);
  }

  private static TrainingData byClassWithFlips() {
    ImageClasses classes = ImageClasses.of(IMAGES);
    return data().withContext(classes.contexts(IMAGES), classes.names()).withFlips();
  }

  /** Stops after some steps, then goes on from the checkpoint. */
  private Training interrupted(
      ImageFlow recipe, TrainingData data, TrainOptions options, long after) {
    Path file = folder.resolve("checkpoint.safetensors");
    AtomicLong seen = new AtomicLong();
    Training first =
        Trainer.of(options)
            .withCheckpoint(file, 1e9)
            .withListener(progress -> seen.set(progress.step()))
            .withStopWhen(() -> seen.get() == after)
            .train(recipe, data);
    assertSame(StopReason.STOPPED, first.reason());
    assertEquals(after, first.history().steps().size());
    return Trainer.of(options).withResume(file).train(recipe, data);
  }

  private void assertGoesOn(
      ImageFlow recipe, TrainingData data, TrainOptions options, long... after) {
    Training whole = Trainer.of(options).train(recipe, data);
    assertTrue(whole.history().validations().size() > 1);
    assertNotEquals(
        whole.history().steps().get(0).loss(),
        whole.history().steps().get(whole.history().steps().size() - 1).loss());
    for (long steps : after) {
      Training resumed = interrupted(recipe, data, options, steps);
      assertEquals(whole.flow().tensors(), resumed.flow().tensors());
      assertEquals(whole.flow().schema(), resumed.flow().schema());
      assertEquals(whole.history().steps(), resumed.history().steps());
      assertEquals(whole.history().validations(), resumed.history().validations());
      assertEquals(whole.bestStep(), resumed.bestStep());
      assertSame(whole.reason(), resumed.reason());
    }
  }

  /** After the first step, in the middle of an epoch, before and after an epoch's short batch. */
  @ParameterizedTest
  @CsvSource({"false, 1", "true, 1", "false, 2", "true, 2"})
  void multiScale(boolean batchNorm, int threads) {
    assertGoesOn(recipe(batchNorm), data(), OPTIONS.withThreads(threads), 1, 6, 7, 8);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void byClassWithFlipsAndAnAverage(boolean batchNorm) {
    ImageFlow recipe = recipe(batchNorm).withContext(10);
    TrainOptions options = OPTIONS.withThreads(2).withAverageDecay(0.9);
    assertGoesOn(recipe, byClassWithFlips(), options, 6);
  }

  @Test
  void glow() {
    ImageFlow recipe =
        Flows.glow(ModelImages.shape(IMAGES))
            .withScales(2)
            .withCouplings(1)
            .withNetwork(ConvNet.of(4));
    assertGoesOn(recipe, data(), OPTIONS.withThreads(2).withRecompute(true), 5);
  }

  /** The flips are drawn: without them it is another training. */
  @Test
  void flipsChangeATraining() {
    TrainOptions options = OPTIONS.withThreads(1).withEpochs(1);
    assertNotEquals(
        Trainer.of(options).train(recipe(false), data()).flow().tensors(),
        Trainer.of(options).train(recipe(false), data().withFlips()).flow().tensors());
  }
}

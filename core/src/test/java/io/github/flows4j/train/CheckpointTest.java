package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.CouplingFlow;
import io.github.flows4j.Flows;
import io.github.flows4j.Toys;
import io.github.flows4j.io.ModelFormatException;
import io.github.flows4j.spec.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final CouplingFlow RECIPE =
      Flows.realNvp(2).withTransforms(3).withHidden(8).withBatchNorm(true).withActNorm(true);
  private static final TrainOptions OPTIONS =
      TrainOptions.defaults().withSteps(60).withBatch(16).withThreads(2);

  @TempDir private Path folder;

  private static TrainingData data() {
    return TrainingData.of(Toys.twoMoons().sample(200, 5));
  }

  private Training stoppedAndResumed(TrainOptions options, long stopAfter) {
    Path file = folder.resolve("checkpoint.safetensors");
    AtomicLong seen = new AtomicLong();
    Training first =
        Trainer.of(options)
            .withCheckpoint(file, 1e9)
            .withListener(progress -> seen.set(progress.step()))
            .withStopWhen(() -> seen.get() == stopAfter)
            .train(RECIPE, data());
    assertSame(StopReason.STOPPED, first.reason());
    assertEquals(stopAfter, first.history().steps().size());
    return Trainer.of(options).withResume(file).train(RECIPE, data());
  }

  private static void assertSameTraining(Training expected, Training actual) {
    assertEquals(expected.flow().tensors(), actual.flow().tensors());
    assertEquals(expected.flow().schema(), actual.flow().schema());
    assertEquals(expected.history().steps(), actual.history().steps());
    assertEquals(expected.history().validations(), actual.history().validations());
    assertEquals(expected.bestStep(), actual.bestStep());
    assertSame(expected.reason(), actual.reason());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 13, 59})
  void bySteps(long stopAfter) {
    Training whole = Trainer.of(OPTIONS).train(RECIPE, data());
    assertSameTraining(whole, stoppedAndResumed(OPTIONS, stopAfter));
  }

  @Test
  void byEpochsWithPatienceAndAnAverage() {
    TrainOptions options =
        OPTIONS.withEpochs(9).withPatience(3).withAverageDecay(0.9).withLearningRate(0.02);
    Training whole = Trainer.of(options).train(RECIPE, data());
    assertSameTraining(whole, stoppedAndResumed(options, 40));
  }

  @Test
  void freshRowsGoOnToo() {
    Path file = folder.resolve("c.safetensors");
    Training whole = Trainer.of(OPTIONS).train(RECIPE, Toys.swissRoll());
    AtomicLong seen = new AtomicLong();
    Trainer.of(OPTIONS)
        .withCheckpoint(file, 0)
        .withListener(progress -> seen.set(progress.step()))
        .withStopWhen(() -> seen.get() == 20)
        .train(RECIPE, Toys.swissRoll());
    assertSameTraining(whole, Trainer.of(OPTIONS).withResume(file).train(RECIPE, Toys.swissRoll()));
  }

  @Test
  void anotherTrainingIsRefused() throws IOException {
    Path file = folder.resolve("checkpoint.safetensors");
    Trainer.of(OPTIONS.withSteps(3)).withCheckpoint(file, 0).train(RECIPE, data());
    TrainOptions longer = OPTIONS.withSteps(4);
    Trainer resumed = Trainer.of(longer).withResume(file);
    assertEquals(
        "the checkpoint is of a training with steps=3, not steps=4",
        assertThrows(IllegalArgumentException.class, () -> resumed.train(RECIPE, data()))
            .getMessage());
    Trainer same = Trainer.of(OPTIONS.withSteps(3)).withResume(file);
    assertThrows(IllegalArgumentException.class, () -> same.train(RECIPE.withHidden(9), data()));
    TrainingData other = TrainingData.of(Toys.twoMoons().sample(200, 6));
    assertThrows(IllegalArgumentException.class, () -> same.train(RECIPE, other));
    Files.write(file, new byte[] {1, 2, 3});
    assertThrows(ModelFormatException.class, () -> same.train(RECIPE, data()));
    Path nowhere = folder.resolve("missing/c.safetensors");
    assertThrows(
        ModelFormatException.class,
        () -> Trainer.of(OPTIONS).withCheckpoint(nowhere, 0).train(RECIPE, data()));
  }

  /**
   * average = decay * average + (1 - decay) * weights after every step, from the weights at the
   * start; at the first step the decay is at most 2 / 11.
   */
  @Test
  void theAverageIsThatOfTheWeights() {
    TrainOptions options =
        OPTIONS.withSteps(1).withValidationFraction(0).withSchedule(new Schedule.Constant());
    CouplingFlow recipe = RECIPE.withActNorm(false);
    var start = io.github.flows4j.spec.Tensors.initial(recipe.spec(), options.seed());
    var weights = Trainer.of(options).train(recipe, data()).flow().tensors();
    var average = Trainer.of(options.withAverageDecay(0.75)).train(recipe, data()).flow().tensors();
    weights
        .byName()
        .forEach(
            (name, tensor) -> {
              boolean statistic = name.contains("running");
              Tensor from = start.get(name);
              for (int i = 0; i < tensor.size(); i++)
                assertEquals(
                    statistic ? tensor.get(i) : (2 * from.get(i) + 9 * tensor.get(i)) / 11,
                    average.get(name).get(i),
                    1e-6,
                    name);
            });
  }

  @Test
  void aBudgetEndsByTheClockAndTheScheduleFollowsIt() {
    TrainOptions options = OPTIONS.withBudget(1.0);
    Training training = Trainer.of(options).train(RECIPE, data());
    assertTrue(training.seconds() >= 1 && training.seconds() < 5, "took " + training.seconds());
    List<History.Step> steps = training.history().steps();
    double first = steps.get(0).learningRate();
    double last = steps.get(steps.size() - 1).learningRate();
    assertEquals(1e-3, first, 1e-6);
    assertTrue(last < 1e-4, "last rate " + last + " of " + steps.size() + " steps");
    assertTrue(training.history().validations().size() > 1);
  }
}

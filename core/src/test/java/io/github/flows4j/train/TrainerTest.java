package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.CouplingFlow;
import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Toys;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.ShapeMismatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {
  private static final CouplingFlow SMALL = Flows.realNvp(2).withTransforms(2).withHidden(8);
  private static final TrainOptions QUICK =
      TrainOptions.defaults().withSteps(40).withBatch(32).withThreads(2);

  private static Rows moons(int rows) {
    return Toys.twoMoons().sample(rows, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void sameSeedGivesTheSameWeightsToTheBit(int threads) {
    TrainOptions options = QUICK.withThreads(threads);
    CouplingFlow recipe = SMALL.withBatchNorm(true).withActNorm(true);
    Flow first = Trainer.of(options).fit(recipe, moons(300));
    Flow second = Trainer.of(options).fit(recipe, moons(300));
    assertEquals(first.tensors(), second.tensors());
    Flow other = Trainer.of(options.withSeed(9)).fit(recipe, moons(300));
    assertNotEquals(first.tensors(), other.tensors());
  }

  @Test
  void twoTrainersAtOnceDoNotDisturbEachOther() throws InterruptedException {
    Flow alone = Trainer.of(QUICK).fit(SMALL, moons(300));
    Flow[] both = new Flow[2];
    Thread[] threads = new Thread[2];
    for (int i = 0; i < 2; i++) {
      int mine = i;
      threads[i] = new Thread(() -> both[mine] = Trainer.of(QUICK).fit(SMALL, moons(300)));
      threads[i].start();
    }
    for (Thread thread : threads) thread.join();
    for (Flow flow : both) assertEquals(alone.tensors(), flow.tensors());
  }

  @Test
  void workersEndWithTheTraining() throws InterruptedException {
    Trainer.of(QUICK.withThreads(3)).fit(SMALL, moons(100));
    for (int i = 0; i < 100 && workers() > 0; i++) Thread.sleep(20);
    assertEquals(0, workers());
  }

  private static long workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("flows4j-worker"))
        .count();
  }

  @Test
  void columnsAreStandardizedByTheTrainingRowsAlone() {
    Rows x = Rows.of(2, 1000, 1, 3000, 2, 2000, 6);
    Rows held = Rows.of(2, 9e6, -9e6);
    TrainingData data =
        TrainingData.of(x).withNames(List.of("a", "b")).withValidation(TrainingData.of(held));
    Flow flow = Trainer.of(QUICK.withSteps(1)).train(SMALL, data).flow();
    Column a = flow.schema().features().get(0);
    assertEquals("a", a.name());
    assertEquals(2000, a.mean(), 1e-9);
    assertEquals(Math.sqrt(2e6 / 3), a.scale(), 1e-9);
    assertEquals(3, flow.schema().features().get(1).mean(), 1e-12);
  }

  /**
   * In the user's units the density integrates to 1 whatever the units: a rescaled table moves log
   * p by the scale.
   */
  @Test
  void logProbIsInTheUsersUnits() {
    double[] values = moons(200).toArray();
    double[] scaled = new double[values.length];
    for (int i = 0; i < values.length; i++) scaled[i] = 1000 * values[i] - 7;
    Flow flow = Trainer.of(QUICK).fit(SMALL, Rows.of(2, values));
    Flow other = Trainer.of(QUICK).fit(SMALL, Rows.of(2, scaled));
    double[] found = flow.logProb(Rows.of(2, values));
    double[] moved = other.logProb(Rows.of(2, scaled));
    for (int i = 0; i < found.length; i++)
      assertEquals(found[i] - 2 * Math.log(1000), moved[i], 1e-3);
  }

  @Test
  void validationKeepsTheBestWeightsAndEndsEarly() {
    // Eight rows and a fast rate: the flow soon knows them by heart, and validation gets worse.
    TrainingData data =
        TrainingData.of(moons(8)).withValidation(TrainingData.of(Toys.twoMoons().sample(500, 6)));
    TrainOptions options =
        QUICK
            .withEpochs(2000)
            .withLearningRate(0.01)
            .withPatience(5)
            .withSchedule(new Schedule.Constant());
    Training training = Trainer.of(options).train(SMALL, data);
    assertSame(StopReason.PATIENCE, training.reason());
    double best =
        training.history().validations().stream()
            .mapToDouble(History.Validation::loss)
            .min()
            .orElseThrow();
    History.Validation kept =
        training.history().validations().stream()
            .filter(v -> v.step() == training.bestStep())
            .findFirst()
            .orElseThrow();
    assertEquals(best, kept.loss());
    Flow flow = training.flow();
    double[] logProb = flow.logProb(data.validation().orElseThrow().rows());
    double nll = -Arrays.stream(logProb).average().orElseThrow() + flow.schema().logDet();
    assertEquals(best, nll, 1e-5);
    int validations = training.history().validations().size();
    assertTrue(
        training.history().steps().size() < 2000, "steps " + training.history().steps().size());
    assertEquals(validations - 5, indexOf(training) + 1);
  }

  private static int indexOf(Training training) {
    List<History.Validation> all = training.history().validations();
    for (int i = 0; i < all.size(); i++) if (all.get(i).step() == training.bestStep()) return i;
    throw new AssertionError();
  }

  /** A row of weight 3 counts as the row three times. */
  @Test
  void rowWeightsCount() {
    Rows x = moons(3);
    double[] tripled = new double[10];
    x.copyTo(0, 3, tripled, 0);
    x.copyTo(2, 1, tripled, 6);
    x.copyTo(2, 1, tripled, 8);
    TrainOptions options =
        QUICK.withSteps(1).withBatch(8).withValidationFraction(0).withStandardize(false);
    History.Step weighted =
        Trainer.of(options)
            .train(SMALL, TrainingData.of(x).withWeights(1, 1, 3))
            .history()
            .steps()
            .get(0);
    History.Step repeated =
        Trainer.of(options)
            .train(SMALL, TrainingData.of(Rows.of(2, tripled)))
            .history()
            .steps()
            .get(0);
    assertEquals(repeated.loss(), weighted.loss(), 1e-6);
    assertEquals(repeated.gradientNorm(), weighted.gradientNorm(), 1e-5);
  }

  @Test
  void warmStartGoesOnFromAFlow() {
    Training first =
        Trainer.of(QUICK.withSteps(300).withLearningRate(0.01))
            .train(SMALL, TrainingData.of(moons(300)));
    Training second =
        Trainer.of(QUICK).withStart(first.flow()).train(SMALL, TrainingData.of(moons(300)));
    assertEquals(first.flow().schema(), second.flow().schema());
    double began = second.history().steps().get(0).loss();
    assertTrue(began < first.history().steps().get(0).loss() - 0.1, "began at " + began);
    assertThrows(
        IllegalArgumentException.class,
        () -> Trainer.of(QUICK).withStart(first.flow()).fit(SMALL.withHidden(9), moons(300)));
  }

  @Test
  void stopsWhenAskedAndKeepsWhatItHas() {
    List<Long> steps = new ArrayList<>();
    Training training =
        Trainer.of(QUICK)
            .withListener(progress -> steps.add(progress.step()))
            .withStopWhen(() -> steps.size() == 7)
            .train(SMALL, TrainingData.of(moons(300)));
    assertSame(StopReason.STOPPED, training.reason());
    assertEquals(7, training.history().steps().size());
    assertEquals(7, training.bestStep());
    assertEquals(7, training.history().validations().size()); // 40 steps: one each
  }

  @Test
  void aLossThatIsNotFiniteNamesStepLayerAndTensor() {
    CouplingFlow wild = SMALL.withScaleBound(new io.github.flows4j.spec.ScaleBound.None());
    TrainOptions options =
        QUICK
            .withSteps(5000)
            .withLearningRate(1e4)
            .withClipNorm(Double.POSITIVE_INFINITY)
            .withSchedule(new Schedule.Constant());
    NonFiniteLoss thrown =
        assertThrows(NonFiniteLoss.class, () -> Trainer.of(options).fit(wild, Toys.twoMoons()));
    String message = thrown.getMessage();
    int steps = thrown.training().history().steps().size();
    assertTrue(message.startsWith("step " + (steps + 1) + ": "), message);
    assertTrue(message.contains("layer") && message.contains("tensor transforms."), message);
    assertSame(StopReason.NON_FINITE_LOSS, thrown.training().reason());
    thrown
        .training()
        .flow()
        .tensors()
        .byName()
        .forEach(
            (name, tensor) -> {
              for (int i = 0; i < tensor.size(); i++)
                assertTrue(Float.isFinite(tensor.get(i)), name);
            });
  }

  @Test
  void whatDataCannotBeTrainedOnIsNamed() {
    Rows constant = Rows.of(2, 1, 5, 2, 5, 3, 5);
    String message =
        assertThrows(
                DataException.class,
                () ->
                    Trainer.of(QUICK.withValidationFraction(0))
                        .train(SMALL, TrainingData.of(constant).withNames(List.of("a", "b"))))
            .getMessage();
    assertTrue(message.startsWith("column b is constant: all 3 training rows hold 5.0"), message);
    Rows missing = Rows.of(2, 1, 5, Double.NaN, 6, 3, 7);
    assertEquals(
        "row 2, column x0: NaN is not a finite number",
        assertThrows(DataException.class, () -> Trainer.of(QUICK).fit(SMALL, missing))
            .getMessage());
    assertThrows(ShapeMismatch.class, () -> Trainer.of(QUICK).fit(SMALL, Rows.of(3, 1, 2, 3)));
    assertThrows(DataException.class, () -> Trainer.of(QUICK).fit(SMALL, Rows.of(2)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Trainer.of(QUICK.withEpochs(2)).fit(SMALL, Toys.twoMoons()));
  }

  /** x given u is uniform in [0, u]: its density must follow the context. */
  @Test
  void contextIsUsed() {
    SplittableRandom random = new SplittableRandom(3);
    int rows = 4000;
    double[] x = new double[rows];
    double[] u = new double[rows];
    for (int i = 0; i < rows; i++) {
      u[i] = 100 + 5 * random.nextDouble();
      x[i] = (u[i] - 100) * random.nextDouble();
    }
    TrainingData data = TrainingData.of(Rows.of(1, x)).withContext(Rows.of(1, u));
    TrainOptions options = QUICK.withSteps(1500).withBatch(128).withThreads(1);
    Flow flow =
        Trainer.of(options).train(Flows.realNvp(1).withContext(1).withHidden(32), data).flow();
    assertEquals(1, flow.schema().context().size());
    double narrow = flow.given(101).logProb(Rows.of(1, 0.5))[0];
    double wide = flow.given(104.5).logProb(Rows.of(1, 0.5))[0];
    assertTrue(narrow > wide + 0.5, narrow + " and " + wide);
    assertFalse(flow.given(101).sample(5, 1).equals(flow.given(104.5).sample(5, 1)));
  }

  @Test
  void schedules() {
    Schedule cosine = new Schedule.Cosine();
    assertEquals(1, cosine.factor(0, 10));
    assertEquals(0.5, cosine.factor(5, 10), 1e-15);
    Schedule warm = new Schedule.WarmUp(4, cosine);
    assertEquals(0.25, warm.factor(0, 14));
    assertEquals(1, warm.factor(3, 14));
    assertEquals(1, warm.factor(4, 14));
    assertEquals(0.5, warm.factor(9, 14), 1e-15);
    assertEquals(0.1, new Schedule.Cosine(0.1).factor(10, 10), 1e-15);
    assertThrows(IllegalArgumentException.class, () -> new Schedule.Cosine(2));
  }

  @Test
  void optionsQuoteWhatIsOutsideItsRange() {
    TrainOptions options = TrainOptions.defaults();
    String message =
        assertThrows(IllegalArgumentException.class, () -> options.withBatch(0)).getMessage();
    assertEquals("batch must be >= 1, was 0", message);
    assertThrows(IllegalArgumentException.class, () -> options.withLearningRate(-1));
    assertThrows(IllegalArgumentException.class, () -> options.withValidationFraction(1));
    assertThrows(IllegalArgumentException.class, () -> options.withClipNorm(Double.NaN));
    assertEquals(0, options.withSteps(5).withEpochs(3).steps());
  }
}

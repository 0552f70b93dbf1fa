package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Column;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.Schema;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFitTest {
  private static final TrainOptions SHORT =
      TrainOptions.defaults().withSteps(40).withBatch(64).withThreads(2).withSeed(5);
  private static final TargetOptions FEW = TargetOptions.defaults().withRows(1000);

  @TempDir Path folder;

  /** exp of -(x - a)^2 / (2 s^2) for each feature, unnormalised. */
  private static TargetDensity normal(double[] at, double[] deviation) {
    return TargetDensity.of(
        at.length,
        (x, gradient) -> {
          double sum = 0;
          for (int j = 0; j < at.length; j++) {
            double u = (x[j] - at[j]) / deviation[j];
            sum -= u * u / 2;
            gradient[j] = -u / deviation[j];
          }
          return sum;
        });
  }

  private static TargetDensity constant(double value) {
    return TargetDensity.of(2, (x, gradient) -> value);
  }

  private static double[] flat(Tensors tensors) {
    return tensors.byName().values().stream()
        .flatMapToDouble(t -> java.util.stream.IntStream.range(0, t.size()).mapToDouble(t::get))
        .toArray();
  }

  /**
   * A shifted, scaled normal is reached exactly by one activation normalization, whose gradient by
   * the path has no variance there: the loss is -log Z and every weight the same.
   */
  @Test
  void findsANormalExactly() {
    FlowSpec spec = new FlowSpec(2, 0, List.of(new ActNorm()), new StandardNormal());
    TrainOptions options =
        SHORT.withSteps(1500).withBatch(32).withLearningRate(0.05).withClipNorm(1e9);
    TargetDensity target = normal(new double[] {3, -1}, new double[] {0.5, 2});
    TargetFit fit =
        Trainer.of(options)
            .fitToTarget(spec, target, TargetOptions.defaults().withStickTheLanding(true));
    double logZ = Math.log(2 * Math.PI * 0.5 * 2);
    assertEquals(-logZ, fit.loss(), 1e-4);
    assertEquals(logZ, fit.weights().logMean(), 1e-4);
    assertEquals(1, fit.weights().effectiveSampleSize(), 1e-4);
    assertTrue(fit.standardError() < 1e-5, "" + fit.standardError());
    assertArrayEquals(new double[] {3, -1}, toDoubles(fit.flow(), "transforms.0.shift"), 1e-3);
    assertArrayEquals(
        new double[] {Math.log(0.5), Math.log(2)},
        toDoubles(fit.flow(), "transforms.0.log_scale"),
        1e-3);
  }

  private static double[] toDoubles(Flow flow, String name) {
    var tensor = flow.tensors().get(name);
    return new double[] {tensor.get(0), tensor.get(1)};
  }

  @Test
  void sameSeedAndThreadsGiveTheSameBits() {
    TargetDensity target = normal(new double[] {1, 0}, new double[] {1, 0.5});
    for (boolean path : new boolean[] {false, true}) {
      TargetOptions how = FEW.withStickTheLanding(path).withAnnealing(0.1, 0.5);
      TargetFit first = Trainer.of(SHORT).fitToTarget(Flows.realNvp(2), target, how);
      TargetFit again = Trainer.of(SHORT).fitToTarget(Flows.realNvp(2), target, how);
      assertArrayEquals(flat(first.flow().tensors()), flat(again.flow().tensors()));
      assertEquals(first.loss(), again.loss());
      assertEquals(first.weights(), again.weights());
      TargetFit other = Trainer.of(SHORT.withSeed(6)).fitToTarget(Flows.realNvp(2), target, how);
      assertTrue(first.loss() != other.loss());
    }
  }

  @Test
  void goesOnFromACheckpointToTheBit() {
    TargetDensity target = normal(new double[] {1, 0}, new double[] {1, 0.5});
    TargetFit whole = Trainer.of(SHORT).fitToTarget(Flows.realNvp(2), target, FEW);
    Path file = folder.resolve("checkpoint.safetensors");
    AtomicInteger asked = new AtomicInteger();
    TargetFit half =
        Trainer.of(SHORT)
            .withCheckpoint(file, 1e9)
            .withStopWhen(() -> asked.getAndIncrement() == 17)
            .fitToTarget(Flows.realNvp(2), target, FEW);
    assertEquals(StopReason.STOPPED, half.training().reason());
    assertEquals(17, half.training().history().steps().size());
    TargetFit rest = Trainer.of(SHORT).withResume(file).fitToTarget(Flows.realNvp(2), target, FEW);
    assertArrayEquals(flat(whole.flow().tensors()), flat(rest.flow().tensors()));
    TargetOptions other = FEW.withAnnealing(0.5, 1);
    Trainer resuming = Trainer.of(SHORT).withResume(file);
    assertThrows(
        IllegalArgumentException.class,
        () -> resuming.fitToTarget(Flows.realNvp(2), target, other));
  }

  @Test
  void listenersHearOfEveryStep() {
    List<Progress> heard = new ArrayList<>();
    TargetFit fit =
        Trainer.of(SHORT)
            .withListener(heard::add)
            .fitToTarget(Flows.realNvp(2), normal(new double[2], new double[] {1, 1}), FEW);
    assertEquals(40, heard.size());
    assertEquals(40, fit.training().history().steps().size());
    assertEquals(fit.training().history().steps().get(39).loss(), heard.get(39).loss());
  }

  /** The standardization of the flow it starts from is gone through both ways. */
  @Test
  void startsFromAFlowWithUnitsOfItsOwn() {
    FlowSpec spec = Flows.realNvp(2).spec();
    Schema schema = new Schema(List.of(new Column("a", 3, 0.5), new Column("b", -1, 2)), List.of());
    Flow start = Flow.of(spec, Tensors.initial(spec, 9), schema);
    TargetDensity target = normal(new double[] {3, -1}, new double[] {0.5, 2});
    TargetFit fit =
        Trainer.of(SHORT.withSteps(600).withBatch(128).withLearningRate(3e-3))
            .withStart(start)
            .fitToTarget(spec, target, FEW);
    assertEquals(schema, fit.flow().schema());
    assertEquals(-Math.log(2 * Math.PI), fit.loss(), 0.02);
    assertTrue(fit.weights().effectiveSampleSize() > 0.97, fit.weights().toString());
  }

  @Test
  void namesTheStepAndPointWhereTheTargetIsBad() {
    String rows = " at x = [";
    String nan = trouble(constant(Double.NaN));
    assertTrue(nan.startsWith("step 1: the target's log-density is NaN" + rows), nan);
    String infinite = trouble(constant(Double.POSITIVE_INFINITY));
    assertTrue(
        infinite.startsWith("step 1: the target's log-density is Infinity" + rows), infinite);
    String zero = trouble(constant(Double.NEGATIVE_INFINITY));
    assertTrue(zero.startsWith("step 1: the target's log-density is -Infinity" + rows), zero);
    assertTrue(zero.contains("must be positive wherever the flow puts rows"), zero);
    TargetDensity steep =
        TargetDensity.of(
            2,
            (x, gradient) -> {
              gradient[1] = Double.POSITIVE_INFINITY;
              return 0;
            });
    String slope = trouble(steep);
    assertTrue(slope.startsWith("step 1: the target's gradient is [0.0, Infinity]" + rows), slope);
    assertEquals(zero, trouble(constant(Double.NEGATIVE_INFINITY)), "whatever the threads do");
  }

  private static String trouble(TargetDensity target) {
    Trainer trainer = Trainer.of(SHORT);
    NonFiniteLoss thrown =
        assertThrows(NonFiniteLoss.class, () -> trainer.fitToTarget(Flows.realNvp(2), target, FEW));
    assertEquals(StopReason.NON_FINITE_LOSS, thrown.training().reason());
    return thrown.getMessage();
  }

  /** What the target itself throws is thrown. */
  @Test
  void aFailingTargetFailsTheFit() {
    TargetDensity failing =
        TargetDensity.of(
            2,
            (x, gradient) -> {
              throw new IllegalStateException("no simulator");
            });
    Trainer trainer = Trainer.of(SHORT);
    assertEquals(
        "no simulator",
        assertThrows(
                IllegalStateException.class, () -> trainer.fitToTarget(Flows.realNvp(2), failing))
            .getMessage());
  }

  /** A flat target lets the flow spread without bound until its numbers overflow. */
  @Test
  void aDivergingFitSaysWhere() {
    Trainer trainer = Trainer.of(SHORT.withSteps(5000).withLearningRate(10).withClipNorm(1e9));
    FlowSpec spec = new FlowSpec(2, 0, List.of(new ActNorm()), new StandardNormal());
    TargetDensity target = constant(0);
    NonFiniteLoss thrown =
        assertThrows(NonFiniteLoss.class, () -> trainer.fitToTarget(spec, target, FEW));
    assertTrue(thrown.getMessage().contains("layer 0 (ActNorm)"), thrown.getMessage());
  }

  @Test
  void refusesWhatCannotBeSampledThrough() {
    Coupling coupling =
        new Coupling(Mask.half(2), new AffineUnivariate(new ScaleBound.Tanh(1)), Mlp.of(4));
    TargetDensity target = constant(0);
    Trainer trainer = Trainer.of(SHORT);
    FlowSpec batchNorm =
        new FlowSpec(
            2, 0, List.of(coupling, coupling, coupling, new BatchNorm()), new StandardNormal());
    assertEquals(
        "transforms[3] is a batch normalization, which can't be sampled through",
        assertThrows(IllegalArgumentException.class, () -> trainer.fitToTarget(batchNorm, target))
            .getMessage());
    FlowSpec trainedBase = new FlowSpec(2, 0, List.of(coupling), new DiagonalNormal(true));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> trainer.fitToTarget(trainedBase, target))
            .getMessage()
            .startsWith("the base is a DiagonalNormal that is trained"));
    FlowSpec conditional = new FlowSpec(2, 1, List.of(coupling), new StandardNormal());
    assertThrows(ShapeMismatch.class, () -> trainer.fitToTarget(conditional, target));
    FlowSpec wide = new FlowSpec(3, 0, List.of(new ActNorm()), new StandardNormal());
    assertThrows(ShapeMismatch.class, () -> trainer.fitToTarget(wide, target));
    Trainer epochs = Trainer.of(SHORT.withEpochs(3));
    FlowSpec fixed = new FlowSpec(2, 0, List.of(coupling), new DiagonalNormal(false));
    assertEquals(
        "a target has no epochs: give steps or a budget",
        assertThrows(IllegalArgumentException.class, () -> epochs.fitToTarget(fixed, target))
            .getMessage());
    TargetDensity spread = normal(new double[2], new double[] {1, 1});
    assertTrue(trainer.fitToTarget(fixed, spread, FEW).loss() < 10);
  }

  @Test
  void optionsQuoteABadValue() {
    TargetOptions defaults = TargetOptions.defaults();
    for (double bad : new double[] {0, -1, 1.5, Double.NaN}) {
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> defaults.withAnnealing(bad, 0.5))
              .getMessage()
              .contains("annealFrom must be in (0, 1], was " + bad));
      assertTrue(
          assertThrows(IllegalArgumentException.class, () -> defaults.withAnnealing(0.5, bad))
              .getMessage()
              .contains("annealFraction must be in (0, 1], was " + bad));
    }
    assertThrows(IllegalArgumentException.class, () -> defaults.withRows(24));
    assertThrows(IllegalArgumentException.class, () -> TargetDensity.of(0, (x, g) -> 0.0));
    TargetOptions annealed = defaults.withAnnealing(0.2, 0.5);
    assertEquals(0.2, annealed.power(0));
    assertEquals(0.6, annealed.power(0.25), 1e-12);
    assertEquals(1, annealed.power(0.5), 1e-12);
    assertEquals(1, annealed.power(0.9), 1e-12);
  }

  @Test
  void samplesAreThoseOfSampleWithTheirLogDensity() {
    FlowSpec spec = Flows.realNvp(2).spec();
    Schema schema = new Schema(List.of(new Column("a", 3, 0.5), new Column("b", -1, 2)), List.of());
    Flow flow = Flow.of(spec, Tensors.initial(spec, 9), schema);
    var samples = flow.sampleWithLogProb(300, 4);
    Rows rows = flow.sample(300, 4);
    assertArrayEquals(rows.toArray(), samples.rows().toArray());
    assertArrayEquals(flow.logProb(rows), samples.logProb(), 1e-4);
  }
}

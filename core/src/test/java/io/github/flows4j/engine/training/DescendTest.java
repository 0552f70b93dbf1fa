package io.github.flows4j.engine.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.github.flows4j.Flows;
import io.github.flows4j.engine.Engine;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Tensors;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** To find a gradient and then go down it is to take a step. */
class DescendTest {
  private static final Update UPDATE = new Update(1e-2, 0.9, 0.999, 1e-8, 0.1, 0.5, 0.9);

  static Stream<Recipe> flows() {
    return Stream.of(
        Flows.realNvp(5).withHidden(16).withContext(2),
        Flows.nsf(5).withHidden(16, 16).withActNorm(true),
        Flows.naf(3).withHidden(8),
        Flows.glow(4).withHidden(8));
  }

  @ParameterizedTest
  @MethodSource("flows")
  void isAStepInTwoParts(Recipe recipe) {
    FlowSpec spec = recipe.spec();
    Tensors tensors = Tensors.initial(spec, 3);
    try (TrainingStep fused = Engine.trainingStep(spec, tensors, 2, Precision.SINGLE);
        TrainingStep parts = Engine.trainingStep(spec, tensors, 2, Precision.SINGLE)) {
      double[] gradient = new double[parts.size()];
      for (int k = 0; k < 4; k++) {
        Batch batch = batch(spec, k);
        StepResult found = parts.gradient(batch, gradient);
        assertEquals(fused.step(batch, UPDATE), parts.descend(found.loss(), gradient, UPDATE));
      }
      assertEquals(fused.state(), parts.state());
      assertNotEquals(tensors, parts.tensors());
    }
  }

  @ParameterizedTest
  @MethodSource("flows")
  void staysWhereTheGradientIsNotFinite(Recipe recipe) {
    FlowSpec spec = recipe.spec();
    try (TrainingStep step =
        Engine.trainingStep(spec, Tensors.initial(spec, 3), 1, Precision.SINGLE)) {
      TrainingState before = step.state();
      double[] gradient = new double[step.size()];
      assertFalse(step.descend(Double.NaN, gradient, UPDATE).finite());
      gradient[gradient.length / 2] = Double.POSITIVE_INFINITY;
      gradient[0] = Double.NaN;
      assertFalse(step.descend(1, gradient, UPDATE).finite());
      assertEquals(before, step.state());
    }
  }

  private static Batch batch(FlowSpec spec, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = new Batch(90, spec.features(), spec.context());
    for (int i = 0; i < batch.rows().length; i++) batch.rows()[i] = random.nextGaussian();
    for (int i = 0; i < batch.context().length; i++) batch.context()[i] = random.nextGaussian();
    for (int i = 0; i < 90; i++) batch.weights()[i] = random.nextDouble();
    batch.count(90);
    return batch;
  }
}

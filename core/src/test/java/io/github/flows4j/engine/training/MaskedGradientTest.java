package io.github.flows4j.engine.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.flows4j.engine.Engine;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensors;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is masked takes no part in a step. */
class MaskedGradientTest {
  private static final int FEATURES = 7;
  private static final int ROWS = 150;

  @ParameterizedTest
  @EnumSource(Precision.class)
  void normIsThatOfTheTensorsGradient(Precision precision) {
    // A partial order: masked weights lie at the rows' ends and between others.
    Dependencies partial =
        new Dependencies.Adjacency(
            List.of("0000000", "1000000", "0000000", "1010000", "1111000", "0010000", "1110110"));
    for (Dependencies dependencies : List.of(Dependencies.ascending(FEATURES), partial)) {
      Autoregressive transform =
          new Autoregressive(
              dependencies,
              new AffineUnivariate(new ScaleBound.SoftClip(1e-3)),
              MaskedMlp.of(40, 33));
      FlowSpec spec = new FlowSpec(FEATURES, 0, List.of(transform), new StandardNormal());
      SplittableRandom random = new SplittableRandom(20261122);
      Batch batch = new Batch(ROWS, FEATURES, 0);
      for (int i = 0; i < ROWS * FEATURES; i++) batch.rows()[i] = random.nextGaussian();
      batch.count(ROWS);
      try (TrainingStep step = Engine.trainingStep(spec, Tensors.initial(spec, 1), 2, precision)) {
        double[] gradient = new double[step.size()];
        double norm = step.gradient(batch, gradient).gradientNorm();
        double squares = 0;
        for (double g : gradient) squares += g * g;
        // The same numbers, summed in another order.
        assertEquals(Math.sqrt(squares), norm, 1e-9 * norm, dependencies.toString());
      }
    }
  }
}

package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Recipe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Flows fitted to log U = sin(pi x1) - 2 (x1^2 + x2^2 - 2)^2, a ring heavier in places, whose
 * integral is known by quadrature: log Z = 1.611997.
 */
@Tag("trained")
class RingTest {
  private static final double LOG_Z = 1.611997;

  private static final TargetDensity RING =
      TargetDensity.of(
          2,
          (x, gradient) -> {
            double off = x[0] * x[0] + x[1] * x[1] - 2;
            gradient[0] = Math.PI * Math.cos(Math.PI * x[0]) - 8 * off * x[0];
            gradient[1] = -8 * off * x[1];
            return Math.sin(Math.PI * x[0]) - 2 * off * off;
          });

  private static TargetFit fit(Recipe recipe, TrainOptions options, TargetOptions how) {
    TargetFit fit = Trainer.of(options.withThreads(2).withSeed(1)).fitToTarget(recipe, RING, how);
    System.out.println(
        recipe.spec().transforms().get(0).getClass().getSimpleName()
            + ": loss "
            + fit.loss()
            + " +- "
            + fit.standardError()
            + ", "
            + fit.weights()
            + ", "
            + fit.training().seconds()
            + " s");
    return fit;
  }

  /** A ring has a hole, which a continuous map of the plane can only make thin cuts into. */
  @Test
  void affineCouplings() {
    TargetFit fit =
        fit(
            Flows.realNvp(2).withTransforms(8).withHidden(64, 64),
            TrainOptions.defaults().withSteps(6000).withBatch(256),
            TargetOptions.defaults().withAnnealing(0.1, 0.3));
    assertEquals(-LOG_Z, fit.loss(), 0.1);
    assertEquals(LOG_Z, fit.weights().logMean(), 0.05);
    assertTrue(fit.weights().effectiveSampleSize() > 0.8, fit.weights().toString());
  }

  /** Splines that are the identity far out; the figures for zuko's form. */
  @Test
  void neuralSplines() {
    TargetFit fit =
        fit(
            Flows.nsf(2),
            TrainOptions.defaults().withSteps(3000).withBatch(256),
            TargetOptions.defaults().withStickTheLanding(true));
    assertEquals(-LOG_Z, fit.loss(), 0.01);
    assertEquals(LOG_Z, fit.weights().logMean(), 0.01);
    assertTrue(fit.weights().effectiveSampleSize() >= 0.97, fit.weights().toString());
    assertTrue(fit.weights().paretoShape() < 0.7, fit.weights().toString());
  }

  /** In the paper's direction, fast to sample (arXiv:1505.05770, section 4.1). */
  @Test
  void planarLayers() {
    TargetFit fit =
        fit(
            Flows.planar(2).withTransforms(32).withInverted(true),
            TrainOptions.defaults().withSteps(1500).withBatch(256).withLearningRate(5e-3),
            TargetOptions.defaults().withAnnealing(0.1, 0.3));
    assertEquals(-LOG_Z, fit.loss(), 0.3);
  }
}

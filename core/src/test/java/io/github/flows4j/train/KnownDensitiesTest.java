package io.github.flows4j.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.AutoregressiveFlow;
import io.github.flows4j.Flow;
import io.github.flows4j.Flows;
import io.github.flows4j.Rows;
import io.github.flows4j.Toys;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.StudentT;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How far autoregressive flows stay from densities that are known. The figures of zuko's flows of
 * the same names, trained for longer, stand beside the limits.
 */
@Tag("trained")
class KnownDensitiesTest {
  private static Flow fit(Recipe recipe, KnownDensity truth) {
    TrainOptions options =
        TrainOptions.defaults().withSteps(6000).withLearningRate(3e-3).withThreads(2).withSeed(1);
    return Trainer.of(options).fit(recipe, truth);
  }

  private static double gap(String name, Recipe recipe, KnownDensity truth) {
    double gap = truth.gap(fit(recipe, truth), 77);
    System.out.println(name + ", gap " + gap);
    return gap;
  }

  /** zuko: 0.010. */
  @Test
  void twoMoonsBySplines() {
    double gap = gap("two moons by nsf", Flows.nsf(2), KnownDensity.of(Toys.twoMoons()));
    assertTrue(gap <= 0.015, "gap " + gap);
  }

  /** zuko: 0.0095. */
  @Test
  void eightGaussiansBySplines() {
    double gap =
        gap("eight Gaussians by nsf", Flows.nsf(2), KnownDensity.of(Toys.eightGaussians()));
    assertTrue(gap <= 0.015, "gap " + gap);
  }

  /** zuko: 0.011, and 0.021 on a normal base, whose tails an affine flow can't make heavier. */
  @Test
  void heavyTails() {
    MultivariateT truth = new MultivariateT(10);
    AutoregressiveFlow maf = Flows.maf(10);
    double heavy = gap("Student's t by maf on t", maf.withBase(new StudentT()), truth);
    double light = gap("Student's t by maf on a normal", maf, truth);
    assertTrue(heavy <= 0.02, "gap " + heavy);
    assertTrue(heavy < light, "gap " + heavy + ", on a normal base " + light);
  }

  /**
   * x_j uniform on [0, u_j] given u, which is uniform on [0, 5]^2: log p(x | u) = -log(u_1 u_2),
   * whose mean is -2 (ln 5 - 1) = -1.2189. The density jumps at edges that go with the context.
   * zuko: 0.046.
   */
  @Test
  void uniformsWhoseWidthIsTheContext() {
    SplittableRandom random = new SplittableRandom(1);
    Rows widths = widths(500_000, random);
    Rows rows = uniforms(widths, random);
    TrainOptions options =
        TrainOptions.defaults()
            .withSteps(10_000)
            .withLearningRate(5e-3)
            .withValidationFraction(0.02)
            .withThreads(2)
            .withSeed(1);
    Flow flow =
        Trainer.of(options)
            .train(Flows.nsf(2).withContext(2), TrainingData.of(rows).withContext(widths))
            .flow();

    Rows given = widths(KnownDensity.FRESH, random);
    double[] logProb = flow.logProb(uniforms(given, random), given);
    double gap = 0;
    for (int i = 0; i < logProb.length; i++)
      gap += (-Math.log(given.get(i, 0) * given.get(i, 1)) - logProb[i]) / logProb.length;
    System.out.println("uniforms by nsf given their widths, gap " + gap);
    assertTrue(gap <= 0.05, "gap " + gap);
  }

  private static Rows widths(int rows, SplittableRandom random) {
    return Rows.wrap(2, random.doubles(2L * rows, 0, 5).toArray());
  }

  private static Rows uniforms(Rows widths, SplittableRandom random) {
    double[] values = widths.toArray();
    for (int i = 0; i < values.length; i++) values[i] *= random.nextDouble();
    return Rows.wrap(2, values);
  }
}

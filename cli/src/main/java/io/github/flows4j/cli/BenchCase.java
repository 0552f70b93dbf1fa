package io.github.flows4j.cli;

import io.github.flows4j.Flows;
import io.github.flows4j.Sampler;
import io.github.flows4j.Toys;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ScaleBound;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What {@code flows4j bench} times: a flow, the rows it is trained on and how many a step.
 *
 * @param summary what it is, in a line
 */
record BenchCase(String name, String summary, Recipe recipe, int batch, Sampler rows) {
  private static final int TABULAR_FEATURES = 21;

  static final List<BenchCase> ALL =
      List.of(
          new BenchCase(
              "swissroll",
              "2 features, 6 affine couplings, MLP 128-128, tanh; fresh batches of 128",
              Flows.realNvp(2)
                  .withTransforms(6)
                  .withHidden(128, 128)
                  .withScaleBound(new ScaleBound.Tanh(1)),
              128,
              Toys.swissRoll()),
          realNvp("realnvp" + TABULAR_FEATURES, TABULAR_FEATURES, 256));

  static List<String> names() {
    return ALL.stream().map(BenchCase::name).toList();
  }

  static BenchCase named(String name) {
    for (BenchCase known : ALL) if (known.name().equals(name)) return known;
    throw new UsageProblem("no case '" + name + "'" + Names.choices(name, names()));
  }

  /** Real NVP of 6 couplings on one batch of normal numbers, the same at every step. */
  static BenchCase realNvp(String name, int features, int batch) {
    return new BenchCase(
        name,
        features + " features, 6 affine couplings, MLP 128-128, soft clip; one batch of " + batch,
        Flows.realNvp(features).withTransforms(6).withHidden(128, 128),
        batch,
        new OneBatch(features, normal(features, batch)));
  }

  /**
   * Useful floating-point operations for one row in one direction: 2 for each weight of a dense
   * layer, all else (biases, activations, the univariate maps, padding) left out. A training step
   * does three times as many a row: forward, gradient by weights, gradient by inputs.
   */
  double flops() {
    return flops(recipe.spec());
  }

  static double flops(FlowSpec spec) {
    return spec.tensors().stream()
        .filter(tensor -> tensor.shape().size() == 2)
        .mapToDouble(tensor -> 2.0 * tensor.size())
        .sum();
  }

  private static double[] normal(int features, int rows) {
    SplittableRandom random = new SplittableRandom(0);
    double[] values = new double[features * rows];
    for (int i = 0; i < values.length; i++) values[i] = random.nextGaussian();
    return values;
  }

  /** Rows of a table over and over, from its first at every call. */
  private static final class OneBatch implements Sampler {
    private final int features;
    private final double[] values;

    OneBatch(int features, double[] values) {
      this.features = features;
      this.values = values;
    }

    @Override
    public int features() {
      return features;
    }

    @Override
    public void sample(RandomGenerator random, int rows, double[] out, int at) {
      int wanted = rows * features;
      for (int done = 0; done < wanted; done += values.length)
        System.arraycopy(values, 0, out, at + done, Math.min(values.length, wanted - done));
    }
  }
}

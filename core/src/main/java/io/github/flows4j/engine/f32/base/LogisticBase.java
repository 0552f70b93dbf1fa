package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.Pass;
import java.util.random.RandomGenerator;

/** Independent standard logistics. */
@SuppressWarnings("cast")
final class LogisticBase implements BaseDensity {
  private final int features;

  LogisticBase(int features) {
    this.features = features;
  }

  @Override
  public void addLogProb(Pass pass) {
    float[] z = pass.x();
    for (int r = 0; r < pass.rows(); r++) {
      double sum = 0;
      for (int j = 0; j < features; j++) {
        // softplus(z) + softplus(-z) = |z| + 2 log(1 + exp(-|z|)); the log's argument is in (1, 2]
        double size = Math.abs(z[r * features + j]);
        sum += size + 2 * Math.log1p(Math.exp(-size));
      }
      pass.logDet()[r] -= sum;
    }
  }

  @Override
  public void backward(Pass pass) {
    float[] z = pass.x();
    for (int r = 0; r < pass.rows(); r++) {
      float seed = pass.seed()[r];
      for (int j = 0; j < features; j++) {
        int i = r * features + j;
        z[i] = (float) (-seed * Math.tanh(0.5 * z[i]));
      }
    }
  }

  @Override
  public void sample(
      float[] values,
      RandomGenerator random,
      int rows,
      double temperature,
      double[] context,
      double[] z) {
    for (int i = 0; i < rows * features; i++) {
      // u is in (0, 1): nextDouble is below 1, and 0 is moved to the smallest step
      double u = Math.max(random.nextDouble(), 0x1p-54);
      z[i] = temperature * (Math.log(u) - Math.log1p(-u));
    }
  }

  @Override
  public boolean locationScale() {
    return true;
  }
}

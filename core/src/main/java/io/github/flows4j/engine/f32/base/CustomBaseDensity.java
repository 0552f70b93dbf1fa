package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.spec.BaseFunction;
import java.util.random.RandomGenerator;

/** A user's own base density, called for one row at a time. */
@SuppressWarnings("cast")
final class CustomBaseDensity implements BaseDensity {
  private final BaseFunction function;
  private final int features;

  CustomBaseDensity(BaseFunction function, int features) {
    this.function = function;
    this.features = features;
  }

  @Override
  public void addLogProb(Pass pass) {
    double[] row = new double[features];
    for (int r = 0; r < pass.rows(); r++) {
      gather(pass, r, row);
      pass.logDet()[r] += function.logProb(row);
    }
  }

  @Override
  public void backward(Pass pass) {
    double[] row = new double[features];
    double[] slope = new double[features];
    for (int r = 0; r < pass.rows(); r++) {
      gather(pass, r, row);
      function.gradient(row, slope);
      for (int j = 0; j < features; j++)
        pass.x()[r * features + j] = (float) (pass.seed()[r] * slope[j]);
    }
  }

  private void gather(Pass pass, int r, double[] row) {
    for (int j = 0; j < features; j++) row[j] = pass.x()[r * features + j];
  }

  @Override
  public void sample(
      float[] values,
      RandomGenerator random,
      int rows,
      double temperature,
      double[] context,
      double[] z) {
    double[] row = new double[features];
    for (int r = 0; r < rows; r++) {
      function.sample(random, row);
      System.arraycopy(row, 0, z, r * features, features);
    }
  }

  @Override
  public boolean locationScale() {
    return false;
  }
}

package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import java.util.random.RandomGenerator;

/** Independent normals, standard or with a location and log-scale of each feature. */
@SuppressWarnings("cast")
final class NormalBase implements BaseDensity {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final int features;
  private final Slot location;
  private final Slot logScale;

  /** Standard normals. */
  NormalBase(int features) {
    this(features, null, null);
  }

  /** Normals with the location and log-scale of the slots; standard where they are null. */
  NormalBase(int features, Slot location, Slot logScale) {
    this.features = features;
    this.location = location;
    this.logScale = logScale;
  }

  @Override
  public void addLogProb(Pass pass) {
    float[] z = pass.x();
    float[] values = pass.values();
    double constant = -features * HALF_LOG_TWO_PI;
    if (location != null) for (int j = 0; j < features; j++) constant -= values[logScale.at() + j];
    for (int r = 0; r < pass.rows(); r++) {
      double sum = 0;
      for (int j = 0; j < features; j++) {
        double u = standardized(values, j, z[r * features + j]);
        sum += u * u;
      }
      pass.logDet()[r] += constant - 0.5 * sum;
    }
  }

  @Override
  public void backward(Pass pass) {
    float[] z = pass.x();
    float[] values = pass.values();
    float[] gradient = pass.gradient();
    for (int r = 0; r < pass.rows(); r++) {
      double seed = pass.seed()[r];
      for (int j = 0; j < features; j++) {
        int i = r * features + j;
        double u = standardized(values, j, z[i]);
        double slope = location == null ? -u : -u * Math.exp(-values[logScale.at() + j]);
        z[i] = (float) (seed * slope);
        if (location == null || gradient == null || !location.tensor().trained()) continue;
        gradient[location.at() + j] -= z[i];
        gradient[logScale.at() + j] += (float) (seed * (u * u - 1));
      }
    }
  }

  private double standardized(float[] values, int j, double z) {
    if (location == null) return z;
    return (z - values[location.at() + j]) * Math.exp(-values[logScale.at() + j]);
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
      z[i] = temperature * random.nextGaussian();
      if (location == null) continue;
      int j = i % features;
      z[i] = values[location.at() + j] + Math.exp(values[logScale.at() + j]) * z[i];
    }
  }

  @Override
  public boolean locationScale() {
    return true;
  }
}

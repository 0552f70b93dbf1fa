package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Independent uniforms between the faces of a box. */
@SuppressWarnings("cast")
final class BoxBase implements BaseDensity {
  private final int features;
  private final Slot lower;
  private final Slot upper;

  BoxBase(int features, Layout layout) {
    this.features = features;
    lower = layout.slot("base.lower");
    upper = layout.slot("base.upper");
  }

  @Override
  public void addLogProb(Pass pass) {
    float[] z = pass.x();
    float[] values = pass.values();
    double inside = 0;
    for (int j = 0; j < features; j++)
      inside -= Math.log((double) values[upper.at() + j] - values[lower.at() + j]);
    for (int r = 0; r < pass.rows(); r++) {
      double logProb = inside;
      for (int j = 0; j < features; j++) {
        float at = z[r * features + j];
        if (at < values[lower.at() + j] || at > values[upper.at() + j])
          logProb = Double.NEGATIVE_INFINITY;
        else if (Float.isNaN(at)) logProb = Double.NaN;
      }
      pass.logDet()[r] += logProb;
    }
  }

  /** Flat inside and outside. */
  @Override
  public void backward(Pass pass) {
    Arrays.fill(pass.x(), 0, pass.rows() * features, 0);
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
      double low = values[lower.at() + i % features];
      double high = values[upper.at() + i % features];
      z[i] = low + (high - low) * random.nextDouble();
    }
  }

  @Override
  public boolean locationScale() {
    return false;
  }
}

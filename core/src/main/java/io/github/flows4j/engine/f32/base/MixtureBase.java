package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A mixture of normals with diagonal covariance. A row's gradient is the components' gradients,
 * each times its responsibility, the probability that the row is of that component.
 */
@SuppressWarnings("cast")
final class MixtureBase implements BaseDensity {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private final int features;
  private final int components;
  private final Slot logits;
  private final Slot location;
  private final Slot logScale;
  private final int inverseScaleArray;
  private final int constantArray;
  private final int weightArray;
  private final int shareArray;
  private final int slopeArray;

  MixtureBase(int components, int features, Layout layout, BufferPlan plan) {
    this.features = features;
    this.components = components;
    logits = layout.slot("base.logits");
    location = layout.slot("base.location");
    logScale = layout.slot("base.log_scale");
    inverseScaleArray = plan.doubles(components * features);
    constantArray = plan.doubles(components);
    weightArray = plan.doubles(components);
    shareArray = plan.doubles(components);
    slopeArray = plan.doubles(features);
  }

  @Override
  public void addLogProb(Pass pass) {
    prepare(pass);
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += share(pass, r);
  }

  @Override
  public void backward(Pass pass) {
    prepare(pass);
    float[] z = pass.x();
    float[] values = pass.values();
    float[] gradient = pass.gradient();
    double[] inverseScale = pass.doubles(inverseScaleArray);
    double[] weight = pass.doubles(weightArray);
    double[] share = pass.doubles(shareArray);
    double[] slope = pass.doubles(slopeArray);
    for (int r = 0; r < pass.rows(); r++) {
      double seed = pass.seed()[r];
      share(pass, r);
      Arrays.fill(slope, 0);
      for (int k = 0; k < components; k++) {
        double own = seed * share[k];
        if (gradient != null) gradient[logits.at() + k] += (float) (own - seed * weight[k]);
        for (int j = 0; j < features; j++) {
          int i = k * features + j;
          double u = (z[r * features + j] - values[at(location, k, j)]) * inverseScale[i];
          double step = own * u * inverseScale[i];
          slope[j] -= step;
          if (gradient == null) continue;
          gradient[at(location, k, j)] += (float) step;
          gradient[at(logScale, k, j)] += (float) (own * (u * u - 1));
        }
      }
      for (int j = 0; j < features; j++) z[r * features + j] = (float) slope[j];
    }
  }

  /** Where an element of a matrix is: it is kept transposed. */
  private static int at(Slot slot, int component, int feature) {
    return slot.at() + feature * slot.stride() + component;
  }

  /** Scales, weights, and each component's log-density at its location with its log-weight. */
  private void prepare(Pass pass) {
    float[] values = pass.values();
    double[] inverseScale = pass.doubles(inverseScaleArray);
    double[] constant = pass.doubles(constantArray);
    double[] weight = pass.doubles(weightArray);
    for (int k = 0; k < components; k++) weight[k] = values[logits.at() + k];
    double total = toShares(weight);
    for (int k = 0; k < components; k++) {
      constant[k] = values[logits.at() + k] - total - features * HALF_LOG_TWO_PI;
      for (int j = 0; j < features; j++) {
        int i = k * features + j;
        double log = values[at(logScale, k, j)];
        inverseScale[i] = Math.exp(-log);
        constant[k] -= log;
      }
    }
  }

  /** Log p(z) of a row; leaves the responsibilities behind. */
  private double share(Pass pass, int r) {
    float[] z = pass.x();
    float[] values = pass.values();
    double[] inverseScale = pass.doubles(inverseScaleArray);
    double[] constant = pass.doubles(constantArray);
    double[] share = pass.doubles(shareArray);
    for (int k = 0; k < components; k++) {
      double squares = 0;
      for (int j = 0; j < features; j++) {
        int i = k * features + j;
        double u = (z[r * features + j] - values[at(location, k, j)]) * inverseScale[i];
        squares += u * u;
      }
      share[k] = constant[k] - 0.5 * squares;
    }
    return toShares(share);
  }

  /**
   * The log of the sum of exponentials; turns logs into shares of that sum. Where all are
   * -infinity, a row too far out, shares are 0.
   */
  private static double toShares(double[] logs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double log : logs) largest = Math.max(largest, log);
    if (largest == Double.NEGATIVE_INFINITY) {
      Arrays.fill(logs, 0);
      return largest;
    }
    double sum = 0;
    for (int k = 0; k < logs.length; k++) {
      logs[k] = Math.exp(logs[k] - largest);
      sum += logs[k];
    }
    for (int k = 0; k < logs.length; k++) logs[k] /= sum;
    // the sum is at least 1, the largest's own
    return largest + Math.log(sum);
  }

  @Override
  public void sample(
      float[] values,
      RandomGenerator random,
      int rows,
      double temperature,
      double[] context,
      double[] z) {
    double[] weight = new double[components];
    for (int k = 0; k < components; k++) weight[k] = values[logits.at() + k];
    toShares(weight);
    for (int r = 0; r < rows; r++) {
      double rest = random.nextDouble();
      int k = 0;
      while (k < components - 1 && rest >= weight[k]) rest -= weight[k++];
      for (int j = 0; j < features; j++) {
        double scale = Math.exp((double) values[at(logScale, k, j)]);
        z[r * features + j] = values[at(location, k, j)] + scale * random.nextGaussian();
      }
    }
  }

  @Override
  public boolean locationScale() {
    return false;
  }
}

package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import java.util.random.RandomGenerator;

/**
 * Independent Student t's: log p(z) = log gamma((n + 1) / 2) - log gamma(n / 2) - log(n pi) / 2 -
 * (n + 1) / 2 log(1 + z^2 / n), with n degrees of freedom.
 */
@SuppressWarnings("cast")
final class StudentBase implements BaseDensity {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /** From here on 1 + q^2 is q^2 in double precision. */
  private static final double FAR = 1e8;

  private final int features;
  private final Slot logDegrees;
  private final int degreesArray;
  private final int slopeArray;

  StudentBase(int features, Layout layout, BufferPlan plan) {
    this.features = features;
    logDegrees = layout.slot("base.log_degrees");
    degreesArray = plan.doubles(features);
    slopeArray = plan.doubles(features);
  }

  @Override
  public void addLogProb(Pass pass) {
    float[] z = pass.x();
    double[] degrees = degrees(pass);
    double constant = -features * HALF_LOG_TWO_PI;
    // log(n pi) / 2 is log(2 pi) / 2 and the log(n / 2) / 2 that the ratio is without
    for (int j = 0; j < features; j++) constant += GammaRatio.log(0.5 * degrees[j]);
    for (int r = 0; r < pass.rows(); r++) {
      double sum = constant;
      for (int j = 0; j < features; j++)
        sum -= 0.5 * (degrees[j] + 1) * logOnePlus(z[r * features + j], degrees[j]);
      pass.logDet()[r] += sum;
    }
  }

  @Override
  public void backward(Pass pass) {
    float[] z = pass.x();
    float[] gradient = pass.gradient();
    double[] degrees = degrees(pass);
    double[] slope = pass.doubles(slopeArray);
    for (int j = 0; j < features; j++)
      slope[j] = 0.5 * (degrees[j] * GammaRatio.slope(0.5 * degrees[j]) - 1);
    for (int r = 0; r < pass.rows(); r++) {
      double seed = pass.seed()[r];
      for (int j = 0; j < features; j++) {
        int i = r * features + j;
        double at = z[i];
        double n = degrees[j];
        // z (1 / (n + z^2)) and z^2 / (n + z^2), without the square that overflows
        double ratio = Math.abs(at) < FAR ? at / (n + at * at) : 1 / (at + n / at);
        double share = Math.abs(at) < FAR ? at * ratio : 1 / (1 + n / at / at);
        z[i] = (float) (-seed * (n + 1) * ratio);
        if (gradient == null) continue;
        double byLog = slope[j] - 0.5 * n * logOnePlus(at, n) + 0.5 * (n + 1) * share;
        gradient[logDegrees.at() + j] += (float) (seed * byLog);
      }
    }
  }

  /** log(1 + z^2 / n). */
  private static double logOnePlus(double z, double n) {
    double q = Math.abs(z) / Math.sqrt(n);
    return q < FAR ? Math.log1p(q * q) : 2 * Math.log(q);
  }

  private double[] degrees(Pass pass) {
    double[] degrees = pass.doubles(degreesArray);
    for (int j = 0; j < features; j++)
      degrees[j] = Math.exp((double) pass.values()[logDegrees.at() + j]);
    return degrees;
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
      double half = 0.5 * Math.exp((double) values[logDegrees.at() + i % features]);
      double normal = random.nextGaussian();
      // a chi-square over its degrees; the floor keeps a draw finite where degrees are near 0
      double square = Math.max(GammaSampler.draw(half, random) / half, Double.MIN_NORMAL);
      z[i] = temperature * normal / Math.sqrt(square);
    }
  }

  @Override
  public boolean locationScale() {
    return true;
  }
}

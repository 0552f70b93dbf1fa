package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.spec.BatchNorm;
import java.util.Arrays;

/**
 * y = x^ exp(log_gamma) + beta, x^ = (x - mean) / sqrt(variance + epsilon).
 *
 * <p>Backward with batch statistics, for N rows and g = dL/dx^, G = sum of dL/dlogdet over the
 * batch: from logdet = - log(variance + epsilon) / 2 + ... and dvariance/dx = 2 (x - mean) / N,
 * dL/dx = (g - mean(g) - x^ (mean(g x^) + G / N)) / sqrt(variance + epsilon).
 */
@SuppressWarnings("cast")
final class BatchNormLayer implements Layer {
  private final BatchNorm spec;
  private final Slot logGamma;
  private final Slot beta;
  private final Slot runningMean;
  private final Slot runningVariance;
  private final int normalized;
  private final int inverseDeviation;
  private final int meanArray;
  private final int varianceArray;
  private final int sumsArray;

  BatchNormLayer(BatchNorm spec, String name, int features, Layout layout, BufferPlan plan) {
    this.spec = spec;
    logGamma = layout.slot(name + "log_gamma");
    beta = layout.slot(name + "beta");
    runningMean = layout.slot(name + "running_mean");
    runningVariance = layout.slot(name + "running_variance");
    normalized = plan.perRow(features);
    inverseDeviation = plan.fixed(features);
    meanArray = plan.doubles(features);
    varianceArray = plan.doubles(features);
    sumsArray = plan.doubles(2 * features + 1);
  }

  @Override
  public void forward(Pass pass) {
    int features = pass.features();
    double[] mean = pass.doubles(meanArray);
    double[] variance = pass.doubles(varianceArray);
    if (pass.mode() == Pass.Mode.EVALUATION) running(pass, mean, variance);
    else batch(pass, mean, variance);
    float[] x = pass.x();
    float[] values = pass.values();
    float[] hat = pass.buffer(normalized);
    float[] inverse = pass.buffer(inverseDeviation);
    double sum = 0;
    for (int j = 0; j < features; j++) {
      double total = variance[j] + spec.epsilon();
      inverse[j] = (float) (1 / Math.sqrt(total));
      sum += values[logGamma.at() + j] - 0.5 * Math.log(total);
      float center = (float) mean[j];
      float scale = inverse[j];
      float gamma = (float) Math.exp(values[logGamma.at() + j]);
      float shift = values[beta.at() + j];
      for (int r = 0; r < pass.rows(); r++) {
        int i = r * features + j;
        hat[i] = (x[i] - center) * scale;
        x[i] = hat[i] * gamma + shift;
      }
    }
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += sum;
  }

  @Override
  public void inverse(Pass pass) {
    int features = pass.features();
    float[] x = pass.x();
    float[] values = pass.values();
    double sum = 0;
    for (int j = 0; j < features; j++) {
      double total = values[runningVariance.at() + j] + spec.epsilon();
      sum += 0.5 * Math.log(total) - values[logGamma.at() + j];
      float scale = (float) (Math.sqrt(total) * Math.exp(-values[logGamma.at() + j]));
      float center = values[runningMean.at() + j];
      float shift = values[beta.at() + j];
      for (int r = 0; r < pass.rows(); r++) {
        int i = r * features + j;
        x[i] = (x[i] - shift) * scale + center;
      }
    }
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += sum;
  }

  @Override
  public void backward(Pass pass) {
    int features = pass.features();
    int rows = pass.rows();
    float[] grad = pass.x();
    float[] values = pass.values();
    float[] gradient = pass.gradient();
    float[] hat = pass.buffer(normalized);
    float[] inverse = pass.buffer(inverseDeviation);
    // Over the batch: sum of dL/dx^, sum of x^ dL/dx^, for each feature; and the seeds' sum last.
    double[] sums = pass.doubles(sumsArray);
    Arrays.fill(sums, 0);
    for (int r = 0; r < rows; r++) sums[2 * features] += pass.seed()[r];
    for (int j = 0; j < features; j++) {
      float gamma = (float) Math.exp(values[logGamma.at() + j]);
      double gradBeta = 0;
      for (int r = 0; r < rows; r++) {
        int i = r * features + j;
        gradBeta += grad[i];
        grad[i] *= gamma;
        sums[j] += grad[i];
        sums[features + j] += grad[i] * (double) hat[i];
      }
      if (gradient == null) continue;
      gradient[beta.at() + j] += (float) gradBeta;
      gradient[logGamma.at() + j] += (float) (sums[features + j] + sums[2 * features]);
    }
    boolean evaluation = pass.mode() == Pass.Mode.EVALUATION;
    if (!evaluation) pass.collective().sum(sums);
    double n = pass.batchRows();
    for (int j = 0; j < features; j++) {
      float meanGrad = evaluation ? 0.0f : (float) (sums[j] / n);
      float slope = evaluation ? 0.0f : (float) ((sums[features + j] + sums[2 * features]) / n);
      for (int r = 0; r < rows; r++) {
        int i = r * features + j;
        grad[i] = (grad[i] - meanGrad - hat[i] * slope) * inverse[j];
      }
    }
  }

  /** Never called: what samples through its gradient refuses batch normalizations by name. */
  @Override
  public void backwardInverse(Pass pass) {
    throw new UnsupportedOperationException("a batch normalization has no gradient of sampling");
  }

  private void running(Pass pass, double[] mean, double[] variance) {
    for (int j = 0; j < mean.length; j++) {
      mean[j] = pass.values()[runningMean.at() + j];
      variance[j] = pass.values()[runningVariance.at() + j];
    }
  }

  /**
   * Mean and biased variance over the batch of all workers; moves the running ones in a training
   * step.
   */
  private void batch(Pass pass, double[] mean, double[] variance) {
    int features = pass.features();
    float[] x = pass.x();
    double n = pass.batchRows();
    Arrays.fill(mean, 0);
    Arrays.fill(variance, 0);
    for (int r = 0; r < pass.rows(); r++)
      for (int j = 0; j < features; j++) mean[j] += x[r * features + j];
    pass.collective().sum(mean);
    for (int j = 0; j < features; j++) mean[j] /= n;
    for (int r = 0; r < pass.rows(); r++)
      for (int j = 0; j < features; j++) {
        double d = x[r * features + j] - mean[j];
        variance[j] += d * d;
      }
    pass.collective().sum(variance);
    for (int j = 0; j < features; j++) variance[j] /= n;
    if (!pass.movesRunning()) return;
    for (int j = 0; j < features; j++) {
      move(pass.values(), runningMean.at() + j, mean[j]);
      move(pass.values(), runningVariance.at() + j, variance[j]);
    }
  }

  private void move(float[] values, int at, double batch) {
    values[at] = (float) ((1 - spec.momentum()) * values[at] + spec.momentum() * batch);
  }
}

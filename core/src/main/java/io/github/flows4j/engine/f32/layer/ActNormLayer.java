package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;

/** y = (x - shift) exp(-log_scale), both set from the first batch. */
@SuppressWarnings("cast")
final class ActNormLayer implements Layer {
  private final double epsilon;
  private final Slot shift;
  private final Slot logScale;
  private final int output;

  ActNormLayer(double epsilon, String name, int features, Layout layout, BufferPlan plan) {
    this.epsilon = epsilon;
    shift = layout.slot(name + "shift");
    logScale = layout.slot(name + "log_scale");
    output = plan.perRow(features);
  }

  @Override
  public void forward(Pass pass) {
    if (pass.mode() == Pass.Mode.INITIALIZATION) initialize(pass);
    float[] x = pass.x();
    float[] y = pass.buffer(output);
    float[] values = pass.values();
    int features = pass.features();
    for (int j = 0; j < features; j++) {
      float t = values[shift.at() + j];
      float scale = (float) Math.exp(-values[logScale.at() + j]);
      for (int r = 0; r < pass.rows(); r++) {
        int i = r * features + j;
        x[i] = (x[i] - t) * scale;
        y[i] = x[i];
      }
    }
    addLogDet(pass, -1);
  }

  @Override
  public void inverse(Pass pass) {
    if (pass.mode() == Pass.Mode.INITIALIZATION) initializeInverse(pass);
    float[] x = pass.x();
    float[] z = pass.buffer(output);
    float[] values = pass.values();
    int features = pass.features();
    System.arraycopy(x, 0, z, 0, pass.rows() * features);
    for (int j = 0; j < features; j++) {
      float t = values[shift.at() + j];
      float scale = (float) Math.exp(values[logScale.at() + j]);
      for (int r = 0; r < pass.rows(); r++) x[r * features + j] = x[r * features + j] * scale + t;
    }
    addLogDet(pass, 1);
  }

  @Override
  public void backwardInverse(Pass pass) {
    float[] grad = pass.x();
    float[] z = pass.buffer(output);
    float[] values = pass.values();
    float[] gradient = pass.gradient();
    int features = pass.features();
    double seeds = 0;
    for (int r = 0; r < pass.rows(); r++) seeds += pass.seed()[r];
    for (int j = 0; j < features; j++) {
      float scale = (float) Math.exp(values[logScale.at() + j]);
      double gradShift = 0;
      double gradLogScale = seeds;
      for (int r = 0; r < pass.rows(); r++) {
        int i = r * features + j;
        gradShift += grad[i];
        grad[i] *= scale;
        gradLogScale += grad[i] * z[i];
      }
      if (gradient == null) continue;
      gradient[shift.at() + j] += (float) gradShift;
      gradient[logScale.at() + j] += (float) gradLogScale;
    }
  }

  /** Turned round, the layer's outputs are those of its inverse. */
  private void initializeInverse(Pass pass) {
    initialize(pass);
    float[] values = pass.values();
    for (int j = 0; j < pass.features(); j++) {
      double scale = -values[logScale.at() + j];
      values[shift.at() + j] = (float) (-values[shift.at() + j] * Math.exp(scale));
      values[logScale.at() + j] = (float) scale;
    }
  }

  @Override
  public void backward(Pass pass) {
    float[] grad = pass.x();
    float[] y = pass.buffer(output);
    float[] values = pass.values();
    float[] gradient = pass.gradient();
    int features = pass.features();
    double seeds = 0;
    for (int r = 0; r < pass.rows(); r++) seeds += pass.seed()[r];
    for (int j = 0; j < features; j++) {
      float scale = (float) Math.exp(-values[logScale.at() + j]);
      double gradShift = 0;
      double gradLogScale = -seeds;
      for (int r = 0; r < pass.rows(); r++) {
        int i = r * features + j;
        gradLogScale -= grad[i] * y[i];
        grad[i] *= scale;
        gradShift -= grad[i];
      }
      if (gradient == null) continue;
      gradient[shift.at() + j] += (float) gradShift;
      gradient[logScale.at() + j] += (float) gradLogScale;
    }
  }

  private void initialize(Pass pass) {
    float[] x = pass.x();
    float[] values = pass.values();
    int features = pass.features();
    int rows = pass.rows();
    for (int j = 0; j < features; j++) {
      double mean = 0;
      for (int r = 0; r < rows; r++) mean += x[r * features + j];
      mean /= rows;
      double squares = 0;
      for (int r = 0; r < rows; r++) {
        double d = x[r * features + j] - mean;
        squares += d * d;
      }
      double deviation = rows > 1 ? Math.sqrt(squares / (rows - 1)) : 1;
      values[shift.at() + j] = (float) mean;
      values[logScale.at() + j] = (float) Math.log(deviation + epsilon);
    }
  }

  private void addLogDet(Pass pass, int sign) {
    double sum = 0;
    for (int j = 0; j < pass.features(); j++) sum += pass.values()[logScale.at() + j];
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += sign * sum;
  }
}

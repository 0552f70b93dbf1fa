package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.net.Dense;
import io.github.flows4j.engine.f32.net.Rowwise;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.random.RandomGenerator;

/** Independent normals whose locations and log-scales are dense layers on the context. */
@SuppressWarnings("cast")
final class ConditionalNormalBase implements BaseDensity {
  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
  private static final String LOCATION = "base.location";
  private static final String LOG_SCALE = "base.log_scale";

  private final int features;
  private final int context;
  private final Layout layout;
  private final Kernels kernels;
  private final Dense location;
  private final Dense logScale;
  private final int locations;
  private final int logScales;
  private final int gradPadded;
  private final int gradContext;

  ConditionalNormalBase(
      int features, int context, Kernels kernels, Layout layout, BufferPlan plan) {
    this.features = features;
    this.context = context;
    this.layout = layout;
    this.kernels = kernels;
    location = new Dense(kernels, layout, LOCATION, plan);
    logScale = new Dense(kernels, layout, LOG_SCALE, plan);
    locations = plan.perRow(location.stride());
    logScales = plan.perRow(logScale.stride());
    gradPadded = plan.perRow(location.inputStride());
    gradContext = plan.perRow(context);
  }

  @Override
  public void addLogProb(Pass pass) {
    float[] z = pass.x();
    float[] m = pass.buffer(locations);
    float[] l = pass.buffer(logScales);
    location.forward(pass, pass.contextRows(), context, m, false);
    logScale.forward(pass, pass.contextRows(), context, l, false);
    int stride = location.stride();
    for (int r = 0; r < pass.rows(); r++) {
      double sum = -features * HALF_LOG_TWO_PI;
      for (int j = 0; j < features; j++) {
        double log = l[r * stride + j];
        double u = (z[r * features + j] - m[r * stride + j]) * Math.exp(-log);
        sum -= 0.5 * u * u + log;
      }
      pass.logDet()[r] += sum;
    }
  }

  /** The gradients by locations and log-scales take their places, then go through the layers. */
  @Override
  public void backward(Pass pass) {
    float[] z = pass.x();
    float[] m = pass.buffer(locations);
    float[] l = pass.buffer(logScales);
    int stride = location.stride();
    for (int r = 0; r < pass.rows(); r++) {
      double seed = pass.seed()[r];
      for (int j = 0; j < features; j++) {
        int i = r * features + j;
        int at = r * stride + j;
        double inverse = Math.exp((double) -l[at]);
        double u = (z[i] - m[at]) * inverse;
        double slope = seed * u * inverse;
        z[i] = (float) -slope;
        m[at] = (float) slope;
        l[at] = (float) (seed * (u * u - 1));
      }
      // whatever the kernels left behind the features is no gradient
      for (int at = r * stride + features; at < (r + 1) * stride; at++) {
        m[at] = 0.0f;
        l[at] = 0.0f;
      }
    }
    backward(pass, location, m);
    backward(pass, logScale, l);
  }

  private void backward(Pass pass, Dense layer, float[] grad) {
    layer.backwardWeights(pass, pass.contextRows(), context, grad);
    float[] padded = pass.buffer(gradPadded);
    float[] compact = pass.buffer(gradContext);
    layer.backwardInput(pass, grad, padded);
    Rowwise.compact(pass.rows(), context, padded, layer.inputStride(), compact);
    kernels.add(pass.rows() * context, compact, 0, pass.contextGradient(), 0);
  }

  @Override
  public void sample(
      float[] values,
      RandomGenerator random,
      int rows,
      double temperature,
      double[] given,
      double[] z) {
    boolean oneForAll = given.length == context;
    for (int r = 0; r < rows; r++) {
      int from = oneForAll ? 0 : r * context;
      for (int j = 0; j < features; j++) {
        double scale = Math.exp(linear(values, LOG_SCALE, j, given, from));
        double center = linear(values, LOCATION, j, given, from);
        z[r * features + j] = center + temperature * scale * random.nextGaussian();
      }
    }
  }

  private double linear(float[] values, String name, int j, double[] given, int from) {
    Slot weight = layout.slot(name + ".weight");
    double sum = values[layout.slot(name + ".bias").at() + j];
    for (int c = 0; c < context; c++)
      sum += values[weight.at() + c * weight.stride() + j] * given[from + c];
    return sum;
  }

  @Override
  public boolean conditioned() {
    return true;
  }

  @Override
  public boolean locationScale() {
    return true;
  }
}

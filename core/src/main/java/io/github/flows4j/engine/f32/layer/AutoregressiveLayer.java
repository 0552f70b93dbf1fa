package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.MaskedPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.net.MaskedNetwork;
import io.github.flows4j.engine.f32.univariate.UnivariateMap;

/**
 * Every feature moved by univariate maps whose parameters come from a masked network on features
 * before it. Lanes run over the rows of a tile: arrays are [features in the order of sampling][rows
 * padded]. Forward is one pass of the network; the inverse goes through its steps, computing each
 * unit once; the way back through the inverse is one sweep over the steps in reverse.
 */
final class AutoregressiveLayer implements Layer {
  private final int[] order;
  private final int[] stepStart;
  private final int parameters;
  private final MaskedNetwork network;
  private final UnivariateMap map;
  private final int from;
  private final int to;
  private final int theta;
  private final int gradTheta;
  private final int gradInput;
  private final int logDet;
  private final int gradTo;
  private final int gradLogDet;
  private final int gradFrom;

  /** Claims its buffers. */
  AutoregressiveLayer(
      MaskedPlan masked,
      int context,
      int parameters,
      MaskedNetwork network,
      UnivariateMap map,
      BufferPlan plan) {
    order = masked.order();
    this.parameters = parameters;
    this.network = network;
    this.map = map;
    stepStart = new int[masked.steps() + 1];
    for (int s = 0; s < stepStart.length; s++) stepStart[s] = masked.featuresBefore(s);
    int features = order.length;
    from = plan.perRow(features);
    to = plan.perRow(features);
    theta = plan.perRow(Math.multiplyExact(features, parameters));
    gradTheta = plan.perRow(Math.multiplyExact(features, parameters));
    gradInput = plan.perRow(1 + context + features);
    logDet = plan.perRow(features);
    gradTo = plan.perRow(features);
    gradLogDet = plan.perRow(features);
    gradFrom = plan.perRow(features);
  }

  @Override
  public void forward(Pass pass) {
    boolean single = pass.single();
    pass.narrow(single);
    int lanes = lanes(pass);
    float[] x = pass.buffer(from);
    float[] y = pass.buffer(to);
    gather(pass, x);
    float[] input = loadContext(pass);
    System.arraycopy(x, 0, input, network.firstFeature() * lanes, order.length * lanes);
    network.forward(pass, 0, stepStart.length - 1, pass.buffer(theta));
    if (single) {
      float[] byParameter = parameterMajor(pass);
      Run all = pass.run().rows(order.length);
      map.forward(pass, all, x, byParameter, y, pass.buffer(logDet));
    } else {
      for (int k = 0; k < order.length; k++)
        map.forward(pass, run(pass, k), x, pass.buffer(theta), y, pass.buffer(logDet));
    }
    scatter(pass, y);
    addLogDet(pass);
    pass.narrow(false);
  }

  /** A single row's parameters, all of the first, then all of the second: one run of the map. */
  private float[] parameterMajor(Pass pass) {
    float[] byFeature = pass.buffer(theta);
    float[] byParameter = pass.buffer(gradTheta);
    for (int p = 0; p < parameters; p++)
      for (int k = 0; k < order.length; k++)
        byParameter[p * order.length + k] = byFeature[k * parameters + p];
    return byParameter;
  }

  @Override
  public void inverse(Pass pass) {
    int lanes = lanes(pass);
    float[] y = pass.buffer(from);
    float[] x = pass.buffer(to);
    gather(pass, y);
    float[] input = loadContext(pass);
    for (int step = 0; step < stepStart.length - 1; step++) {
      network.forward(pass, step, step + 1, pass.buffer(theta));
      for (int k = stepStart[step]; k < stepStart[step + 1]; k++) {
        map.inverse(pass, run(pass, k), y, pass.buffer(theta), x, pass.buffer(logDet));
        System.arraycopy(x, k * lanes, input, (network.firstFeature() + k) * lanes, lanes);
      }
    }
    scatter(pass, x);
    addLogDet(pass);
  }

  @Override
  public void backward(Pass pass) {
    int lanes = lanes(pass);
    float[] gradY = pass.buffer(gradTo);
    float[] gradX = pass.buffer(gradFrom);
    gather(pass, gradY);
    float[] gradChange = seeds(pass, 1);
    for (int k = 0; k < order.length; k++)
      map.backward(
          pass,
          run(pass, k),
          pass.buffer(from),
          pass.buffer(theta),
          pass.buffer(logDet),
          gradY,
          gradChange,
          gradX,
          pass.buffer(gradTheta));
    float[] gradIn = pass.buffer(gradInput);
    float[] gradParameter = pass.buffer(gradTheta);
    int steps = stepStart.length - 1;
    network.backwardUnits(pass, 0, steps, gradParameter);
    network.backwardInputs(pass, 0, steps, gradParameter, gradIn);
    network.backwardEnd(pass, gradParameter, gradIn);
    int at = (1 + pass.context()) * lanes;
    for (int i = 0; i < order.length * lanes; i++) gradX[i] += gradIn[at + i];
    scatter(pass, gradX);
    addContextGradient(pass, gradIn);
  }

  /**
   * By {@link ImplicitGradient}, feature after feature from the last: a feature's gradient is whole
   * once all that depends on it has been gone back through.
   */
  @Override
  public void backwardInverse(Pass pass) {
    int lanes = lanes(pass);
    float[] x = pass.buffer(to);
    float[] parameter = pass.buffer(theta);
    float[] change = pass.buffer(logDet);
    float[] grad = pass.buffer(gradTo);
    float[] scratch = pass.buffer(from);
    float[] gradX = pass.buffer(gradFrom);
    float[] gradParameter = pass.buffer(gradTheta);
    float[] gradIn = pass.buffer(gradInput);
    gather(pass, grad);
    float[] gradChange = seeds(pass, -1);
    for (int step = stepStart.length - 2; step >= 0; step--) {
      network.backwardInputs(pass, step, step + 1, gradParameter, gradIn);
      for (int k = stepStart[step]; k < stepStart[step + 1]; k++) {
        int at = k * lanes;
        int inAt = (1 + pass.context() + k) * lanes;
        for (int i = 0; i < lanes; i++) grad[at + i] += gradIn[inAt + i];
        ImplicitGradient.backward(
            map,
            pass,
            run(pass, k),
            x,
            parameter,
            change,
            gradChange,
            grad,
            scratch,
            gradX,
            gradParameter);
      }
      network.backwardUnits(pass, step, step + 1, gradParameter);
    }
    network.backwardEnd(pass, gradParameter, gradIn);
    scatter(pass, grad);
    addContextGradient(pass, gradIn);
  }

  private static int lanes(Pass pass) {
    return pass.lanes();
  }

  private Run run(Pass pass, int k) {
    int lanes = lanes(pass);
    return pass.run().feature(k, k * lanes, lanes, k * parameters * lanes, lanes);
  }

  /** The pass's rows, transposed and in the order of sampling, padding zero. */
  private void gather(Pass pass, float[] columns) {
    int lanes = lanes(pass);
    float[] x = pass.x();
    for (int k = 0; k < order.length; k++) {
      int at = k * lanes;
      int p = order[k];
      for (int r = 0; r < pass.rows(); r++) {
        columns[at + r] = x[p];
        p += order.length;
      }
      for (int r = pass.rows(); r < lanes; r++) columns[at + r] = 0;
    }
  }

  private void scatter(Pass pass, float[] columns) {
    int lanes = lanes(pass);
    float[] x = pass.x();
    for (int k = 0; k < order.length; k++) {
      int at = k * lanes;
      int p = order[k];
      for (int r = 0; r < pass.rows(); r++) {
        x[p] = columns[at + r];
        p += order.length;
      }
    }
  }

  /** Writes the context's rows of the network's input, which is returned. */
  private float[] loadContext(Pass pass) {
    int lanes = lanes(pass);
    int context = pass.context();
    float[] input = network.input(pass);
    for (int c = 0; c < network.firstFeature() - 1; c++) {
      int at = (1 + c) * lanes;
      for (int r = 0; r < pass.rows(); r++) input[at + r] = pass.contextRows()[r * context + c];
      for (int r = pass.rows(); r < lanes; r++) input[at + r] = 0;
    }
    return input;
  }

  private void addContextGradient(Pass pass, float[] gradIn) {
    int lanes = lanes(pass);
    int context = pass.context();
    float[] grad = pass.contextGradient();
    for (int c = 0; c < context; c++)
      for (int r = 0; r < pass.rows(); r++) grad[r * context + c] += gradIn[(1 + c) * lanes + r];
  }

  /** The seed of each row for every feature, zero in the padding. */
  private float[] seeds(Pass pass, int sign) {
    int lanes = lanes(pass);
    float[] all = pass.buffer(gradLogDet);
    for (int r = 0; r < lanes; r++) all[r] = r < pass.rows() ? sign * pass.seed()[r] : 0;
    for (int k = 1; k < order.length; k++) System.arraycopy(all, 0, all, k * lanes, lanes);
    return all;
  }

  private void addLogDet(Pass pass) {
    int lanes = lanes(pass);
    float[] change = pass.buffer(logDet);
    double[] sum = pass.logDet();
    for (int k = 0; k < order.length; k++) {
      int at = k * lanes;
      for (int r = 0; r < pass.rows(); r++) sum[r] += change[at + r];
    }
  }
}

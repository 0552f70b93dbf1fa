package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.net.Network;
import io.github.flows4j.engine.f32.univariate.UnivariateMap;

/**
 * Couplings and elementwise maps: some features are kept and, with the context, tell the network
 * the parameters by which the others are moved. An elementwise map keeps none.
 */
final class ConditionedLayer implements Layer {
  private final int[] kept;
  private final int[] moved;
  private final int appended;
  private final boolean conditioned;
  private final Network network;
  private final UnivariateMap map;
  private final int input;
  private final int gradInput;
  private final int theta;
  private final int gradTheta;
  private final int from;
  private final int to;
  private final int logDet;
  private final int gradTo;
  private final int gradLogDet;
  private final int gradFrom;

  /**
   * Claims its buffers.
   *
   * @param inputs numbers the network takes for each row: the kept ones and, unless it reads it
   *     itself, the context; or 0 for free parameters
   */
  ConditionedLayer(
      int[] kept,
      int[] moved,
      int inputs,
      int parameters,
      Network network,
      UnivariateMap map,
      BufferPlan plan) {
    this.kept = kept;
    this.moved = moved;
    conditioned = inputs > 0;
    appended = inputs - kept.length;
    this.network = network;
    this.map = map;
    input = plan.perRow(inputs);
    gradInput = plan.perRow(inputs);
    theta = plan.perRow(parameters * moved.length);
    gradTheta = plan.perRow(parameters * moved.length);
    from = plan.perRow(moved.length);
    to = plan.perRow(moved.length);
    logDet = plan.perRow(moved.length);
    gradTo = plan.perRow(moved.length);
    gradLogDet = plan.perRow(moved.length);
    gradFrom = plan.perRow(moved.length);
  }

  @Override
  public void forward(Pass pass) {
    int n = prepare(pass);
    float[] y = pass.buffer(to);
    float[] change = pass.buffer(logDet);
    map.forward(pass, pass.run().rows(n), pass.buffer(from), pass.buffer(theta), y, change);
    scatter(pass.rows(), pass.features(), y, pass.x());
    addLogDet(pass, change);
  }

  @Override
  public void inverse(Pass pass) {
    int n = prepare(pass);
    float[] x = pass.buffer(to);
    float[] change = pass.buffer(logDet);
    map.inverse(pass, pass.run().rows(n), pass.buffer(from), pass.buffer(theta), x, change);
    scatter(pass.rows(), pass.features(), x, pass.x());
    addLogDet(pass, change);
  }

  @Override
  public void backward(Pass pass) {
    int rows = pass.rows();
    int features = pass.features();
    int count = moved.length;
    int n = rows * count;
    float[] grad = pass.x();
    float[] gradY = pass.buffer(gradTo);
    float[] gradChange = pass.buffer(gradLogDet);
    gather(rows, features, grad, gradY);
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < count; j++) gradChange[r * count + j] = pass.seed()[r];
    // The moved part's gradient by input takes the place of its outputs, which nobody needs any
    // more.
    float[] gradX = pass.buffer(to);
    map.backward(
        pass,
        pass.run().rows(n),
        pass.buffer(from),
        pass.buffer(theta),
        pass.buffer(logDet),
        gradY,
        gradChange,
        gradX,
        pass.buffer(gradTheta));
    scatter(rows, features, gradX, grad);
    network.backward(pass, pass.buffer(input), pass.buffer(gradTheta), n, pass.buffer(gradInput));
    if (conditioned) addInputGradient(pass, grad);
  }

  @Override
  public boolean recomputable() {
    return conditioned;
  }

  @Override
  public void backwardInverse(Pass pass) {
    int rows = pass.rows();
    int features = pass.features();
    int count = moved.length;
    int n = rows * count;
    float[] grad = pass.x();
    float[] gradPart = pass.buffer(gradTo);
    float[] gradChange = pass.buffer(gradLogDet);
    gather(rows, features, grad, gradPart);
    for (int r = 0; r < rows; r++)
      for (int j = 0; j < count; j++) gradChange[r * count + j] = -pass.seed()[r];
    ImplicitGradient.backward(
        map,
        pass,
        pass.run().rows(n),
        pass.buffer(to),
        pass.buffer(theta),
        pass.buffer(logDet),
        gradChange,
        gradPart,
        pass.buffer(from),
        pass.buffer(gradFrom),
        pass.buffer(gradTheta));
    scatter(rows, features, gradPart, grad);
    network.backward(pass, pass.buffer(input), pass.buffer(gradTheta), n, pass.buffer(gradInput));
    if (conditioned) addInputGradient(pass, grad);
  }

  private int prepare(Pass pass) {
    int rows = pass.rows();
    int n = rows * moved.length;
    if (conditioned) gatherInput(pass);
    network.forward(pass, pass.buffer(input), pass.buffer(theta), n);
    gather(rows, pass.features(), pass.x(), pass.buffer(from));
    return n;
  }

  private void gatherInput(Pass pass) {
    float[] in = pass.buffer(input);
    float[] x = pass.x();
    float[] contextRows = pass.contextRows();
    int at = 0;
    for (int r = 0; r < pass.rows(); r++) {
      for (int j : kept) in[at++] = x[r * pass.features() + j];
      for (int c = 0; c < appended; c++) in[at++] = contextRows[r * pass.context() + c];
    }
  }

  private void addInputGradient(Pass pass, float[] grad) {
    float[] gradIn = pass.buffer(gradInput);
    float[] gradContext = pass.contextGradient();
    int at = 0;
    for (int r = 0; r < pass.rows(); r++) {
      for (int j : kept) grad[r * pass.features() + j] += gradIn[at++];
      for (int c = 0; c < appended; c++) gradContext[r * pass.context() + c] += gradIn[at++];
    }
  }

  private void gather(int rows, int features, float[] x, float[] out) {
    int at = 0;
    for (int r = 0; r < rows; r++) for (int j : moved) out[at++] = x[r * features + j];
  }

  private void scatter(int rows, int features, float[] part, float[] x) {
    int at = 0;
    for (int r = 0; r < rows; r++) for (int j : moved) x[r * features + j] = part[at++];
  }

  private void addLogDet(Pass pass, float[] change) {
    int count = moved.length;
    double[] sum = pass.logDet();
    for (int r = 0; r < pass.rows(); r++) {
      double row = 0;
      for (int j = 0; j < count; j++) row += change[r * count + j];
      sum[r] += row;
    }
  }
}

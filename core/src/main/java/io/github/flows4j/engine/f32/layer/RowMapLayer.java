package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.net.Network;
import io.github.flows4j.engine.f32.simd.Kernels;

/** A map of whole rows whose parameters are free or come from a network on the context. */
final class RowMapLayer implements Layer {
  private final RowMap map;
  private final Network network;
  private final boolean conditioned;
  private final Kernels kernels;
  private final int point;
  private final int theta;
  private final int gradTheta;
  private final int scratch;
  private final int gradInput;

  /**
   * Claims its buffers.
   *
   * @param inputs context columns that the network takes, or 0 for free parameters
   */
  RowMapLayer(
      RowMap map, Network network, int features, int inputs, Kernels kernels, BufferPlan plan) {
    this.map = map;
    this.network = network;
    this.kernels = kernels;
    conditioned = inputs > 0;
    point = plan.perRow(features);
    theta = plan.perRow(map.parameters());
    gradTheta = plan.perRow(map.parameters());
    scratch = plan.perRow(features);
    gradInput = plan.perRow(inputs);
  }

  @Override
  public void forward(Pass pass) {
    float[] x = pass.x();
    float[] parameters = pass.buffer(theta);
    network.forward(pass, pass.contextRows(), parameters, pass.rows());
    System.arraycopy(x, 0, pass.buffer(point), 0, pass.rows() * pass.features());
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += map.forward(pass, r, x, parameters);
  }

  @Override
  public void inverse(Pass pass) {
    float[] x = pass.x();
    float[] parameters = pass.buffer(theta);
    network.forward(pass, pass.contextRows(), parameters, pass.rows());
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] += map.inverse(pass, r, x, parameters);
    System.arraycopy(x, 0, pass.buffer(point), 0, pass.rows() * pass.features());
  }

  @Override
  public void backward(Pass pass) {
    float[] x = pass.buffer(point);
    float[] parameters = pass.buffer(theta);
    float[] gradParameters = pass.buffer(gradTheta);
    for (int r = 0; r < pass.rows(); r++)
      map.backward(pass, r, x, parameters, pass.seed()[r], pass.x(), gradParameters);
    backwardNetwork(pass);
  }

  /**
   * By the implicit function: the gradient by y, turned round, is what goes through f at x to the
   * parameters.
   */
  @Override
  public void backwardInverse(Pass pass) {
    int n = pass.rows() * pass.features();
    float[] x = pass.buffer(point);
    float[] grad = pass.x();
    float[] parameters = pass.buffer(theta);
    float[] gradParameters = pass.buffer(gradTheta);
    float[] opposite = pass.buffer(scratch);
    for (int r = 0; r < pass.rows(); r++)
      map.backwardInverse(pass, r, x, parameters, pass.seed()[r], grad);
    for (int i = 0; i < n; i++) opposite[i] = -grad[i];
    for (int r = 0; r < pass.rows(); r++)
      map.backward(pass, r, x, parameters, -pass.seed()[r], opposite, gradParameters);
    backwardNetwork(pass);
  }

  private void backwardNetwork(Pass pass) {
    float[] gradContext = pass.buffer(gradInput);
    network.backward(pass, pass.contextRows(), pass.buffer(gradTheta), pass.rows(), gradContext);
    if (conditioned)
      kernels.add(pass.rows() * pass.context(), gradContext, 0, pass.contextGradient(), 0);
  }
}

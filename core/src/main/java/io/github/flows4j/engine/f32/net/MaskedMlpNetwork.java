package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Arrangement;
import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.MaskedMlp;
import java.util.Arrays;

/** A masked multi-layer perceptron over a tile. */
final class MaskedMlpNetwork implements MaskedNetwork {
  private final Kernels kernels;
  private final Activation activation;
  private final MaskedDense[] layers;
  private final int context;
  private final int[] before;
  private final int[] after;
  private final int[] grad;
  private final int zeros;
  private final int transposed;

  /** The network whose tensors begin with {@code name}. */
  MaskedMlpNetwork(
      MaskedMlp mlp, String name, int context, Kernels kernels, Layout layout, BufferPlan plan) {
    this.kernels = kernels;
    this.context = context;
    activation = mlp.activation();
    layers = new MaskedDense[mlp.hidden().size() + 1];
    before = new int[layers.length];
    after = new int[layers.length];
    grad = new int[layers.length];
    int widest = 0;
    for (int l = 0; l < layers.length; l++) {
      layers[l] = new MaskedDense(kernels, layout.slot(name + "layers." + l + ".weight"));
      int columns = layers[l].arrangement().columns();
      after[l] = plan.perRow(columns);
      before[l] = l > 0 && activation == Activation.SILU ? plan.perRow(columns) : after[l];
      grad[l] = l > 0 ? plan.perRow(columns) : -1;
      widest = Math.max(widest, layers[l].transposedStride());
    }
    zeros = plan.perRow(1);
    transposed = plan.perRow(widest);
  }

  @Override
  public float[] input(Pass pass) {
    return pass.buffer(after[0]);
  }

  @Override
  public void forward(Pass pass, float[] theta) {
    begin(pass);
    boolean relu = activation == Activation.RELU;
    int last = layers.length - 1;
    for (int l = 0; l < last; l++) {
      float[] raw = pass.buffer(before[l + 1]);
      layers[l].forward(pass, pass.buffer(after[l]), pass.buffer(zeros), raw, 1, relu);
      activate(pass, l + 1, 1, layers[l].arrangement().rows() + 1);
    }
    layers[last].forward(pass, pass.buffer(after[last]), pass.buffer(zeros), theta, 0, false);
  }

  @Override
  public void forwardStep(Pass pass, int step, float[] theta) {
    if (step == 0) begin(pass);
    boolean relu = activation == Activation.RELU;
    int last = layers.length - 1;
    float[] zero = pass.buffer(zeros);
    for (int l = 0; l <= last; l++) {
      Arrangement rows = layers[l].arrangement();
      int from = rows.rowsBefore(step);
      int to = rows.rowsBefore(step + 1);
      float[] x = pass.buffer(after[l]);
      if (l == last) {
        layers[l].forward(pass, x, zero, theta, 0, false, from, to);
      } else {
        layers[l].forward(pass, x, zero, pass.buffer(before[l + 1]), 1, relu, from, to);
        activate(pass, l + 1, from + 1, to + 1);
      }
    }
  }

  private void begin(Pass pass) {
    int lanes = pass.padded(pass.rows());
    Arrays.fill(pass.buffer(zeros), 0, lanes, 0);
    for (int l = 0; l < layers.length; l++) Arrays.fill(pass.buffer(after[l]), 0, lanes, 1);
  }

  private void activate(Pass pass, int layer, int from, int to) {
    if (activation == Activation.RELU) return;
    int lanes = pass.padded(pass.rows());
    float[] raw = pass.buffer(before[layer]);
    float[] y = pass.buffer(after[layer]);
    Activations.forward(kernels, activation, from * lanes, to * lanes, raw, y);
  }

  private void deactivate(Pass pass, int layer, int from, int to) {
    int lanes = pass.padded(pass.rows());
    float[] y = pass.buffer(after[layer]);
    float[] gradY = pass.buffer(grad[layer]);
    if (activation == Activation.RELU) {
      kernels.gate((to - from) * lanes, y, from * lanes, gradY, from * lanes);
      return;
    }
    float[] raw = pass.buffer(before[layer]);
    Activations.backward(activation, from * lanes, to * lanes, raw, y, gradY);
  }

  @Override
  public void backward(Pass pass, float[] gradTheta, float[] gradInput) {
    for (int l = layers.length - 1; l > 0; l--) {
      int columns = layers[l].arrangement().columns();
      float[] gradX = pass.buffer(grad[l]);
      Arrays.fill(gradX, 0, columns * pass.padded(pass.rows()), 0);
      layers[l].backwardInput(pass, gradAbove(pass, l, gradTheta), rowAbove(l), gradX);
      deactivate(pass, l, 1, columns);
    }
    Arrays.fill(gradInput, 0, layers[0].arrangement().columns() * pass.padded(pass.rows()), 0);
    layers[0].backwardInput(pass, gradAbove(pass, 0, gradTheta), rowAbove(0), gradInput);
    backwardWeights(pass, gradTheta);
  }

  /** The gradient by a layer's outputs, and the row of it that is the first output's. */
  private float[] gradAbove(Pass pass, int layer, float[] gradTheta) {
    return layer == layers.length - 1 ? gradTheta : pass.buffer(grad[layer + 1]);
  }

  private int rowAbove(int layer) {
    return layer == layers.length - 1 ? 0 : 1;
  }

  private void backwardWeights(Pass pass, float[] gradTheta) {
    for (int l = 0; l < layers.length; l++)
      layers[l].backwardWeights(
          pass,
          pass.buffer(after[l]),
          pass.buffer(transposed),
          gradAbove(pass, l, gradTheta),
          rowAbove(l));
  }

  @Override
  public void backwardInputs(Pass pass, int step, float[] gradTheta, float[] gradInput) {
    // Features of a step are known at the next.
    gradColumns(pass, 0, step + 1, gradTheta, gradInput);
  }

  @Override
  public void backwardUnits(Pass pass, int step, float[] gradTheta) {
    for (int l = layers.length - 1; l > 0; l--) {
      gradColumns(pass, l, step, gradTheta, pass.buffer(grad[l]));
      Arrangement columns = layers[l].arrangement();
      deactivate(pass, l, columns.columnsBefore(step), columns.columnsBefore(step + 1));
    }
  }

  private void gradColumns(Pass pass, int layer, int step, float[] gradTheta, float[] gradX) {
    Arrangement columns = layers[layer].arrangement();
    int from = columns.columnsBefore(step);
    int to = columns.columnsBefore(step + 1);
    int lanes = pass.padded(pass.rows());
    Arrays.fill(gradX, from * lanes, to * lanes, 0);
    float[] above = gradAbove(pass, layer, gradTheta);
    layers[layer].backwardInput(pass, above, rowAbove(layer), gradX, from, to);
  }

  @Override
  public void backwardEnd(Pass pass, float[] gradTheta, float[] gradInput) {
    if (context > 0) gradColumns(pass, 0, 0, gradTheta, gradInput);
    backwardWeights(pass, gradTheta);
  }
}

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
    zeros = plan.perRow(MaskedDense.SINGLE_VECTORS);
    transposed = plan.perRow(widest);
  }

  @Override
  public float[] input(Pass pass) {
    return pass.buffer(after[0]);
  }

  @Override
  public int firstFeature() {
    return 1 + context;
  }

  @Override
  public void forward(Pass pass, int fromStep, int toStep, float[] theta) {
    if (fromStep == 0) begin(pass);
    boolean relu = activation == Activation.RELU;
    int last = layers.length - 1;
    float[] zero = pass.buffer(zeros);
    for (int l = 0; l <= last; l++) {
      Arrangement rows = layers[l].arrangement();
      int from = rows.rowsBefore(fromStep);
      int to = rows.rowsBefore(toStep);
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
    int lanes = pass.lanes();
    Arrays.fill(pass.buffer(zeros), 0);
    for (int l = 0; l < layers.length; l++) Arrays.fill(pass.buffer(after[l]), 0, lanes, 1);
  }

  private void activate(Pass pass, int layer, int from, int to) {
    int lanes = pass.lanes();
    float[] raw = pass.buffer(before[layer]);
    float[] y = pass.buffer(after[layer]);
    if (activation == Activation.RELU) {
      Dropout.forward(pass, layers[layer].place(), from * lanes, to * lanes, y);
      return;
    }
    Activations.forward(kernels, activation, from * lanes, to * lanes, raw, y);
  }

  @Override
  public void backwardUnits(Pass pass, int fromStep, int toStep, float[] gradTheta) {
    for (int l = layers.length - 1; l > 0; l--) {
      Arrangement columns = layers[l].arrangement();
      int from = columns.columnsBefore(fromStep);
      int to = columns.columnsBefore(toStep);
      gradColumns(pass, l, from, to, gradTheta, pass.buffer(grad[l]));
      deactivate(pass, l, from, to);
    }
  }

  private void deactivate(Pass pass, int layer, int from, int to) {
    int lanes = pass.lanes();
    float[] y = pass.buffer(after[layer]);
    float[] gradY = pass.buffer(grad[layer]);
    if (activation == Activation.RELU) {
      kernels.gate((to - from) * lanes, y, from * lanes, gradY, from * lanes);
      Dropout.backward(pass, from * lanes, to * lanes, gradY);
      return;
    }
    float[] raw = pass.buffer(before[layer]);
    Activations.backward(activation, from * lanes, to * lanes, raw, y, gradY);
  }

  private void gradColumns(
      Pass pass, int layer, int from, int to, float[] gradTheta, float[] gradX) {
    float[] above = gradAbove(pass, layer, gradTheta);
    layers[layer].backwardInput(pass, above, rowAbove(layer), gradX, from, to);
  }

  /** The gradient by a layer's outputs. */
  private float[] gradAbove(Pass pass, int layer, float[] gradTheta) {
    return layer == layers.length - 1 ? gradTheta : pass.buffer(grad[layer + 1]);
  }

  /** The row of it that is the first output's: hidden layers have one for the ones before. */
  private int rowAbove(int layer) {
    return layer == layers.length - 1 ? 0 : 1;
  }

  @Override
  public void backwardInputs(
      Pass pass, int fromStep, int toStep, float[] gradTheta, float[] gradInput) {
    // Features of a step are known at the next.
    Arrangement columns = layers[0].arrangement();
    int from = columns.columnsBefore(fromStep + 1);
    int to = columns.columnsBefore(toStep + 1);
    gradColumns(pass, 0, from, to, gradTheta, gradInput);
  }

  @Override
  public void backwardEnd(Pass pass, float[] gradTheta, float[] gradInput) {
    if (context > 0) gradColumns(pass, 0, 1, 1 + context, gradTheta, gradInput);
    for (int l = 0; l < layers.length; l++)
      layers[l].backwardWeights(
          pass,
          pass.buffer(after[l]),
          pass.buffer(transposed),
          gradAbove(pass, l, gradTheta),
          rowAbove(l));
  }
}

package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Mlp;

/** A multi-layer perceptron over a tile. */
final class MlpNetwork implements Network {
  private final Kernels kernels;
  private final Activation activation;
  private final Dense[] layers;
  private final Outputs outputs;
  private final int[] before;
  private final int[] after;
  private final int gradA;
  private final int gradB;

  /** The network whose tensors begin with {@code name}. */
  MlpNetwork(
      Mlp mlp, String name, Outputs outputs, Kernels kernels, Layout layout, BufferPlan plan) {
    this.kernels = kernels;
    this.outputs = outputs;
    activation = mlp.activation();
    layers = new Dense[mlp.hidden().size() + 1];
    before = new int[layers.length];
    after = new int[layers.length];
    int widest = 0;
    for (int j = 0; j < layers.length; j++) {
      layers[j] = new Dense(kernels, layout, name + "layers." + j, plan);
      after[j] = plan.perRow(layers[j].stride());
      boolean apart = activation == Activation.SILU && j < layers.length - 1;
      before[j] = apart ? plan.perRow(layers[j].stride()) : after[j];
      widest = Math.max(widest, Math.max(layers[j].stride(), layers[j].inputStride()));
    }
    gradA = plan.perRow(widest);
    gradB = plan.perRow(widest);
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    float[] x = input;
    int xRow = layers[0].inputs();
    boolean relu = activation == Activation.RELU;
    int last = layers.length - 1;
    for (int j = 0; j < last; j++) {
      float[] raw = pass.buffer(before[j]);
      float[] y = pass.buffer(after[j]);
      layers[j].forward(pass, x, xRow, raw, relu);
      int n = pass.rows() * layers[j].stride();
      if (relu) Dropout.forward(pass, layers[j].place(), 0, n, y);
      else Activations.forward(kernels, activation, n, raw, y);
      x = y;
      xRow = layers[j].stride();
    }
    float[] out = pass.buffer(after[last]);
    layers[last].forward(pass, x, xRow, out, false);
    outputs.toTheta(pass.rows(), out, layers[last].stride(), theta, stride);
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    float[] grad = pass.buffer(gradA);
    float[] next = pass.buffer(gradB);
    int last = layers.length - 1;
    outputs.fromTheta(pass.rows(), gradTheta, stride, grad, layers[last].stride());
    for (int j = last; j > 0; j--) {
      float[] y = pass.buffer(after[j - 1]);
      layers[j].backwardWeights(pass, y, layers[j - 1].stride(), grad);
      if (activation == Activation.RELU) {
        layers[j].backwardThroughRelu(pass, grad, y, next);
        Dropout.backward(pass, 0, pass.rows() * layers[j - 1].stride(), next);
      } else {
        layers[j].backwardInput(pass, grad, next);
        float[] raw = pass.buffer(before[j - 1]);
        int n = pass.rows() * layers[j - 1].stride();
        Activations.backward(activation, n, raw, y, next);
      }
      float[] swap = grad;
      grad = next;
      next = swap;
    }
    layers[0].backwardWeights(pass, input, layers[0].inputs(), grad);
    layers[0].backwardInput(pass, grad, next);
    Rowwise.compact(pass.rows(), layers[0].inputs(), next, layers[0].inputStride(), gradInput);
  }
}

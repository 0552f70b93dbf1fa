package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ResidualMlp;

/** A residual perceptron over a tile: h = h + W1 act(W0 act(h) + b0) + b1. */
final class ResidualNetwork implements Network {
  private final Kernels kernels;
  private final Activation activation;
  private final Outputs outputs;
  private final Dense initial;
  private final Dense[] first;
  private final Dense[] second;
  private final Dense last;
  private final int[] state;
  private final int[] stateActive;
  private final int[] inner;
  private final int[] innerActive;
  private final int out;
  private final int gradState;
  private final int gradInner;
  private final int gradOuter;

  /** The network whose tensors begin with {@code name}. */
  ResidualNetwork(
      ResidualMlp mlp,
      String name,
      Outputs outputs,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    this.kernels = kernels;
    this.outputs = outputs;
    activation = mlp.activation();
    initial = new Dense(kernels, layout, name + "initial", plan);
    last = new Dense(kernels, layout, name + "final", plan);
    int blocks = mlp.blocks();
    first = new Dense[blocks];
    second = new Dense[blocks];
    state = new int[blocks + 1];
    stateActive = new int[blocks];
    inner = new int[blocks];
    innerActive = new int[blocks];
    int width = initial.stride();
    state[0] = plan.perRow(width);
    for (int b = 0; b < blocks; b++) {
      first[b] = new Dense(kernels, layout, name + "blocks." + b + ".0", plan);
      second[b] = new Dense(kernels, layout, name + "blocks." + b + ".1", plan);
      stateActive[b] = plan.perRow(width);
      inner[b] = plan.perRow(width);
      innerActive[b] = plan.perRow(width);
      state[b + 1] = plan.perRow(width);
    }
    out = plan.perRow(last.stride());
    int widest = Math.max(width, Math.max(last.stride(), initial.inputStride()));
    gradState = plan.perRow(widest);
    gradInner = plan.perRow(widest);
    gradOuter = plan.perRow(widest);
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    int width = initial.stride();
    int n = pass.rows() * width;
    float[] h = pass.buffer(state[0]);
    initial.forward(pass, input, initial.inputs(), h, false);
    for (int b = 0; b < first.length; b++) {
      float[] active = pass.buffer(stateActive[b]);
      float[] raw = pass.buffer(inner[b]);
      float[] rawActive = pass.buffer(innerActive[b]);
      float[] next = pass.buffer(state[b + 1]);
      Activations.forward(kernels, activation, n, h, active);
      first[b].forward(pass, active, width, raw, false);
      Activations.forward(kernels, activation, n, raw, rawActive);
      second[b].forward(pass, rawActive, width, next, false);
      kernels.add(n, h, 0, next, 0);
      h = next;
    }
    float[] result = pass.buffer(out);
    last.forward(pass, h, width, result, false);
    outputs.toTheta(pass.rows(), result, last.stride(), theta, stride);
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    int width = initial.stride();
    int n = pass.rows() * width;
    float[] grad = pass.buffer(gradState);
    float[] a = pass.buffer(gradInner);
    float[] b2 = pass.buffer(gradOuter);
    outputs.fromTheta(pass.rows(), gradTheta, stride, a, last.stride());
    last.backwardWeights(pass, pass.buffer(state[first.length]), width, a);
    last.backwardInput(pass, a, grad);
    for (int b = first.length - 1; b >= 0; b--) {
      float[] active = pass.buffer(stateActive[b]);
      float[] rawActive = pass.buffer(innerActive[b]);
      second[b].backwardWeights(pass, rawActive, width, grad);
      second[b].backwardInput(pass, grad, a);
      Activations.backward(activation, n, pass.buffer(inner[b]), rawActive, a);
      first[b].backwardWeights(pass, active, width, a);
      first[b].backwardInput(pass, a, b2);
      Activations.backward(activation, n, pass.buffer(state[b]), active, b2);
      kernels.add(n, b2, 0, grad, 0);
    }
    initial.backwardWeights(pass, input, initial.inputs(), grad);
    initial.backwardInput(pass, grad, a);
    Rowwise.compact(pass.rows(), initial.inputs(), a, initial.inputStride(), gradInput);
  }
}

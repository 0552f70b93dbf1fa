package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ResidualConvNet;

/**
 * Residual convolutions over a tile of images: h = h + W1 * act(W0 * act(h) + b0) + b1, and last a
 * convolution of act(h).
 */
final class ResidualConvNetwork implements Network {
  private final Kernels kernels;
  private final Activation activation;
  private final ImageInputs inputs;
  private final ImageContext first;
  private final Convolution[] inner;
  private final Convolution[] outer;
  private final Convolution last;
  private final ImageOutputs outputs;
  private final int pixels;
  private final int width;
  private final int image;
  private final int[] state;
  private final int[] stateActive;
  private final int[] raw;
  private final int[] rawActive;
  private final int out;
  private final int gradState;
  private final int gradA;
  private final int gradB;
  private final int scratch;

  /**
   * The network whose tensors begin with {@code name}.
   *
   * @param parameters parameters of each moved number
   * @param context context columns
   */
  ResidualConvNetwork(
      ResidualConvNet net,
      String name,
      ImagePlaces places,
      int parameters,
      int context,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    this.kernels = kernels;
    activation = net.activation();
    pixels = places.pixels();
    int rows = places.height();
    int columns = places.width();
    Convolution initial = new Convolution(kernels, layout, name + "initial", rows, columns);
    last = new Convolution(kernels, layout, name + "final", rows, columns);
    first =
        new ImageContext(initial, name, name + "initial", context, pixels, kernels, layout, plan);
    width = initial.stride();
    int numbers = Math.multiplyExact(pixels, width);
    int working = Math.max(initial.scratch(), last.scratch());
    int blocks = net.blocks();
    inner = new Convolution[blocks];
    outer = new Convolution[blocks];
    state = new int[blocks + 1];
    stateActive = new int[blocks + 1];
    raw = new int[blocks];
    rawActive = new int[blocks];
    for (int b = 0; b <= blocks; b++) {
      state[b] = plan.perRow(numbers);
      stateActive[b] = plan.perRow(numbers);
    }
    for (int b = 0; b < blocks; b++) {
      inner[b] = new Convolution(kernels, layout, name + "blocks." + b + ".0", rows, columns);
      outer[b] = new Convolution(kernels, layout, name + "blocks." + b + ".1", rows, columns);
      working = Math.max(working, Math.max(inner[b].scratch(), outer[b].scratch()));
      rawActive[b] = plan.perRow(numbers);
      raw[b] = activation == Activation.SILU ? plan.perRow(numbers) : rawActive[b];
    }
    inputs = new ImageInputs(places, initial.inputStride());
    String scaled = net.scaled() ? name + "output_scale" : null;
    outputs = new ImageOutputs(places, parameters, last.stride(), scaled, kernels, layout, plan);
    image = plan.perRow(Math.multiplyExact(pixels, initial.inputStride()));
    out = plan.perRow(Math.multiplyExact(pixels, last.stride()));
    int widest = Math.max(width, Math.max(last.stride(), initial.inputStride()));
    gradState = plan.perRow(Math.multiplyExact(pixels, widest));
    gradA = plan.perRow(Math.multiplyExact(pixels, widest));
    gradB = plan.perRow(Math.multiplyExact(pixels, widest));
    scratch = plan.fixed(working);
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    float[] working = pass.buffer(scratch);
    float[] x = pass.buffer(image);
    inputs.toImages(pass.rows(), input, x);
    int n = pass.rows() * pixels * width;
    boolean relu = activation == Activation.RELU;
    float[] h = pass.buffer(state[0]);
    first.forward(pass, working, x, h, false);
    for (int b = 0; b < inner.length; b++) {
      float[] active = pass.buffer(stateActive[b]);
      Activations.forward(kernels, activation, n, h, active);
      float[] between = pass.buffer(raw[b]);
      float[] betweenActive = pass.buffer(rawActive[b]);
      inner[b].forward(pass, working, active, between, relu);
      if (!relu) Activations.forward(kernels, activation, n, between, betweenActive);
      float[] next = pass.buffer(state[b + 1]);
      outer[b].forward(pass, working, betweenActive, next, false);
      kernels.add(n, h, 0, next, 0);
      h = next;
    }
    float[] active = pass.buffer(stateActive[inner.length]);
    Activations.forward(kernels, activation, n, h, active);
    float[] result = pass.buffer(out);
    last.forward(pass, working, active, result, false);
    outputs.toTheta(pass, result, theta, stride);
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    float[] working = pass.buffer(scratch);
    int n = pass.rows() * pixels * width;
    float[] grad = pass.buffer(gradState);
    float[] a = pass.buffer(gradA);
    float[] b2 = pass.buffer(gradB);
    outputs.fromTheta(pass, gradTheta, stride, pass.buffer(out), a);
    int blocks = inner.length;
    through(pass, last, state[blocks], stateActive[blocks], a, grad, n);
    for (int b = blocks - 1; b >= 0; b--) {
      through(pass, outer[b], raw[b], rawActive[b], grad, a, n);
      through(pass, inner[b], state[b], stateActive[b], a, b2, n);
      kernels.add(n, b2, 0, grad, 0);
    }
    first.backward(pass, working, pass.buffer(image), grad, a);
    inputs.fromImages(pass.rows(), a, gradInput);
  }

  /**
   * Backward through a convolution and the activation before it, whose input and output are given.
   */
  private void through(
      Pass pass, Convolution layer, int in, int active, float[] gradY, float[] gradX, int n) {
    boolean relu = activation == Activation.RELU;
    float[] y = pass.buffer(active);
    layer.backward(pass, pass.buffer(scratch), y, gradY, relu, gradX);
    if (!relu) Activations.backward(activation, n, pass.buffer(in), y, gradX);
  }
}

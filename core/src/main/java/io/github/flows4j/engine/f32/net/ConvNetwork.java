package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.ConvNet;

/** Convolutions with an activation between them, over a tile of images. */
final class ConvNetwork implements Network {
  private final Kernels kernels;
  private final Activation activation;
  private final ImageInputs inputs;
  private final ImageContext first;
  private final Convolution[] layers;
  private final ImageOutputs outputs;
  private final int pixels;
  private final int image;
  private final int[] before;
  private final int[] after;
  private final int gradA;
  private final int gradB;
  private final int scratch;

  /**
   * The network whose tensors begin with {@code name}.
   *
   * @param parameters parameters of each moved number
   * @param context context columns
   */
  ConvNetwork(
      ConvNet net,
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
    layers = new Convolution[net.channels().size() + 1];
    before = new int[layers.length];
    after = new int[layers.length];
    int widest = 0;
    int working = 0;
    for (int j = 0; j < layers.length; j++) {
      layers[j] =
          new Convolution(kernels, layout, name + "layers." + j, places.height(), places.width());
      int numbers = Math.multiplyExact(pixels, layers[j].stride());
      after[j] = plan.perRow(numbers);
      boolean apart = activation == Activation.SILU && j < layers.length - 1;
      before[j] = apart ? plan.perRow(numbers) : after[j];
      widest = Math.max(widest, Math.max(layers[j].stride(), layers[j].inputStride()));
      working = Math.max(working, layers[j].scratch());
    }
    first =
        new ImageContext(
            layers[0], name, name + "layers.0", context, pixels, kernels, layout, plan);
    inputs = new ImageInputs(places, layers[0].inputStride());
    int last = layers[layers.length - 1].stride();
    String scaled = net.scaled() ? name + "output_scale" : null;
    outputs = new ImageOutputs(places, parameters, last, scaled, kernels, layout, plan);
    image = plan.perRow(Math.multiplyExact(pixels, layers[0].inputStride()));
    gradA = plan.perRow(Math.multiplyExact(pixels, widest));
    gradB = plan.perRow(Math.multiplyExact(pixels, widest));
    scratch = plan.fixed(working);
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    float[] working = pass.buffer(scratch);
    float[] x = pass.buffer(image);
    inputs.toImages(pass.rows(), input, x);
    boolean relu = activation == Activation.RELU;
    int last = layers.length - 1;
    for (int j = 0; j < last; j++) {
      float[] raw = pass.buffer(before[j]);
      float[] y = pass.buffer(after[j]);
      if (j == 0) first.forward(pass, working, x, raw, relu);
      else layers[j].forward(pass, working, x, raw, relu);
      if (!relu) Activations.forward(kernels, activation, numbers(pass, j), raw, y);
      x = y;
    }
    float[] out = pass.buffer(after[last]);
    layers[last].forward(pass, working, x, out, false);
    outputs.toTheta(pass, out, theta, stride);
  }

  private int numbers(Pass pass, int layer) {
    return pass.rows() * pixels * layers[layer].stride();
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    float[] working = pass.buffer(scratch);
    float[] grad = pass.buffer(gradA);
    float[] next = pass.buffer(gradB);
    int last = layers.length - 1;
    outputs.fromTheta(pass, gradTheta, stride, pass.buffer(after[last]), grad);
    boolean relu = activation == Activation.RELU;
    for (int j = last; j > 0; j--) {
      float[] y = pass.buffer(after[j - 1]);
      layers[j].backward(pass, working, y, grad, relu, next);
      if (!relu)
        Activations.backward(activation, numbers(pass, j - 1), pass.buffer(before[j - 1]), y, next);
      float[] swap = grad;
      grad = next;
      next = swap;
    }
    first.backward(pass, working, pass.buffer(image), grad, next);
    inputs.fromImages(pass.rows(), next, gradInput);
  }
}

package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * The first convolution of a network and the context's term in it, which is the same at every
 * pixel: it makes a bias for each image.
 */
final class ImageContext {
  private final Kernels kernels;
  private final Convolution first;
  private final Slot weight;
  private final Slot bias;
  private final int context;
  private final int pixels;
  private final int biases;
  private final int gradBiases;
  private final int gradContext;

  /**
   * Of the network whose tensors begin with {@code name}.
   *
   * @param layer the name of the first convolution
   * @param context context columns, may be 0
   */
  ImageContext(
      Convolution first,
      String name,
      String layer,
      int context,
      int pixels,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    this.kernels = kernels;
    this.first = first;
    this.context = context;
    this.pixels = pixels;
    bias = layout.slot(layer + ".bias");
    weight = context == 0 ? null : layout.slot(name + "context.weight");
    biases = context == 0 ? -1 : plan.perRow(first.stride());
    gradBiases = context == 0 ? -1 : plan.perRow(first.stride());
    gradContext = context == 0 ? -1 : plan.perRow(weight.transposedStride());
  }

  /** The first convolution, then ReLU if asked. */
  void forward(Pass pass, float[] scratch, float[] x, float[] y, boolean relu) {
    if (context == 0) {
      first.forward(pass, scratch, x, y, relu);
      return;
    }
    float[] start = pass.buffer(biases);
    int stride = first.stride();
    float[] values = pass.values();
    kernels.affine(
        pass.rows(),
        stride,
        context,
        pass.contextRows(),
        0,
        context,
        values,
        weight.at(),
        stride,
        values,
        bias.at(),
        start,
        0,
        stride,
        false);
    first.forward(pass, scratch, x, start, 0, stride, y, relu);
  }

  /** Backward through both; the gradient by context is added to the pass's. */
  void backward(Pass pass, float[] scratch, float[] x, float[] gradY, float[] gradX) {
    first.backward(pass, scratch, x, gradY, false, gradX, context == 0);
    if (context == 0) return;
    int stride = first.stride();
    float[] sums = pass.buffer(gradBiases);
    for (int r = 0; r < pass.rows(); r++) {
      Arrays.fill(sums, r * stride, (r + 1) * stride, 0.0f);
      kernels.addColumnSums(pixels, stride, gradY, r * pixels * stride, stride, sums, r * stride);
    }
    addByWeight(pass, sums, stride);
    float[] byContext = pass.buffer(gradContext);
    int row = weight.transposedStride();
    kernels.product(
        pass.rows(),
        row,
        weight.outputs(),
        sums,
        0,
        stride,
        pass.weights().transposed(),
        weight.transposedAt(),
        row,
        byContext,
        0,
        row);
    float[] to = pass.contextGradient();
    for (int r = 0; r < pass.rows(); r++)
      for (int c = 0; c < context; c++) to[r * context + c] += byContext[r * row + c];
  }

  private void addByWeight(Pass pass, float[] sums, int stride) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    kernels.addColumnSums(pass.rows(), stride, sums, 0, stride, gradient, bias.at());
    kernels.addTransposedProduct(
        context,
        stride,
        pass.rows(),
        pass.contextRows(),
        0,
        context,
        sums,
        0,
        stride,
        gradient,
        weight.at(),
        stride);
  }
}

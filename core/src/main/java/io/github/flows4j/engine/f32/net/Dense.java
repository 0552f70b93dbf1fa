package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;

/**
 * One dense layer y = W x + b over a tile. Output rows are {@link #stride()} apart, padded with
 * zeros; input rows may be any distance apart.
 */
final class Dense {
  private final Kernels kernels;
  private final Slot weight;
  private final Slot bias;

  /** The layer whose tensors are {@code name.weight} and {@code name.bias}. */
  Dense(Kernels kernels, Layout layout, String name) {
    this.kernels = kernels;
    weight = layout.slot(name + ".weight");
    bias = layout.slot(name + ".bias");
  }

  int inputs() {
    return weight.inputs();
  }

  int outputs() {
    return weight.outputs();
  }

  /** Distance between output rows. */
  int stride() {
    return weight.stride();
  }

  /** Distance between rows of the gradient by input. */
  int inputStride() {
    return weight.transposedStride();
  }

  /** y = W x + b, then ReLU if asked. */
  void forward(Pass pass, float[] x, int xRow, float[] y, boolean relu) {
    float[] values = pass.values();
    kernels.affine(
        pass.rows(),
        weight.stride(),
        weight.inputs(),
        x,
        0,
        xRow,
        values,
        weight.at(),
        weight.stride(),
        values,
        bias.at(),
        y,
        0,
        weight.stride(),
        relu);
  }

  /** Adds the gradients by weight and bias, if the pass wants them. */
  void backwardWeights(Pass pass, float[] x, int xRow, float[] gradY) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    kernels.addTransposedProduct(
        weight.inputs(),
        weight.stride(),
        pass.rows(),
        x,
        0,
        xRow,
        gradY,
        0,
        weight.stride(),
        gradient,
        weight.at(),
        weight.stride());
    kernels.addColumnSums(
        pass.rows(), weight.stride(), gradY, 0, weight.stride(), gradient, bias.at());
  }

  /** The gradient by input, rows {@link #inputStride()} apart. */
  void backwardInput(Pass pass, float[] gradY, float[] gradX) {
    kernels.product(
        pass.rows(),
        weight.transposedStride(),
        weight.outputs(),
        gradY,
        0,
        weight.stride(),
        pass.weights().transposed(),
        weight.transposedAt(),
        weight.transposedStride(),
        gradX,
        0,
        weight.transposedStride());
  }

  /** The gradient by the input of the ReLU whose outputs were this layer's input. */
  void backwardThroughRelu(Pass pass, float[] gradY, float[] input, float[] gradX) {
    kernels.gatedProduct(
        pass.rows(),
        weight.transposedStride(),
        weight.outputs(),
        gradY,
        0,
        weight.stride(),
        pass.weights().transposed(),
        weight.transposedAt(),
        weight.transposedStride(),
        input,
        0,
        weight.transposedStride(),
        gradX,
        0,
        weight.transposedStride());
  }
}

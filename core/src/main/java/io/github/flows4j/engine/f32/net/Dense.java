package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * One dense layer y = W x + b over a tile. Output rows are {@link #stride()} apart, padded with
 * zeros; input rows may be any distance apart.
 *
 * <p>A layer with so few outputs that most of a vector would be padding (the last of a coupling of
 * two features) works on its transposed copy instead, lanes over the inputs, where input rows are
 * padded too.
 */
public final class Dense {
  /** What {@link Kernels#dots} takes at most. */
  private static final int MOST_OF_FEW = 4;

  private final Kernels kernels;
  private final Slot weight;
  private final Slot bias;
  private final boolean few;
  private final int gradBuffer;

  /** The layer whose tensors are {@code name.weight} and {@code name.bias}. */
  public Dense(Kernels kernels, Layout layout, String name, BufferPlan plan) {
    this.kernels = kernels;
    weight = layout.slot(name + ".weight");
    bias = layout.slot(name + ".bias");
    few = weight.outputs() <= MOST_OF_FEW && 4 * weight.outputs() <= weight.stride();
    gradBuffer = few ? plan.fixed(weight.outputs() * weight.transposedStride()) : -1;
  }

  private boolean overInputs(int xRow) {
    return few && xRow == weight.transposedStride();
  }

  /** A number that no other layer of the flow has. */
  int place() {
    return weight.at();
  }

  /** Numbers it takes for each row. */
  public int inputs() {
    return weight.inputs();
  }

  /** Distance between output rows. */
  public int stride() {
    return weight.stride();
  }

  /** Distance between rows of the gradient by input. */
  public int inputStride() {
    return weight.transposedStride();
  }

  /** y = W x + b, then ReLU if asked. */
  public void forward(Pass pass, float[] x, int xRow, float[] y, boolean relu) {
    float[] values = pass.values();
    if (overInputs(xRow) && !relu) {
      kernels.dots(
          pass.rows(),
          weight.outputs(),
          weight.transposedStride(),
          x,
          0,
          xRow,
          pass.weights().transposed(),
          weight.transposedAt(),
          weight.transposedStride(),
          values,
          bias.at(),
          y,
          0,
          weight.stride());
      return;
    }
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
  public void backwardWeights(Pass pass, float[] x, int xRow, float[] gradY) {
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    kernels.addColumnSums(
        pass.rows(), weight.stride(), gradY, 0, weight.stride(), gradient, bias.at());
    if (overInputs(xRow)) {
      addTransposedGradient(pass, x, xRow, gradY, gradient);
      return;
    }
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
  }

  /** The gradient of few outputs, [outputs][inputs padded], then added to its place. */
  private void addTransposedGradient(
      Pass pass, float[] x, int xRow, float[] gradY, float[] gradient) {
    float[] part = pass.buffer(gradBuffer);
    int row = weight.transposedStride();
    Arrays.fill(part, 0, weight.outputs() * row, 0);
    kernels.addTransposedProduct(
        weight.outputs(), row, pass.rows(), gradY, 0, weight.stride(), x, 0, xRow, part, 0, row);
    for (int o = 0; o < weight.outputs(); o++)
      for (int i = 0; i < weight.inputs(); i++)
        gradient[weight.at() + i * weight.stride() + o] += part[o * row + i];
  }

  /** The gradient by input, rows {@link #inputStride()} apart. */
  public void backwardInput(Pass pass, float[] gradY, float[] gradX) {
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
  public void backwardThroughRelu(Pass pass, float[] gradY, float[] input, float[] gradX) {
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

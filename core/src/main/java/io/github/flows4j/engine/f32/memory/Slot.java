package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.spec.TensorSpec;

/**
 * Where a tensor lives in the engine's flat array. A matrix [outputs, inputs] is kept transposed,
 * [inputs][stride], its rows padded with zeros to whole vectors; anything else is kept as it is,
 * padded at its end.
 *
 * @param tensor the tensor
 * @param at offset of its first element
 * @param stride distance between a matrix's rows, or the padded length of anything else
 * @param transposedAt offset of a matrix's copy [outputs][transposedStride] in the array of
 *     transposed copies
 * @param transposedStride distance between the copy's rows
 */
public record Slot(TensorSpec tensor, int at, int stride, int transposedAt, int transposedStride) {
  /** Whether it is a matrix. */
  public boolean matrix() {
    return tensor.shape().size() == 2;
  }

  /** A matrix's outputs, or the length of anything else. */
  public int outputs() {
    return matrix() ? tensor.shape().get(0) : tensor.size();
  }

  /** A matrix's inputs, or 1. */
  public int inputs() {
    return matrix() ? tensor.shape().get(1) : 1;
  }

  /** Elements taken in the flat array, padding included. */
  public int length() {
    return inputs() * stride;
  }

  /** Where the element of a row-major index of the tensor lives in the flat array. */
  public int position(int index) {
    if (!matrix()) return at + index;
    return at + index % inputs() * stride + index / inputs();
  }
}

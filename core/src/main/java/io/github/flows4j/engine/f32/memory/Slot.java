package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.spec.TensorSpec;

/**
 * Where a tensor lives in the engine's flat array. A matrix [outputs, inputs] is kept transposed,
 * [inputs][stride], its rows padded with zeros to whole vectors; anything else is kept as it is,
 * padded at its end.
 *
 * <p>The weight [outputs, inputs, height, width] of a convolution is kept as a matrix too, of which
 * the taps, the places of its kernel, are either part of the inputs, row (tap, input) and column
 * output, or, mirrored, part of the outputs: row input and column (last tap - tap, output). The
 * second keeps few outputs from being mostly padding.
 *
 * @param tensor the tensor
 * @param at offset of its first element
 * @param stride distance between a matrix's rows, or the padded length of anything else
 * @param transposedAt offset of a matrix's copy [outputs][transposedStride] in the array of
 *     transposed copies
 * @param transposedStride distance between the copy's rows
 * @param arrangement of the weight or bias of a masked layer, which are kept together and without a
 *     copy; null for anything else
 * @param tapsInColumns whether the taps of a convolution are part of the outputs
 * @param stack of the weight of a layer of many small networks; null for anything else
 */
public record Slot(
    TensorSpec tensor,
    int at,
    int stride,
    int transposedAt,
    int transposedStride,
    Arrangement arrangement,
    boolean tapsInColumns,
    Stack stack) {
  /** Whether it is a matrix, or kept as one. */
  public boolean matrix() {
    return tensor.shape().size() == 2 || convolution();
  }

  /** Whether it is the weight of a convolution. */
  public boolean convolution() {
    return tensor.shape().size() == 4;
  }

  /** Places of a convolution's kernel, 1 of anything else. */
  public int taps() {
    return convolution() ? tensor.shape().get(2) * tensor.shape().get(3) : 1;
  }

  /** A matrix's outputs (of a convolution's, its columns), or the length of anything else. */
  public int outputs() {
    if (!matrix()) return tensor.size();
    return tensor.shape().get(0) * (tapsInColumns ? taps() : 1);
  }

  /** A matrix's inputs (of a convolution's, its rows), or 1. */
  public int inputs() {
    if (!matrix()) return 1;
    return tensor.shape().get(1) * (tapsInColumns ? 1 : taps());
  }

  /** Rows it is kept in: inputs of a matrix, outputs of an arranged one, none of its bias. */
  public int rows() {
    if (stack != null) return stack.rows();
    if (arrangement == null) return inputs();
    return matrix() ? arrangement.rows() : 0;
  }

  /** Elements taken in the flat array, padding included. */
  public int length() {
    return rows() * stride;
  }

  /** Where the matrix of one network of a stack begins. */
  public int networkAt(int network) {
    return at + network * stack.rowsOfOne() * stride;
  }

  /** Where that of its magnitudes begins in the array of copies. */
  public int magnitudesAt(int network) {
    return transposedAt + network * stack.rowsOfOne() * stride;
  }

  /**
   * Where the copy [outputs][transposedStride] of what one network of a stack uses begins; not of
   * the last layer.
   */
  public int turnedAt(int network) {
    int before = stack.magnitudes() ? length() : 0;
    return transposedAt + before + network * stack.outputs() * transposedStride;
  }

  /** The element of a row-major index of the tensor, in an array of the flat layout. */
  public float get(float[] flat, int index) {
    int position = position(index);
    return position < 0 ? 0.0f : flat[position];
  }

  /** Sets the element of a row-major index of the tensor; what is masked stays zero. */
  public void set(float[] flat, int index, float value) {
    int position = position(index);
    if (position >= 0) flat[position] = value;
  }

  /** Where the element of a row-major index lives in the flat array; -1 if it is masked. */
  private int position(int index) {
    if (arrangement != null) return arranged(index);
    if (stack != null) return at + stack.position(index, stride);
    if (!matrix()) return at + index;
    if (convolution()) return convolved(index);
    return at + index % inputs() * stride + index / inputs();
  }

  private int convolved(int index) {
    int tap = index % taps();
    int input = index / taps() % tensor.shape().get(1);
    int output = index / taps() / tensor.shape().get(1);
    int row = tapsInColumns ? input : tap * tensor.shape().get(1) + input;
    int column = tapsInColumns ? (taps() - 1 - tap) * tensor.shape().get(0) + output : output;
    return at + row * stride + column;
  }

  private int arranged(int index) {
    if (!matrix()) return at + arrangement.rowOf(index) * stride;
    int row = arrangement.rowOf(index / inputs());
    int column = arrangement.columnOf(index % inputs());
    return arrangement.allows(row, column) ? at + row * stride + column : -1;
  }
}

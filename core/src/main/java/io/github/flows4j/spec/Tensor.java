package io.github.flows4j.spec;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** An immutable array of numbers in single precision with a shape, row-major. */
public final class Tensor {
  private final List<Integer> shape;
  private final float[] values;

  private Tensor(List<Integer> shape, float[] values) {
    this.shape = List.copyOf(shape);
    this.values = values;
    int size = 1;
    for (int extent : shape) size = Math.multiplyExact(size, extent);
    if (size != values.length)
      throw new IllegalArgumentException(
          "shape " + shape + " holds " + size + " values, given " + values.length);
  }

  /**
   * A tensor of the given shape; the array is copied.
   *
   * @throws IllegalArgumentException if the shape does not hold so many values
   */
  public static Tensor of(List<Integer> shape, float... values) {
    return new Tensor(shape, values.clone());
  }

  /**
   * A tensor of the given shape with the element of each row-major index, rounded to single
   * precision.
   */
  public static Tensor of(List<Integer> shape, IntToDoubleFunction element) {
    int size = 1;
    for (int extent : shape) size = Math.multiplyExact(size, extent);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) values[i] = (float) element.applyAsDouble(i);
    return new Tensor(shape, values);
  }

  /**
   * As {@link #of(List, float...)}, over the array itself, which the caller must not change
   * afterwards.
   */
  public static Tensor wrap(List<Integer> shape, float[] values) {
    return new Tensor(shape, values);
  }

  /** Its sizes. */
  public List<Integer> shape() {
    return shape;
  }

  /** The number of elements. */
  public int size() {
    return values.length;
  }

  /** The element at a row-major index. */
  public float get(int index) {
    return values[index];
  }

  /** All elements, copied. */
  public float[] toArray() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor tensor
        && tensor.shape.equals(shape)
        && Arrays.equals(tensor.values, values);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + shape;
  }
}

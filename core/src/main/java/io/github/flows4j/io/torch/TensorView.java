package io.github.flows4j.io.torch;

import java.util.List;

/**
 * A tensor as a pickle describes it: a view of a storage.
 *
 * @param storage where its numbers are
 * @param offset the index of the first
 * @param shape its sizes, each at least 0
 * @param strides how far apart neighbours are in each dimension, each at least 0
 */
public record TensorView(Storage storage, long offset, List<Integer> shape, List<Long> strides) {
  /**
   * Checks that it stays within its storage.
   *
   * @throws IllegalArgumentException if it does not
   */
  public TensorView {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    if (shape.size() != strides.size())
      throw new IllegalArgumentException(
          "has " + shape.size() + " sizes, " + strides.size() + " strides");
    if (offset < 0) throw new IllegalArgumentException("begins at " + offset + " of its storage");
    if (!shape.contains(0) && last(offset, shape, strides) >= storage.count())
      throw new IllegalArgumentException(
          "of shape " + shape + " reaches beyond its storage of " + storage.count());
  }

  private static long last(long offset, List<Integer> shape, List<Long> strides) {
    try {
      long last = offset;
      for (int i = 0; i < shape.size(); i++) {
        if (shape.get(i) < 0 || strides.get(i) < 0)
          throw new IllegalArgumentException("has shape " + shape + " and strides " + strides);
        last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1L, strides.get(i)));
      }
      return last;
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("of shape " + shape + " is too large", e);
    }
  }

  /**
   * The number of its elements; one of a storage may be many of them.
   *
   * @throws IllegalArgumentException if they are more than 2^63
   */
  public long size() {
    long size = 1;
    try {
      for (int extent : shape) size = Math.multiplyExact(size, extent);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("of shape " + shape + " is too large", e);
    }
    return size;
  }
}

package io.github.flows4j.io;

import java.util.List;

/**
 * What a safetensors file says of one tensor.
 *
 * @param name its name, unique in the file
 * @param dtype the type of its elements
 * @param shape its sizes, row-major; empty for a single number
 * @param begin its first byte, counted from the start of the data
 * @param end the byte after its last; end - begin is what shape and dtype need
 */
public record TensorEntry(String name, DType dtype, List<Integer> shape, long begin, long end) {
  /** Copies the shape. */
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** The number of elements. */
  public long size() {
    return (end - begin) / dtype.bytes();
  }
}

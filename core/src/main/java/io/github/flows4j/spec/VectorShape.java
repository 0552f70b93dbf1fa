package io.github.flows4j.spec;

/**
 * The shape of a vector of features.
 *
 * @param size features, at least 1
 */
public record VectorShape(int size) implements EventShape {
  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public VectorShape {
    if (size < 1) throw new IllegalArgumentException("features must be >= 1, was " + size);
  }

  @Override
  public int channels() {
    return size;
  }
}

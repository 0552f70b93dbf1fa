package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A tensor that a flow needs: its name, shape, how it starts and whether training moves it.
 *
 * @param name dotted name, unique within its flow
 * @param shape sizes, each at least 1, row-major; empty for a single number
 * @param initial how it starts
 * @param trained true for parameters, false for running statistics and other fixed numbers
 */
public record TensorSpec(String name, List<Integer> shape, Initial initial, boolean trained) {
  /**
   * Checks name and shape.
   *
   * @throws IllegalArgumentException if the name is blank, a size below 1, or the size overflows
   */
  public TensorSpec {
    if (name.isBlank()) throw new IllegalArgumentException("a tensor needs a name");
    shape = List.copyOf(shape);
    Checks.widths("shape", shape);
    Objects.requireNonNull(initial, "initial");
    size(shape);
  }

  /** A parameter. */
  public static TensorSpec trained(String name, Initial initial, Integer... shape) {
    return new TensorSpec(name, List.of(shape), initial, true);
  }

  /** Numbers that training does not move by gradients. */
  public static TensorSpec buffer(String name, Initial initial, Integer... shape) {
    return new TensorSpec(name, List.of(shape), initial, false);
  }

  /**
   * Weight [outputs, inputs] and bias [outputs] of a dense layer, uniform in +-1/sqrt(inputs) or
   * zero.
   */
  static List<TensorSpec> dense(String name, int inputs, int outputs, LastLayer start) {
    Initial initial =
        start == LastLayer.ZERO ? Initial.ZERO : new Initial.Uniform(1 / Math.sqrt(inputs));
    return new ArrayList<>(
        List.of(
            trained(name + ".weight", initial, outputs, inputs),
            trained(name + ".bias", initial, outputs)));
  }

  /** The number of elements. */
  public int size() {
    return size(shape);
  }

  /** The same tensor under a longer name. */
  public TensorSpec prefixed(String prefix) {
    return new TensorSpec(prefix + name, shape, initial, trained);
  }

  /** The same tensor with another start. */
  TensorSpec starting(Initial other) {
    return new TensorSpec(name, shape, other, trained);
  }

  private static int size(List<Integer> shape) {
    int size = 1;
    for (int extent : shape) {
      try {
        size = Math.multiplyExact(size, extent);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException("a tensor of shape " + shape + " is too large", e);
      }
    }
    return size;
  }
}

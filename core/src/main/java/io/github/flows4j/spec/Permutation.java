package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Features put in another order: y[j] = x[order[j]]. Its log-determinant is 0. The order itself is
 * stored, never only a seed.
 *
 * @param order each of 0..D-1 once
 */
public record Permutation(List<Integer> order) implements Transform {
  /**
   * Checks that the order is a permutation.
   *
   * @throws IllegalArgumentException quoting the index that is missing, repeated or outside
   */
  public Permutation {
    order = List.copyOf(order);
    if (order.isEmpty()) throw new IllegalArgumentException("order must not be empty");
    boolean[] seen = new boolean[order.size()];
    for (int index : order) {
      if (index < 0 || index >= seen.length)
        throw new IllegalArgumentException(
            "order must hold 0.." + (seen.length - 1) + ", held " + index);
      if (seen[index]) throw new IllegalArgumentException("order holds " + index + " twice");
      seen[index] = true;
    }
  }

  /** Features in reverse. */
  public static Permutation reverse(int features) {
    List<Integer> order = identity(features);
    Collections.reverse(order);
    return new Permutation(order);
  }

  /** Features in an order drawn from a seed. */
  public static Permutation random(int features, long seed) {
    List<Integer> order = identity(features);
    Collections.shuffle(order, new Random(seed));
    return new Permutation(order);
  }

  static List<Integer> identity(int features) {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < features; i++) order.add(i);
    return order;
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    return List.of();
  }

  @Override
  public void check(EventShape shape, int context) {
    int features = shape.channels();
    if (order.size() != features)
      throw new IllegalArgumentException(
          "order is for " + order.size() + " features, the flow has " + features);
  }
}

package io.github.flows4j.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * An immutable set of named tensors: a flow's weights and running statistics, in the order of its
 * description.
 */
public final class Tensors {
  private final Map<String, Tensor> byName;

  private Tensors(Map<String, Tensor> byName) {
    this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /** Tensors by name, in the map's order. */
  public static Tensors of(Map<String, Tensor> byName) {
    return new Tensors(byName);
  }

  /** The tensors that a flow starts with: each drawn as its description says, from the seed. */
  public static Tensors initial(FlowSpec spec, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors()) {
      float[] values = new float[tensor.size()];
      for (int i = 0; i < values.length; i++) values[i] = draw(tensor.initial(), random);
      byName.put(tensor.name(), Tensor.wrap(tensor.shape(), values));
    }
    return new Tensors(byName);
  }

  private static float draw(Initial initial, SplittableRandom random) {
    if (initial instanceof Initial.Constant constant) return (float) constant.value();
    if (initial instanceof Initial.Uniform uniform)
      return (float) (uniform.bound() * (2 * random.nextDouble() - 1));
    throw new AssertionError(initial);
  }

  /**
   * Checks that these are the tensors that a flow needs, no more and no fewer.
   *
   * @throws IllegalArgumentException naming the first tensor that is missing, unknown, or of
   *     another shape
   */
  public void check(FlowSpec spec) {
    List<TensorSpec> needed = spec.tensors();
    for (TensorSpec tensor : needed) {
      Tensor given = byName.get(tensor.name());
      if (given == null)
        throw new IllegalArgumentException("tensor " + tensor.name() + " is missing");
      if (!given.shape().equals(tensor.shape()))
        throw new IllegalArgumentException(
            "tensor "
                + tensor.name()
                + " must have shape "
                + tensor.shape()
                + ", has "
                + given.shape());
    }
    if (byName.size() == needed.size()) return;
    Map<String, Tensor> left = new LinkedHashMap<>(byName);
    for (TensorSpec tensor : needed) left.remove(tensor.name());
    throw new IllegalArgumentException(
        "tensor " + left.keySet().iterator().next() + " is not part of the flow");
  }

  /** All of them, in order. */
  public Map<String, Tensor> byName() {
    return byName;
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public Tensor get(String name) {
    Tensor tensor = byName.get(name);
    if (tensor == null) throw new IllegalArgumentException("no tensor " + name);
    return tensor;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensors tensors && tensors.byName.equals(byName);
  }

  @Override
  public int hashCode() {
    return byName.hashCode();
  }

  @Override
  public String toString() {
    return "Tensors" + byName;
  }
}

package io.github.flows4j.spark;

import io.github.flows4j.engine.training.TrainingState;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Between a training's state and one array of numbers, which is what goes between machines:
 * weights, Adam's two moments, and the weights' moving average where one is kept.
 */
final class Numbers {
  private final List<TensorSpec> all;
  private final List<TensorSpec> trained;
  private final boolean averaging;

  Numbers(FlowSpec spec, boolean averaging) {
    all = spec.tensors();
    trained = all.stream().filter(TensorSpec::trained).toList();
    this.averaging = averaging;
  }

  private static int size(List<TensorSpec> tensors) {
    return tensors.stream().mapToInt(TensorSpec::size).sum();
  }

  /** How many weights and running statistics there are. */
  int weights() {
    return size(all);
  }

  /** How many numbers a state is. */
  int size() {
    return size(all) * (averaging ? 2 : 1) + 2 * size(trained);
  }

  /** Weights alone. */
  float[] of(Tensors tensors) {
    float[] numbers = new float[weights()];
    put(all, tensors, numbers, 0);
    return numbers;
  }

  /** A whole state. */
  float[] of(TrainingState state) {
    float[] numbers = new float[size()];
    int at = put(all, state.tensors(), numbers, 0);
    at = put(trained, state.first(), numbers, at);
    at = put(trained, state.second(), numbers, at);
    if (averaging) put(all, state.average(), numbers, at);
    return numbers;
  }

  private static int put(List<TensorSpec> specs, Tensors tensors, float[] numbers, int from) {
    int at = from;
    for (TensorSpec spec : specs) {
      Tensor tensor = tensors.get(spec.name());
      for (int i = 0; i < tensor.size(); i++) numbers[at++] = tensor.get(i);
    }
    return at;
  }

  /** The weights of a state, or of weights alone. */
  Tensors tensors(float[] numbers) {
    return take(all, numbers, 0);
  }

  /** The weights to be judged by: the average where one is kept. */
  Tensors judged(float[] numbers) {
    return take(all, numbers, averaging ? size() - weights() : 0);
  }

  /** A state after so many steps. */
  TrainingState state(long steps, float[] numbers) {
    int moments = size(trained);
    Tensors tensors = tensors(numbers);
    return new TrainingState(
        steps,
        tensors,
        take(trained, numbers, weights()),
        take(trained, numbers, weights() + moments),
        averaging ? judged(numbers) : tensors);
  }

  private static Tensors take(List<TensorSpec> specs, float[] numbers, int from) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    int at = from;
    for (TensorSpec spec : specs) {
      int start = at;
      byName.put(spec.name(), Tensor.of(spec.shape(), i -> numbers[start + i]));
      at += spec.size();
    }
    return Tensors.of(byName);
  }
}

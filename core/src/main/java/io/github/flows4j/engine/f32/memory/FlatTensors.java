package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;

/** Between named tensors and a flat array of a flow's layout. */
public final class FlatTensors {
  private FlatTensors() {}

  /**
   * The tensors that a flat array holds, in the order of the flow's description, in single
   * precision.
   */
  public static Tensors read(FlowSpec spec, Layout layout, float[] values, boolean trainedOnly) {
    Map<String, Tensor> byName = new LinkedHashMap<>();
    for (TensorSpec tensor : spec.tensors()) {
      if (trainedOnly && !tensor.trained()) continue;
      Slot slot = layout.slot(tensor.name());
      byName.put(tensor.name(), Tensor.of(tensor.shape(), i -> slot.get(values, i)));
    }
    return Tensors.of(byName);
  }

  /** Writes tensors to a flat array. */
  public static void write(Tensors tensors, Layout layout, float[] values) {
    tensors
        .byName()
        .forEach(
            (name, tensor) -> {
              Slot slot = layout.slot(name);
              for (int i = 0; i < tensor.size(); i++) slot.set(values, i, tensor.get(i));
            });
  }
}

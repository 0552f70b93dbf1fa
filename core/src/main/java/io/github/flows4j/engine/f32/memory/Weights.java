package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Tensors;

/**
 * A flow's numbers as the engine keeps them: one flat array, and the transposed copies that
 * backward passes read.
 */
public final class Weights {
  private final Layout layout;
  private final Kernels kernels;
  private final float[] values;
  private final float[] transposed;
  private final boolean fixed;

  /** The given tensors in the engine's layout, to be trained. */
  public Weights(Layout layout, Kernels kernels, Tensors tensors) {
    this(layout, kernels, tensors, false);
  }

  /**
   * The given tensors in the engine's layout.
   *
   * @param fixed whether they stay as they are: then masked layers have transposed copies too, by
   *     which single rows are scored
   */
  public Weights(Layout layout, Kernels kernels, Tensors tensors, boolean fixed) {
    this.fixed = fixed;
    this.layout = layout;
    this.kernels = kernels;
    values = new float[layout.length()];
    transposed = new float[layout.transposedLength()];
    load(tensors);
  }

  /** A count rounded up to whole vectors. */
  public int padded(int count) {
    return kernels.pad(count);
  }

  /** The flat array. */
  public float[] values() {
    return values;
  }

  /** The transposed copies of all matrices. */
  public float[] transposed() {
    return transposed;
  }

  /** Where things are. */
  public Layout layout() {
    return layout;
  }

  /** Takes over the given tensors. */
  public void load(Tensors tensors) {
    FlatTensors.write(tensors, layout, values);
    for (Slot slot : layout.slots()) {
      transpose(slot, 0, slot.rows());
      if (fixed && slot.arrangement() != null && slot.matrix()) copyArranged(slot);
    }
  }

  private void copyArranged(Slot slot) {
    kernels.transpose(
        slot.rows(),
        slot.arrangement().columns(),
        values,
        slot.at(),
        slot.stride(),
        transposed,
        slot.transposedAt(),
        slot.transposedStride());
  }

  /** Whether masked layers have transposed copies. */
  boolean fixed() {
    return fixed;
  }

  /**
   * Brings the transposed copy of a matrix up to date for inputs {@code from} to {@code to}, or the
   * copies of a stack for so many of its rows.
   */
  public void transpose(Slot slot, int from, int to) {
    if (slot.stack() != null) {
      copyStack(slot, slot.stack(), from, to);
      return;
    }
    if (!slot.matrix() || slot.arrangement() != null) return;
    kernels.transpose(
        to - from,
        slot.outputs(),
        values,
        slot.at() + from * slot.stride(),
        slot.stride(),
        transposed,
        slot.transposedAt() + from,
        slot.transposedStride());
  }

  private void copyStack(Slot slot, Stack stack, int from, int to) {
    boolean magnitudes = stack.magnitudes();
    int start = from * slot.stride();
    int length = (to - from) * slot.stride();
    if (magnitudes)
      kernels.magnitudes(
          length, values, slot.at() + start, transposed, slot.transposedAt() + start);
    if (stack.last()) return;
    int inputs = stack.inputs();
    for (int network = from / inputs; network * inputs < to; network++) {
      int first = Math.max(stack.skipped(), from - network * inputs);
      int end = Math.min(inputs, to - network * inputs);
      int at = magnitudes ? slot.magnitudesAt(network) : slot.networkAt(network);
      kernels.transpose(
          end - first,
          stack.outputs(),
          magnitudes ? transposed : values,
          at + first * slot.stride(),
          slot.stride(),
          transposed,
          slot.turnedAt(network) + first - stack.skipped(),
          slot.transposedStride());
    }
  }
}

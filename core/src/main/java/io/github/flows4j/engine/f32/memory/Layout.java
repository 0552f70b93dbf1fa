package io.github.flows4j.engine.f32.memory;

import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * Where each tensor of a flow lives in one flat array: first all that training moves, then the
 * rest.
 */
public final class Layout {
  private final Map<String, Slot> byName = new LinkedHashMap<>();
  private final int trainedLength;
  private final int length;
  private final int transposedLength;

  /** Lays out a flow's tensors with rows padded by the given rule. */
  public Layout(FlowSpec spec, IntUnaryOperator pad) {
    List<TensorSpec> trained = new ArrayList<>();
    List<TensorSpec> fixed = new ArrayList<>();
    for (TensorSpec tensor : spec.tensors()) (tensor.trained() ? trained : fixed).add(tensor);
    Map<String, Arrangement> arrangements = MaskedPlan.ofFlow(spec);
    Map<String, Stack> stacks = Stack.ofFlow(spec);
    int[] next = new int[2];
    for (TensorSpec tensor : trained) place(tensor, next, pad, arrangements, stacks);
    trainedLength = next[0];
    for (TensorSpec tensor : fixed) place(tensor, next, pad, arrangements, stacks);
    length = next[0];
    transposedLength = next[1];
  }

  private void place(
      TensorSpec tensor,
      int[] next,
      IntUnaryOperator pad,
      Map<String, Arrangement> arrangements,
      Map<String, Stack> stacks) {
    String name = tensor.name();
    String layer = name.substring(0, name.lastIndexOf('.') + 1);
    Arrangement arrangement =
        layer.isEmpty() ? null : arrangements.get(layer.substring(0, layer.length() - 1));
    if (arrangement != null) {
      placeArranged(tensor, next, pad, arrangement, byName.get(layer + "weight"));
      return;
    }
    Stack stack = stacks.get(name);
    if (stack != null) {
      placeStack(tensor, next, pad, stack);
      return;
    }
    boolean columns = tensor.shape().size() == 4 && tapsInColumns(tensor.shape(), pad);
    Slot shape = new Slot(tensor, 0, 0, 0, 0, null, columns, null);
    int outputs = shape.outputs();
    int transposedStride = shape.matrix() ? pad.applyAsInt(shape.inputs()) : 0;
    int stride = pad.applyAsInt(outputs);
    Slot slot = new Slot(tensor, next[0], stride, next[1], transposedStride, null, columns, null);
    byName.put(tensor.name(), slot);
    next[0] = Math.addExact(next[0], slot.length());
    if (slot.matrix())
      next[1] = Math.addExact(next[1], Math.multiplyExact(outputs, transposedStride));
  }

  /**
   * Which form of a convolution's weight costs fewer multiplications, padding included, over the
   * three products of a training step: forward, by input, by weight.
   */
  private static boolean tapsInColumns(List<Integer> shape, IntUnaryOperator pad) {
    int outputs = shape.get(0);
    int inputs = shape.get(1);
    int taps = shape.get(2) * shape.get(3);
    long inRows =
        2L * taps * inputs * pad.applyAsInt(outputs)
            + (long) outputs * pad.applyAsInt(taps * inputs);
    long inColumns =
        (long) inputs * pad.applyAsInt(taps * outputs)
            + 2L * taps * outputs * pad.applyAsInt(inputs);
    return inColumns < inRows;
  }

  private void placeStack(TensorSpec tensor, int[] next, IntUnaryOperator pad, Stack stack) {
    int copyStride = pad.applyAsInt(stack.inputs() - stack.skipped());
    int stride = pad.applyAsInt(stack.columns());
    Slot slot = new Slot(tensor, next[0], stride, next[1], copyStride, null, false, stack);
    byName.put(tensor.name(), slot);
    next[0] = Math.addExact(next[0], Math.multiplyExact(stack.rows(), stride));
    if (stack.magnitudes()) next[1] = Math.addExact(next[1], slot.length());
    int turnedRows = stack.last() ? 0 : stack.networks() * stack.outputs();
    next[1] = Math.addExact(next[1], Math.multiplyExact(turnedRows, copyStride));
  }

  /** A masked layer's weight, or its bias, which lives in the weight's first column. */
  private void placeArranged(
      TensorSpec tensor, int[] next, IntUnaryOperator pad, Arrangement arrangement, Slot weight) {
    boolean first = weight == null;
    int at = first ? next[0] : weight.at();
    int stride = pad.applyAsInt(arrangement.columns());
    int copyStride = first ? pad.applyAsInt(arrangement.rows()) : 0;
    Slot slot = new Slot(tensor, at, stride, next[1], copyStride, arrangement, false, null);
    byName.put(tensor.name(), slot);
    if (!first) return;
    next[0] = Math.addExact(at, Math.multiplyExact(arrangement.rows(), stride));
    next[1] = Math.addExact(next[1], Math.multiplyExact(arrangement.columns(), copyStride));
  }

  /** The slot of a tensor. */
  public Slot slot(String name) {
    Slot slot = byName.get(name);
    if (slot == null) throw new AssertionError("no tensor " + name);
    return slot;
  }

  /** All slots, the trained ones first. */
  public Iterable<Slot> slots() {
    return byName.values();
  }

  /** Elements that training moves, padding included: they come first. */
  public int trainedLength() {
    return trainedLength;
  }

  /** Elements in all, padding included. */
  public int length() {
    return length;
  }

  /** Elements of the transposed copies of all matrices. */
  public int transposedLength() {
    return transposedLength;
  }
}

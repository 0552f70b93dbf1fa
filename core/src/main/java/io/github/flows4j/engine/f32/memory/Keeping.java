package io.github.flows4j.engine.f32.memory;

/** What a pass keeps of a layer's work after the next layer has begun. */
public enum Keeping {
  /** Nothing: there will be no backward pass. */
  NOTHING,
  /** Everything that the layer needs on the way back. */
  EVERYTHING,
  /**
   * Of the layers whose networks need much, their inputs only: on the way back each runs forward
   * once more. The gradients are the same, bit for bit.
   */
  INPUTS
}

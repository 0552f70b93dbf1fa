package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * One transform at work on the tile of a pass, in place. A layer holds no state of its own: what a
 * backward pass needs, forward leaves in the pass's buffers.
 */
public interface Layer {
  /** Data to latent; adds log|det| of each row. */
  void forward(Pass pass);

  /** Latent to data, always as in evaluation; adds log|det| of each row. */
  void inverse(Pass pass);

  /**
   * After a forward pass over the same tile: turns the gradient by outputs, in the pass's rows,
   * into the gradient by inputs, with the pass's seed as the derivative by each row's
   * log-determinant; adds weight and context gradients.
   */
  void backward(Pass pass);

  /**
   * Whether it needs so much more for its way back than its input that running forward once more is
   * worth while.
   */
  default boolean recomputable() {
    return false;
  }

  /**
   * After an inverse pass over the same tile: turns the gradient by data, in the pass's rows, into
   * the gradient by latents, with the pass's seed as the derivative by each row's log-determinant
   * of the inverse; adds weight and context gradients.
   */
  void backwardInverse(Pass pass);
}

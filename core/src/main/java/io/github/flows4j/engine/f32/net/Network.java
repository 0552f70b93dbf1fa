package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * A conditioner at work: rows of inputs to the parameters of univariate maps. Parameter p of the
 * moved feature j of row r is {@code theta[p * stride + r * moved + j]}.
 */
public interface Network {
  /** Computes theta from {@code input}, [rows, inputs]. */
  void forward(Pass pass, float[] input, float[] theta, int stride);

  /**
   * After a forward pass over the same rows: adds weight gradients to the pass's, and writes {@code
   * gradInput}, [rows, inputs].
   */
  void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput);
}

package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * A masked conditioner at work, lanes over the rows of a tile. Its input is [1 + context +
 * features][rows padded]: ones, context, then features in the order of sampling. Its output theta
 * is [features in that order][parameters][rows padded].
 *
 * <p>It runs whole, or step by step as sampling comes to know features: each unit is computed once
 * either way.
 */
public interface MaskedNetwork {
  /** The array that its input is to be written to. */
  float[] input(Pass pass);

  /** Computes theta. */
  void forward(Pass pass, float[] theta);

  /** Computes what a step's features need: hidden units of the step, and their rows of theta. */
  void forwardStep(Pass pass, int step, float[] theta);

  /**
   * After {@link #forward} or all its steps: writes the gradients by hidden units and input, and
   * adds those by weights.
   */
  void backward(Pass pass, float[] gradTheta, float[] gradInput);

  /**
   * Going back through the steps, from the last to the first: writes the rows of gradInput of the
   * step's features, once all later steps are done.
   */
  void backwardInputs(Pass pass, int step, float[] gradTheta, float[] gradInput);

  /** Then, with the rows of gradTheta of the step's features there: gradients by hidden units. */
  void backwardUnits(Pass pass, int step, float[] gradTheta);

  /** After all steps: adds gradients by weights, writes the rows of gradInput of the context. */
  void backwardEnd(Pass pass, float[] gradTheta, float[] gradInput);
}

package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * A masked conditioner at work, lanes over the rows of a tile. Its input is [columns][rows padded]:
 * ones, the context unless that comes in by gates, then features in the order of sampling; the
 * gradient by input always has context rows. Its output theta is [features in that
 * order][parameters][rows padded].
 *
 * <p>It runs over a range of steps: over all of them where the features are known, or over one
 * after another as sampling comes to know them. Each unit is computed once either way.
 */
public interface MaskedNetwork {
  /** The array that its input is to be written to; ones it writes itself. */
  float[] input(Pass pass);

  /** The row of the input that is the first feature's: what lies between it and 1 is context. */
  int firstFeature();

  /**
   * Computes what the features of some steps need, and no step before them did: hidden units and
   * their rows of theta.
   */
  void forward(Pass pass, int fromStep, int toStep, float[] theta);

  /**
   * Going back, with the rows of gradTheta of the steps' features there: the gradients by the
   * steps' hidden units, once all later steps are done.
   */
  void backwardUnits(Pass pass, int fromStep, int toStep, float[] gradTheta);

  /** The rows of gradInput of the steps' features, once all later steps' units are done. */
  void backwardInputs(Pass pass, int fromStep, int toStep, float[] gradTheta, float[] gradInput);

  /**
   * After all steps: adds gradients by weights, and writes the rows of gradInput of the context.
   */
  void backwardEnd(Pass pass, float[] gradTheta, float[] gradInput);
}

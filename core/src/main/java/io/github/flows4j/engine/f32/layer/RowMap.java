package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * An invertible map of whole rows at work: row r is at {@code r * features} of arrays of rows, its
 * parameter p at {@code theta[p * rows + r]}, where rows is the number of rows of the pass's tile.
 */
interface RowMap {
  /** How many parameters a row has. */
  int parameters();

  /** x becomes f(x), in place; log|det|. */
  double forward(Pass pass, int r, float[] x, float[] theta);

  /** y becomes the x with f(x) = y, in place; log|det| of this, the inverse. */
  double inverse(Pass pass, int r, float[] y, float[] theta);

  /**
   * Turns the gradient by f(x) into that by x, in place, and writes that by the parameters.
   *
   * @param seed the derivative by log|det|
   */
  void backward(
      Pass pass, int r, float[] x, float[] theta, double seed, float[] grad, float[] gradTheta);

  /**
   * Turns the gradient by x = f^-1(y), in place, into that by y.
   *
   * @param seed the derivative by log|det| of the inverse, which is minus that of f at x
   */
  void backwardInverse(Pass pass, int r, float[] x, float[] theta, double seed, float[] grad);
}

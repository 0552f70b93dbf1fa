package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;

/**
 * A univariate map over the numbers of a {@link Run}: number i is {@code x[run.at() + i]}, its
 * parameter p {@code theta[run.thetaAt() + p * run.stride() + i]}; y, log-derivatives and gradients
 * of numbers are at the places of the numbers, gradients of parameters at those of parameters.
 *
 * <p>{@code logDet} takes the log-derivative of each number; what forward leaves there and in the
 * map's own buffers (claimed for all numbers of a row, at the places of the numbers), backward
 * finds there.
 */
public interface UnivariateMap {
  /** y = f(x; theta), logDet = log|dy/dx|. y is not x. */
  void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet);

  /** x with f(x; theta) = y, logDet = log|dx/dy|. x is not y. */
  void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet);

  /**
   * The derivatives, after a forward pass over the same numbers: writes gradX and gradTheta; adds
   * the gradients of tensors of its own to the pass's, if the pass wants them.
   *
   * @param gradY dL/dy
   * @param gradLogDet dL/d logDet
   */
  void backward(
      Pass pass,
      Run run,
      float[] x,
      float[] theta,
      float[] logDet,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta);
}

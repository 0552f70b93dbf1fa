package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;

/**
 * A univariate map over n numbers at once. Parameter p of number i is {@code theta[p * stride +
 * i]}.
 *
 * <p>{@code logDet} takes the log-derivative of each number; what forward leaves there, backward
 * finds there.
 */
public interface UnivariateMap {
  /** y = f(x; theta), logDet = log|dy/dx|. y is not x. */
  void forward(Pass pass, int n, float[] x, float[] theta, int stride, float[] y, float[] logDet);

  /** x with f(x; theta) = y, logDet = log|dx/dy|. x is not y. */
  void inverse(Pass pass, int n, float[] y, float[] theta, int stride, float[] x, float[] logDet);

  /**
   * The derivatives, after a forward pass over the same numbers: writes gradX and gradTheta.
   *
   * @param gradY dL/dy
   * @param gradLogDet dL/d logDet
   */
  void backward(
      Pass pass,
      int n,
      float[] x,
      float[] theta,
      int stride,
      float[] logDet,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta);
}

package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.ScaleBound;

/** y = x exp(l) + b, l = bound(a); or without b. Parameters: b, then a. */
final class AffineMap implements UnivariateMap {
  private final Kernels kernels;
  private final Bound bound;
  private final boolean shifting;
  private final int scaleBuffer;
  private final int gradBuffer;

  /**
   * Claims its buffers.
   *
   * @param shifting whether there is a b
   * @param numbers numbers it maps for each row
   */
  AffineMap(Kernels kernels, ScaleBound bound, boolean shifting, int numbers, BufferPlan plan) {
    this.kernels = kernels;
    this.bound = new Bound(kernels, bound);
    this.shifting = shifting;
    scaleBuffer = plan.perRow(numbers);
    gradBuffer = plan.perRow(numbers);
  }

  @Override
  public void forward(
      Pass pass, int n, float[] x, float[] theta, int stride, float[] y, float[] logDet) {
    float[] scale = pass.buffer(scaleBuffer);
    bound.apply(n, theta, scaleAt(stride), logDet);
    kernels.exp(n, logDet, 0, scale, 0);
    if (shifting) for (int i = 0; i < n; i++) y[i] = x[i] * scale[i] + theta[i];
    else for (int i = 0; i < n; i++) y[i] = x[i] * scale[i];
  }

  @Override
  public void inverse(
      Pass pass, int n, float[] y, float[] theta, int stride, float[] x, float[] logDet) {
    float[] scale = pass.buffer(scaleBuffer);
    bound.apply(n, theta, scaleAt(stride), logDet);
    for (int i = 0; i < n; i++) logDet[i] = -logDet[i];
    kernels.exp(n, logDet, 0, scale, 0);
    if (shifting) for (int i = 0; i < n; i++) x[i] = (y[i] - theta[i]) * scale[i];
    else for (int i = 0; i < n; i++) x[i] = y[i] * scale[i];
  }

  @Override
  public void backward(
      Pass pass,
      int n,
      float[] x,
      float[] theta,
      int stride,
      float[] logDet,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta) {
    float[] scale = pass.buffer(scaleBuffer);
    float[] gradL = pass.buffer(gradBuffer);
    for (int i = 0; i < n; i++) gradX[i] = gradY[i] * scale[i];
    for (int i = 0; i < n; i++) gradL[i] = gradX[i] * x[i] + gradLogDet[i];
    if (shifting) System.arraycopy(gradY, 0, gradTheta, 0, n);
    int at = scaleAt(stride);
    bound.backward(n, theta, at, logDet, gradL, gradTheta, at);
  }

  private int scaleAt(int stride) {
    return shifting ? stride : 0;
  }
}

package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
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
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    int at = run.at();
    int n = run.count();
    int b = run.thetaAt();
    float[] scale = pass.buffer(scaleBuffer);
    bound.apply(n, theta, scaleAt(run), logDet, at);
    kernels.exp(n, logDet, at, scale, at);
    if (shifting) for (int i = 0; i < n; i++) y[at + i] = x[at + i] * scale[at + i] + theta[b + i];
    else for (int i = 0; i < n; i++) y[at + i] = x[at + i] * scale[at + i];
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    int at = run.at();
    int n = run.count();
    int b = run.thetaAt();
    float[] scale = pass.buffer(scaleBuffer);
    bound.apply(n, theta, scaleAt(run), logDet, at);
    for (int i = at; i < at + n; i++) logDet[i] = -logDet[i];
    kernels.exp(n, logDet, at, scale, at);
    if (shifting)
      for (int i = 0; i < n; i++) x[at + i] = (y[at + i] - theta[b + i]) * scale[at + i];
    else for (int i = 0; i < n; i++) x[at + i] = y[at + i] * scale[at + i];
  }

  @Override
  public void backward(
      Pass pass,
      Run run,
      float[] x,
      float[] theta,
      float[] logDet,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta) {
    int at = run.at();
    int n = run.count();
    float[] scale = pass.buffer(scaleBuffer);
    float[] gradL = pass.buffer(gradBuffer);
    for (int i = at; i < at + n; i++) gradX[i] = gradY[i] * scale[i];
    for (int i = at; i < at + n; i++) gradL[i] = gradX[i] * x[i] + gradLogDet[i];
    if (shifting) System.arraycopy(gradY, at, gradTheta, run.thetaAt(), n);
    bound.backward(n, theta, scaleAt(run), logDet, at, gradL, at, gradTheta, scaleAt(run));
  }

  private int scaleAt(Run run) {
    return shifting ? run.thetaAt() + run.stride() : run.thetaAt();
  }
}

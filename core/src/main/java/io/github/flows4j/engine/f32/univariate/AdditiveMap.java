package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import java.util.Arrays;

/** y = x + b. */
final class AdditiveMap implements UnivariateMap {
  @Override
  public void forward(
      Pass pass, int n, float[] x, float[] theta, int stride, float[] y, float[] logDet) {
    for (int i = 0; i < n; i++) y[i] = x[i] + theta[i];
    Arrays.fill(logDet, 0, n, 0);
  }

  @Override
  public void inverse(
      Pass pass, int n, float[] y, float[] theta, int stride, float[] x, float[] logDet) {
    for (int i = 0; i < n; i++) x[i] = y[i] - theta[i];
    Arrays.fill(logDet, 0, n, 0);
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
    System.arraycopy(gradY, 0, gradX, 0, n);
    System.arraycopy(gradY, 0, gradTheta, 0, n);
  }
}

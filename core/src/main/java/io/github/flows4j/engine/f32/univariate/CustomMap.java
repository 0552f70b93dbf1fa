package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.spec.UnivariateFunction;

/** A user's own map, called for one number at a time. */
@SuppressWarnings("cast")
final class CustomMap implements UnivariateMap {
  private final UnivariateFunction function;

  CustomMap(UnivariateFunction function) {
    this.function = function;
  }

  @Override
  public void forward(
      Pass pass, int n, float[] x, float[] theta, int stride, float[] y, float[] logDet) {
    double[] own = new double[function.parametersPerFeature()];
    double[] out = new double[2];
    for (int i = 0; i < n; i++) {
      gather(theta, stride, i, own);
      function.forward(x[i], own, out);
      y[i] = (float) out[0];
      logDet[i] = (float) out[1];
    }
  }

  @Override
  public void inverse(
      Pass pass, int n, float[] y, float[] theta, int stride, float[] x, float[] logDet) {
    double[] own = new double[function.parametersPerFeature()];
    double[] out = new double[2];
    for (int i = 0; i < n; i++) {
      gather(theta, stride, i, own);
      function.inverse(y[i], own, out);
      x[i] = (float) out[0];
      logDet[i] = (float) out[1];
    }
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
    double[] own = new double[function.parametersPerFeature()];
    double[] gradOwn = new double[own.length];
    for (int i = 0; i < n; i++) {
      gather(theta, stride, i, own);
      gradX[i] = (float) function.backward(x[i], own, gradY[i], gradLogDet[i], gradOwn);
      for (int p = 0; p < own.length; p++) gradTheta[p * stride + i] = (float) gradOwn[p];
    }
  }

  private static void gather(float[] theta, int stride, int i, double[] own) {
    for (int p = 0; p < own.length; p++) own[p] = theta[p * stride + i];
  }
}

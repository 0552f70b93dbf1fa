package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.spec.UnivariateFunction;

/** A user's own map, called for one number at a time. */
@SuppressWarnings("cast")
final class CustomMap implements UnivariateMap {
  private final UnivariateFunction function;

  CustomMap(UnivariateFunction function) {
    this.function = function;
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    double[] own = new double[function.parametersPerFeature()];
    double[] out = new double[2];
    for (int i = 0; i < run.count(); i++) {
      gather(theta, run, i, own);
      function.forward(x[run.at() + i], own, out);
      y[run.at() + i] = (float) out[0];
      logDet[run.at() + i] = (float) out[1];
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    double[] own = new double[function.parametersPerFeature()];
    double[] out = new double[2];
    for (int i = 0; i < run.count(); i++) {
      gather(theta, run, i, own);
      function.inverse(y[run.at() + i], own, out);
      x[run.at() + i] = (float) out[0];
      logDet[run.at() + i] = (float) out[1];
    }
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
    double[] own = new double[function.parametersPerFeature()];
    double[] gradOwn = new double[own.length];
    for (int i = 0; i < run.count(); i++) {
      gather(theta, run, i, own);
      gradX[run.at() + i] =
          (float)
              function.backward(
                  x[run.at() + i], own, gradY[run.at() + i], gradLogDet[run.at() + i], gradOwn);
      for (int p = 0; p < own.length; p++)
        gradTheta[run.thetaAt() + p * run.stride() + i] = (float) gradOwn[p];
    }
  }

  private static void gather(float[] theta, Run run, int i, double[] own) {
    int at = run.thetaAt() + i;
    for (int p = 0; p < own.length; p++) own[p] = theta[at + p * run.stride()];
  }
}

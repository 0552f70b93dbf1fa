package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import java.util.Arrays;

/** y = x + b. */
final class AdditiveMap implements UnivariateMap {
  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    int at = run.at();
    int b = run.thetaAt();
    for (int i = 0; i < run.count(); i++) y[at + i] = x[at + i] + theta[b + i];
    Arrays.fill(logDet, at, at + run.count(), 0);
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    int at = run.at();
    int b = run.thetaAt();
    for (int i = 0; i < run.count(); i++) x[at + i] = y[at + i] - theta[b + i];
    Arrays.fill(logDet, at, at + run.count(), 0);
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
    System.arraycopy(gradY, run.at(), gradX, run.at(), run.count());
    System.arraycopy(gradY, run.at(), gradTheta, run.thetaAt(), run.count());
  }
}

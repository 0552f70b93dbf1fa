package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;

/**
 * y = x / (1 + |x| / bound), log f' = -2 log(1 + |x| / bound); no parameters. At and beyond the
 * bound there is no preimage: x is NaN.
 */
@SuppressWarnings("cast")
final class SoftClipMap implements UnivariateMap {
  private final double bound;

  SoftClipMap(double bound) {
    this.bound = bound;
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    for (int i = run.at(); i < run.at() + run.count(); i++) {
      double size = Math.abs(x[i]);
      // Beyond the bound divided by |x| throughout, so that nothing overflows.
      boolean near = size <= bound;
      double clipped = near ? size / (1 + size / bound) : bound / (1 + bound / size);
      double log =
          near
              ? Math.log1p(size / bound)
              : Math.log(size) - Math.log(bound) + Math.log1p(bound / size);
      y[i] = (float) Math.copySign(clipped, x[i]);
      logDet[i] = (float) (-2 * log);
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    for (int i = run.at(); i < run.at() + run.count(); i++) {
      double part = Math.abs(y[i]) / bound;
      x[i] = part < 1 ? (float) (y[i] / (1 - part)) : Float.NaN;
      logDet[i] = part < 1 ? (float) (-2 * Math.log1p(-part)) : Float.NaN;
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
    for (int i = run.at(); i < run.at() + run.count(); i++) {
      double size = Math.abs(x[i]);
      double curve = -2 * Math.signum(x[i]) / (bound + size);
      gradX[i] = (float) (gradY[i] * Math.exp(logDet[i]) + gradLogDet[i] * curve);
    }
  }
}

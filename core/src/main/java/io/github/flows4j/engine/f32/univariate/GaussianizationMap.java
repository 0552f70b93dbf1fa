package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;

/**
 * y = Phi^-1 of the tails of a mixture: with v_k = x e^a_k + b_k and m = mean_k erf(v_k / sqrt 2),
 * y = sqrt 2 erfinv((1 - e) m), e = 1e-6. It is taken from the smaller tail, (e + (1 - e) mean_k
 * erfc(+-v_k / sqrt 2)) / 2, so that no digits are lost far out.
 *
 * <p>log f' = log(1 - e) - log K + log sum_k exp(a_k - v_k^2 / 2) + y^2 / 2. Parameters: b, then a.
 */
@SuppressWarnings("cast")
final class GaussianizationMap implements UnivariateMap {
  /** zuko's: what keeps erfinv away from 1. */
  private static final double MARGIN = 1e-6;

  private final int components;
  private final double logConstant;
  private final NumericInverse inverse;
  private final int yBuffer;
  private final int exponents;

  /**
   * Claims its buffers.
   *
   * @param numbers numbers it maps for each row
   */
  GaussianizationMap(int components, int numbers, BufferPlan plan) {
    this.components = components;
    logConstant = Math.log1p(-MARGIN) - Math.log(components);
    inverse = new NumericInverse(numbers, plan);
    yBuffer = plan.perRow(numbers);
    exponents = plan.doubles(components);
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    double[] exponent = pass.doubles(exponents);
    float[] kept = pass.buffer(yBuffer);
    int scales = components * run.stride();
    for (int i = 0; i < run.count(); i++) {
      int number = run.at() + i;
      double at = finite(x[number]);
      double below = 0;
      double above = 0;
      for (int k = 0; k < components; k++) {
        int b = run.thetaAt() + k * run.stride() + i;
        double a = theta[b + scales];
        double v = at * Math.exp(a) + theta[b];
        double square = -0.5 * v * v;
        double tail = NormalTail.above(Math.abs(v), Math.exp(square));
        above += v > 0 ? tail : 1 - tail;
        below += v > 0 ? 1 - tail : tail;
        exponent[k] = a + square;
      }
      double tail = 0.5 * MARGIN + (1 - MARGIN) * Math.min(above, below) / components;
      // Round-off may leave the smaller of two halves above a half.
      double size = NormalTail.quantile(Math.min(tail, 0.5));
      kept[number] = (float) (above < below ? size : -size);
      y[number] = kept[number];
      logDet[number] = (float) (logConstant + logSum(exponent) + 0.5 * size * size);
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    inverse.solve(this, pass, run, y, theta, x, logDet);
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
    double[] exponent = pass.doubles(exponents);
    float[] kept = pass.buffer(yBuffer);
    int scales = components * run.stride();
    for (int i = 0; i < run.count(); i++) {
      int number = run.at() + i;
      double at = finite(x[number]);
      double y = kept[number];
      double byLog = gradLogDet[number];
      // log f' holds y^2 / 2
      double byY = gradY[number] + byLog * y;
      double logSlope = logDet[number];
      double slope = Math.exp(logSlope);
      for (int k = 0; k < components; k++) {
        int b = run.thetaAt() + k * run.stride() + i;
        double a = theta[b + scales];
        double v = at * Math.exp(a) + theta[b];
        exponent[k] = a - 0.5 * v * v;
      }
      double all = logSum(exponent);
      double sum = byY * slope;
      for (int k = 0; k < components; k++) {
        int b = run.thetaAt() + k * run.stride() + i;
        double scale = Math.exp(theta[b + scales]);
        double v = at * scale + theta[b];
        // The component's share of the slope; dy/db is slope share / scale.
        double share = Math.exp(exponent[k] - all);
        double byV = byY * slope * share / scale - byLog * share * v;
        sum -= byLog * share * v * scale;
        gradTheta[b] = (float) byV;
        gradTheta[b + scales] = (float) (byV * at * scale + byLog * share);
      }
      gradX[number] = (float) sum;
    }
  }

  /** An infinity, which rows out of the range of the type become, as the largest number. */
  private static double finite(double x) {
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, x));
  }

  /** log sum exp; -infinity where all are, as far out as squares overflow. */
  private static double logSum(double[] exponent) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double e : exponent) largest = Math.max(largest, e);
    if (largest == Double.NEGATIVE_INFINITY) return largest;
    double sum = 0;
    for (double e : exponent) sum += Math.exp(e - largest);
    return largest + Math.log(sum);
  }
}

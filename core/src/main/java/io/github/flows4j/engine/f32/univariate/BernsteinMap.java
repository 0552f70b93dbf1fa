package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.spec.BernsteinUnivariate;
import java.util.Arrays;

/**
 * A Bernstein polynomial of order N = n + 4 in u = (x + B) / 2B by its increments d_1..d_N, which
 * are B's 2B / N twice, the n parameters' softmax of what is left, and 2B / N twice: with the basis
 * b_k, y = -B + sum_m d_m sum_(k &gt;= m) b_k, and f' is the polynomial of order N - 1 with
 * coefficients N d_m / 2B. All terms of f' are positive, so it loses no digits.
 *
 * <p>Outside u in (1e-6, 1 - 1e-6) it is y = x -+ 2e-6 B, as in zuko: values pass over 2e-6 B on
 * both sides, and those in between come back as the edge.
 */
@SuppressWarnings("cast")
final class BernsteinMap implements UnivariateMap {
  private static final double EDGE = 1e-6;

  private final int free;
  private final int order;
  private final double bound;
  private final double outer;
  private final double inner;
  private final double[] choose;
  private final double[] chooseSlope;
  private final double[] chooseCurve;
  private final NumericInverse inverse;
  private final int shares;
  private final int powers;
  private final int gradShares;

  /**
   * Claims its buffers.
   *
   * @param numbers numbers it maps for each row
   */
  BernsteinMap(BernsteinUnivariate univariate, int numbers, BufferPlan plan) {
    free = univariate.parametersPerFeature();
    order = free + 4;
    bound = univariate.bound();
    outer = 2 * bound / order;
    inner = 2 * bound - 4 * outer;
    choose = binomials(order);
    chooseSlope = binomials(order - 1);
    chooseCurve = binomials(order - 2);
    inverse = new NumericInverse(numbers, plan);
    shares = plan.perRow(numbers * free);
    powers = plan.doubles(order + 1);
    gradShares = plan.doubles(free);
  }

  private static double[] binomials(int n) {
    double[] row = new double[n + 1];
    row[0] = 1;
    // Below 2^53 exact, above within some units in the last place.
    for (int k = 1; k <= n; k++) row[k] = row[k - 1] * (n - k + 1) / k;
    return row;
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    float[] share = pass.buffer(shares);
    double[] power = pass.doubles(powers);
    // An inverse has them ready, and hands them in as the parameters.
    if (theta != share) softmax(run, theta, share);
    for (int i = run.at(); i < run.at() + run.count(); i++) {
      double u = (x[i] + bound) / (2 * bound);
      if (u <= EDGE || u >= 1 - EDGE) {
        y[i] = (float) (x[i] + (u <= EDGE ? -2 : 2) * bound * EDGE);
        logDet[i] = 0;
        continue;
      }
      fillPowers(u, power);
      double rest = 1;
      double above = 0;
      double sum = -bound;
      double slope = 0;
      for (int m = order; m > 0; m--) {
        double d = increment(share, i, m);
        above += choose[m] * power[m] * rest;
        sum += d * above;
        slope += d * chooseSlope[m - 1] * power[m - 1] * rest;
        rest *= 1 - u;
      }
      y[i] = (float) sum;
      logDet[i] = (float) Math.log(slope * order / (2 * bound));
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    float[] share = pass.buffer(shares);
    softmax(run, theta, share);
    inverse.solve(this, pass, run, y, share, x, logDet);
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
    float[] share = pass.buffer(shares);
    double[] power = pass.doubles(powers);
    double[] grad = pass.doubles(gradShares);
    for (int i = 0; i < run.count(); i++) {
      int number = run.at() + i;
      double u = (x[number] + bound) / (2 * bound);
      double byLog = 0;
      Arrays.fill(grad, 0);
      gradX[number] = gradY[number];
      if (u > EDGE && u < 1 - EDGE) {
        double logSlope = logDet[number];
        double slope = Math.exp(logSlope);
        byLog = gradLogDet[number] * order / (slope * 2 * bound);
        double curve = polynomials(share, number, u, power, gradY[number], byLog, grad);
        gradX[number] = (float) (gradY[number] * slope + byLog * curve);
      }
      softmaxBackward(share, number, grad, gradTheta, run.thetaAt() + i, run.stride());
    }
  }

  /**
   * Writes the gradient by the free increments, with byLog the derivative by the sum over m of d_m
   * times the basis of order N - 1; returns that sum's derivative by x.
   */
  private double polynomials(
      float[] share,
      int number,
      double u,
      double[] power,
      double byY,
      double byLog,
      double[] grad) {
    fillPowers(u, power);
    double rest = 1;
    double above = 0;
    double curve = 0;
    for (int m = order; m > 0; m--) {
      above += choose[m] * power[m] * rest;
      if (m > 2 && m <= order - 2)
        grad[m - 3] = byY * above + byLog * chooseSlope[m - 1] * power[m - 1] * rest;
      if (m > 1) {
        double bend = increment(share, number, m) - increment(share, number, m - 1);
        curve += bend * chooseCurve[m - 2] * power[m - 2] * rest;
      }
      rest *= 1 - u;
    }
    return curve * (order - 1) / (2 * bound);
  }

  private void softmaxBackward(
      float[] share, int number, double[] grad, float[] gradTheta, int at, int stride) {
    double mean = 0;
    for (int j = 0; j < free; j++) mean += share[number * free + j] * grad[j];
    for (int j = 0; j < free; j++)
      gradTheta[at + j * stride] = (float) (inner * share[number * free + j] * (grad[j] - mean));
  }

  /** d_m. */
  private double increment(float[] share, int number, int m) {
    return m <= 2 || m > order - 2 ? outer : inner * share[number * free + m - 3];
  }

  private void fillPowers(double u, double[] power) {
    power[0] = 1;
    for (int k = 1; k <= order; k++) power[k] = power[k - 1] * u;
  }

  /** The softmax of each number's parameters, number after number. */
  private void softmax(Run run, float[] theta, float[] share) {
    for (int i = 0; i < run.count(); i++) {
      int from = (run.at() + i) * free;
      int first = run.thetaAt() + i;
      double largest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < free; j++) largest = Math.max(largest, theta[first + j * run.stride()]);
      double sum = 0;
      for (int j = 0; j < free; j++) {
        share[from + j] = (float) Math.exp(theta[first + j * run.stride()] - largest);
        sum += share[from + j];
      }
      for (int j = 0; j < free; j++) share[from + j] = (float) (share[from + j] / sum);
    }
  }
}

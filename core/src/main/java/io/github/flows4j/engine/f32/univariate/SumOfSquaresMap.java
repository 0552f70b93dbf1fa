package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import java.util.Arrays;

/**
 * y = constant + the integral from 0 to x of g, g(t) = mean_i p_i(t)^2 + slope, p_i(t) = 1 + sum_j
 * a_ij (t / 10)^j; log f' = log g(x). The integral is Gauss-Legendre's with degree + 1 points,
 * which is exact; all its terms are positive, so no digits are lost between them.
 */
@SuppressWarnings("cast")
final class SumOfSquaresMap implements UnivariateMap {
  /** zuko's scale of x within the polynomials. */
  private static final double UNIT = 10;

  private final int terms;
  private final int polynomials;
  private final double slope;
  private final GaussLegendre rule;
  private final NumericInverse inverse;
  private final int coefficientsBuffer;
  private final int gradBuffer;

  /**
   * Claims its buffers.
   *
   * @param numbers numbers it maps for each row
   */
  SumOfSquaresMap(SumOfSquaresUnivariate univariate, int numbers, BufferPlan plan) {
    terms = univariate.degree() + 1;
    polynomials = univariate.polynomials();
    slope = univariate.slope();
    rule = new GaussLegendre(terms);
    inverse = new NumericInverse(numbers, plan);
    coefficientsBuffer = plan.doubles(polynomials * terms);
    gradBuffer = plan.doubles(polynomials * terms);
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    double[] a = pass.doubles(coefficientsBuffer);
    for (int i = 0; i < run.count(); i++) {
      gather(theta, run, i, a);
      double at = finite(x[run.at() + i]);
      double t = at / UNIT;
      double mean = 0;
      for (int q = 0; q < terms; q++) mean += rule.weight(q) * density(a, t * rule.node(q));
      double constant = theta[run.thetaAt() + a.length * run.stride() + i];
      y[run.at() + i] = (float) (at * mean + constant);
      logDet[run.at() + i] = (float) logDensity(a, t);
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
    double[] a = pass.doubles(coefficientsBuffer);
    double[] gradA = pass.doubles(gradBuffer);
    for (int i = 0; i < run.count(); i++) {
      gather(theta, run, i, a);
      int number = run.at() + i;
      double at = finite(x[number]);
      double t = at / UNIT;
      double density = density(a, t);
      double byLog = gradLogDet[number] / density;
      Arrays.fill(gradA, 0);
      for (int q = 0; q < terms; q++)
        addSquares(a, t * rule.node(q), gradY[number] * at * rule.weight(q), gradA);
      double curve = addSquares(a, t, byLog, gradA) / UNIT;
      gradX[number] = (float) (gradY[number] * density + byLog * curve);
      int first = run.thetaAt() + i;
      for (int p = 0; p < a.length; p++) gradTheta[first + p * run.stride()] = (float) gradA[p];
      gradTheta[first + a.length * run.stride()] = gradY[number];
    }
  }

  private static void gather(float[] theta, Run run, int i, double[] a) {
    int first = run.thetaAt() + i;
    for (int p = 0; p < a.length; p++) a[p] = theta[first + p * run.stride()];
  }

  /** An infinity, which rows out of the range of the type become, as the largest number. */
  private static double finite(double x) {
    return Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, x));
  }

  /** g at 10 t. */
  private double density(double[] a, double t) {
    double sum = 0;
    for (int k = 0; k < polynomials; k++) {
      double p = polynomial(a, k * terms, t);
      sum += p * p;
    }
    return sum / polynomials + slope;
  }

  private double polynomial(double[] a, int from, double t) {
    double p = 0;
    for (int j = terms - 1; j >= 0; j--) p = p * t + a[from + j];
    return 1 + p;
  }

  /** log g at 10 t, also where g overflows: then powers of t are taken out. */
  private double logDensity(double[] a, double t) {
    double g = density(a, t);
    if (g < Double.POSITIVE_INFINITY) return Math.log(g);
    double s = 1 / t;
    double sum = 0;
    for (int k = 0; k < polynomials; k++) {
      double p = 1 + a[k * terms];
      for (int j = 1; j < terms; j++) p = p * s + a[k * terms + j];
      sum += p * p;
    }
    return Math.log(sum / polynomials) + 2 * (terms - 1) * Math.log(Math.abs(t));
  }

  /** Adds weight dg/da to gradA; returns dg/dt, at 10 t. */
  private double addSquares(double[] a, double t, double weight, double[] gradA) {
    double change = 0;
    for (int k = 0; k < polynomials; k++) {
      int from = k * terms;
      double p = 0;
      double derivative = 0;
      for (int j = terms - 1; j >= 0; j--) {
        derivative = derivative * t + p;
        p = p * t + a[from + j];
      }
      double outer = 2 * (1 + p) / polynomials;
      change += outer * derivative;
      double term = weight * outer;
      for (int j = 0; j < terms; j++) {
        gradA[from + j] += term;
        term *= t;
      }
    }
    return change;
  }
}

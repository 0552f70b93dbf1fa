package io.github.flows4j;

import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.ShapeMismatch;
import io.github.flows4j.spec.StandardNormal;

/** Ways through latent space. */
final class Latents {
  private Latents() {}

  static Rows interpolate(
      Flow flow, double[] from, double[] to, Rows context, int steps, Interpolation way) {
    if (steps < 2) throw new IllegalArgumentException("steps must be >= 2, was " + steps);
    if (from.length != to.length)
      throw new ShapeMismatch(
          "rows must be of one length, were " + from.length + " and " + to.length);
    boolean normal =
        flow.spec().base() instanceof StandardNormal
            || flow.spec().base() instanceof DiagonalNormal;
    if (way == Interpolation.SPHERICAL && !normal)
      throw new IllegalArgumentException(
          "a spherical interpolation needs a normal base, the flow's is "
              + flow.spec().base().getClass().getSimpleName());
    Rows ends = flow.transform(Rows.of(new double[][] {from, to}), context).rows();
    double[] a = ends.row(0);
    double[] b = ends.row(1);
    double[][] path = new double[steps][];
    for (int i = 0; i < steps; i++) {
      double t = (double) i / (steps - 1);
      path[i] = way == Interpolation.LINEAR ? linear(a, b, t) : spherical(a, b, t);
    }
    return flow.inverse(Rows.of(path), context).rows();
  }

  private static double[] linear(double[] a, double[] b, double t) {
    double[] point = new double[a.length];
    for (int j = 0; j < a.length; j++) point[j] = (1 - t) * a[j] + t * b[j];
    return point;
  }

  /**
   * Directions along the great circle, lengths linearly; a straight line where the ends are
   * (anti)parallel.
   */
  private static double[] spherical(double[] a, double[] b, double t) {
    double lengthA = length(a);
    double lengthB = length(b);
    double dot = 0;
    for (int j = 0; j < a.length; j++) dot += a[j] * b[j];
    double angle = Math.acos(Math.max(-1, Math.min(1, dot / (lengthA * lengthB))));
    double sine = Math.sin(angle);
    if (!(sine > 1e-6)) return linear(a, b, t);
    double weightA = Math.sin((1 - t) * angle) / sine / lengthA;
    double weightB = Math.sin(t * angle) / sine / lengthB;
    double length = (1 - t) * lengthA + t * lengthB;
    double[] point = new double[a.length];
    for (int j = 0; j < a.length; j++) point[j] = length * (weightA * a[j] + weightB * b[j]);
    return point;
  }

  private static double length(double[] v) {
    double squares = 0;
    for (double value : v) squares += value * value;
    return Math.sqrt(squares);
  }
}

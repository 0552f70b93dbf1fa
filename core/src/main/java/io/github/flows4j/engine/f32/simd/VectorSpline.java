package io.github.flows4j.engine.f32.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Splines on vectors, block by block; see {@link Kernels#splineForward}. The last few numbers are
 * copied into a whole vector: a number comes out the same wherever it stands.
 */
final class VectorSpline {
  private static final int L = FloatVector.SPECIES_PREFERRED.length();
  private static final int BLOCK = Math.max(SplineShape.BLOCK, L);

  /** Vectors of numbers in the padded copy of the last few: x, y or gradients, log-derivatives. */
  private static final int NUMBERS = SplineShape.TAIL_NUMBERS;

  private VectorSpline() {}

  static void forward(
      SplineShape shape,
      int n,
      int at,
      float[] x,
      float[] theta,
      int thetaAt,
      int stride,
      float[] y,
      float[] logDet,
      float[] kept,
      int keptAt,
      float[] scratch) {
    int whole = n - n % L;
    for (int i = 0; i < whole; i += BLOCK) {
      int m = Math.min(BLOCK, whole - i);
      int keptFrom = keptAt + i * shape.kept();
      int selectedAt = keptFrom + 2 * shape.bins() * m;
      VectorSplineBins.prepare(
          shape, m, at + i, x, theta, thetaAt + i, stride, kept, keptFrom, scratch, false);
      VectorSplineCurve.forward(shape, m, at + i, 0, x, y, logDet, kept, selectedAt);
    }
    if (whole == n) return;
    int own = scratch.length - shape.tail(L);
    int ownTheta = own + NUMBERS * L;
    int keptFrom = keptAt + whole * shape.kept();
    int selectedAt = keptFrom + 2 * shape.bins() * L;
    pad(n - whole, x, at + whole, scratch, own);
    padTheta(shape, n - whole, theta, thetaAt + whole, stride, scratch, ownTheta);
    VectorSplineBins.prepare(
        shape, L, own, scratch, scratch, ownTheta, L, kept, keptFrom, scratch, false);
    VectorSplineCurve.forward(shape, L, own, L, scratch, scratch, scratch, kept, selectedAt);
    System.arraycopy(scratch, own + L, y, at + whole, n - whole);
    System.arraycopy(scratch, own + 2 * L, logDet, at + whole, n - whole);
  }

  static void inverse(
      SplineShape shape,
      int n,
      int at,
      float[] y,
      float[] theta,
      int thetaAt,
      int stride,
      float[] x,
      float[] logDet,
      float[] scratch) {
    int whole = n - n % L;
    // nothing is kept: each block works in the same place, behind what finding bins needs
    int keptAt = SplineShape.GRADIENTS * BLOCK;
    for (int i = 0; i < whole; i += BLOCK) {
      int m = Math.min(BLOCK, whole - i);
      int selectedAt = keptAt + 2 * shape.bins() * m;
      VectorSplineBins.prepare(
          shape, m, at + i, y, theta, thetaAt + i, stride, scratch, keptAt, scratch, true);
      VectorSplineCurve.inverse(shape, m, at + i, 0, y, x, logDet, scratch, selectedAt);
    }
    if (whole == n) return;
    int own = scratch.length - shape.tail(L);
    int ownTheta = own + NUMBERS * L;
    int selectedAt = keptAt + 2 * shape.bins() * L;
    pad(n - whole, y, at + whole, scratch, own);
    padTheta(shape, n - whole, theta, thetaAt + whole, stride, scratch, ownTheta);
    VectorSplineBins.prepare(
        shape, L, own, scratch, scratch, ownTheta, L, scratch, keptAt, scratch, true);
    VectorSplineCurve.inverse(shape, L, own, L, scratch, scratch, scratch, scratch, selectedAt);
    System.arraycopy(scratch, own + L, x, at + whole, n - whole);
    System.arraycopy(scratch, own + 2 * L, logDet, at + whole, n - whole);
  }

  static void backward(
      SplineShape shape,
      int n,
      int at,
      float[] x,
      float[] theta,
      int thetaAt,
      int stride,
      float[] kept,
      int keptAt,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta,
      float[] scratch) {
    int whole = n - n % L;
    for (int i = 0; i < whole; i += BLOCK) {
      int m = Math.min(BLOCK, whole - i);
      int keptFrom = keptAt + i * shape.kept();
      int selectedAt = keptFrom + 2 * shape.bins() * m;
      VectorSplineGradient.curve(
          shape, m, at + i, 0, x, gradY, gradLogDet, gradX, kept, selectedAt, scratch);
      VectorSplineGradient.parameters(
          shape, m, theta, thetaAt + i, stride, kept, keptFrom, scratch, gradTheta);
    }
    if (whole == n) return;
    int own = scratch.length - shape.tail(L);
    int ownTheta = own + NUMBERS * L;
    int keptFrom = keptAt + whole * shape.kept();
    int selectedAt = keptFrom + 2 * shape.bins() * L;
    pad(n - whole, x, at + whole, scratch, own);
    pad(n - whole, gradY, at + whole, scratch, own + L);
    pad(n - whole, gradLogDet, at + whole, scratch, own + 2 * L);
    padTheta(shape, n - whole, theta, thetaAt + whole, stride, scratch, ownTheta);
    VectorSplineGradient.curve(
        shape, L, own, L, scratch, scratch, scratch, scratch, kept, selectedAt, scratch);
    // gradients go where their parameters were
    VectorSplineGradient.parameters(
        shape, L, scratch, ownTheta, L, kept, keptFrom, scratch, scratch);
    System.arraycopy(scratch, own + 3 * L, gradX, at + whole, n - whole);
    for (int p = 0; p < shape.parameters(); p++)
      System.arraycopy(
          scratch, ownTheta + p * L, gradTheta, thetaAt + p * stride + whole, n - whole);
  }

  private static void pad(int count, float[] numbers, int at, float[] out, int outAt) {
    System.arraycopy(numbers, at, out, outAt, count);
    Arrays.fill(out, outAt + count, outAt + L, 0);
  }

  private static void padTheta(
      SplineShape shape,
      int count,
      float[] theta,
      int thetaAt,
      int stride,
      float[] out,
      int outAt) {
    for (int p = 0; p < shape.parameters(); p++)
      pad(count, theta, thetaAt + p * stride, out, outAt + p * L);
  }
}

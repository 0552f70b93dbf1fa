package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.ScaleBound;

/** A {@link ScaleBound} over arrays. */
@SuppressWarnings("cast")
final class Bound {
  private final Kernels kernels;
  private final ScaleBound bound;

  Bound(Kernels kernels, ScaleBound bound) {
    this.kernels = kernels;
    this.bound = bound;
  }

  /** l = bound(a) for n numbers. */
  void apply(int n, float[] a, int aAt, float[] l, int lAt) {
    if (bound instanceof ScaleBound.Tanh tanh) {
      kernels.tanh(n, a, aAt, l, lAt);
      float limit = (float) tanh.limit();
      if (limit != 1.0f) for (int i = lAt; i < lAt + n; i++) l[i] *= limit;
    } else if (bound instanceof ScaleBound.SoftClip clip) {
      float inverse = inverseLogSlope(clip);
      for (int i = 0; i < n; i++) l[lAt + i] = a[aAt + i] / (1.0f + Math.abs(a[aAt + i] * inverse));
    } else if (bound instanceof ScaleBound.Sigmoid sigmoid) {
      double floor = sigmoid.floor();
      for (int i = 0; i < n; i++)
        // the log's argument is above the floor, which is positive
        l[lAt + i] = (float) Math.log(logistic(a[aAt + i] + sigmoid.offset()) + floor);
    } else if (bound instanceof ScaleBound.Softplus softplus) {
      double floor = softplus.floor();
      for (int i = 0; i < n; i++) l[lAt + i] = (float) Math.log(softplus(a[aAt + i]) + floor);
    } else {
      System.arraycopy(a, aAt, l, lAt, n);
    }
  }

  /** gradA = gradL * dl/da for n numbers. */
  void backward(
      int n,
      float[] a,
      int aAt,
      float[] l,
      int lAt,
      float[] gradL,
      int gradLAt,
      float[] gradA,
      int gradAt) {
    if (bound instanceof ScaleBound.Tanh tanh) {
      float limit = (float) tanh.limit();
      float inverse = 1.0f / limit;
      for (int i = 0; i < n; i++)
        gradA[gradAt + i] = gradL[gradLAt + i] * (limit - l[lAt + i] * l[lAt + i] * inverse);
    } else if (bound instanceof ScaleBound.SoftClip clip) {
      float inverse = inverseLogSlope(clip);
      for (int i = 0; i < n; i++) {
        float d = 1.0f / (1.0f + Math.abs(a[aAt + i] * inverse));
        gradA[gradAt + i] = gradL[gradLAt + i] * d * d;
      }
    } else if (bound instanceof ScaleBound.Sigmoid sigmoid) {
      for (int i = 0; i < n; i++) {
        double s = logistic(a[aAt + i] + sigmoid.offset());
        gradA[gradAt + i] = (float) (gradL[gradLAt + i] * s * (1 - s) / (s + sigmoid.floor()));
      }
    } else if (bound instanceof ScaleBound.Softplus softplus) {
      for (int i = 0; i < n; i++) {
        double v = a[aAt + i];
        double slope = logistic(v) / (softplus(v) + softplus.floor());
        gradA[gradAt + i] = (float) (gradL[gradLAt + i] * slope);
      }
    } else {
      System.arraycopy(gradL, gradLAt, gradA, gradAt, n);
    }
  }

  private static double logistic(double v) {
    return 1 / (1 + Math.exp(-v));
  }

  private static double softplus(double v) {
    return Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
  }

  private static float inverseLogSlope(ScaleBound.SoftClip clip) {
    return (float) (-1 / Math.log(clip.slope()));
  }
}

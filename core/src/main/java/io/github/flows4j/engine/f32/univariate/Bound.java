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
  void apply(int n, float[] a, int aAt, float[] l) {
    if (bound instanceof ScaleBound.Tanh tanh) {
      kernels.tanh(n, a, aAt, l, 0);
      float limit = (float) tanh.limit();
      if (limit != 1.0f) for (int i = 0; i < n; i++) l[i] *= limit;
    } else if (bound instanceof ScaleBound.SoftClip clip) {
      float inverse = inverseLogSlope(clip);
      for (int i = 0; i < n; i++) l[i] = a[aAt + i] / (1.0f + Math.abs(a[aAt + i] * inverse));
    } else {
      System.arraycopy(a, aAt, l, 0, n);
    }
  }

  /** gradA = gradL * dl/da for n numbers; gradA may be gradL. */
  void backward(int n, float[] a, int aAt, float[] l, float[] gradL, float[] gradA, int gradAt) {
    if (bound instanceof ScaleBound.Tanh tanh) {
      float limit = (float) tanh.limit();
      float inverse = 1.0f / limit;
      for (int i = 0; i < n; i++) gradA[gradAt + i] = gradL[i] * (limit - l[i] * l[i] * inverse);
    } else if (bound instanceof ScaleBound.SoftClip clip) {
      float inverse = inverseLogSlope(clip);
      for (int i = 0; i < n; i++) {
        float d = 1.0f / (1.0f + Math.abs(a[aAt + i] * inverse));
        gradA[gradAt + i] = gradL[i] * d * d;
      }
    } else {
      System.arraycopy(gradL, 0, gradA, gradAt, n);
    }
  }

  private static float inverseLogSlope(ScaleBound.SoftClip clip) {
    return (float) (-1 / Math.log(clip.slope()));
  }
}

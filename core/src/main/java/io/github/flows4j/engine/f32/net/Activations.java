package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;

/** Activations over arrays. All of them map 0 to 0, so padding stays zero. */
@SuppressWarnings("cast")
final class Activations {
  private Activations() {}

  /** y = act(x) for n numbers; y may be x, but not for SiLU, whose backward pass needs x. */
  static void forward(Kernels kernels, Activation activation, int n, float[] x, float[] y) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < n; i++) y[i] = Math.max(0.0f, x[i]);
      }
      case TANH -> kernels.tanh(n, x, 0, y, 0);
      case SILU -> {
        for (int i = 0; i < n; i++) y[i] = -x[i];
        kernels.exp(n, y, 0, y, 0);
        for (int i = 0; i < n; i++) y[i] = x[i] / (1.0f + y[i]);
      }
      case ELU -> {
        for (int i = 0; i < n; i++) y[i] = x[i] > 0.0f ? x[i] : (float) Math.expm1(x[i]);
      }
    }
  }

  /**
   * grad *= act'(x) for n numbers.
   *
   * @param x what went in; read for SiLU only
   * @param y what came out
   */
  static void backward(Activation activation, int n, float[] x, float[] y, float[] grad) {
    switch (activation) {
      case RELU -> {
        for (int i = 0; i < n; i++) grad[i] = y[i] > 0.0f ? grad[i] : 0.0f;
      }
      case TANH -> {
        for (int i = 0; i < n; i++) grad[i] *= 1.0f - y[i] * y[i];
      }
      case SILU -> {
        for (int i = 0; i < n; i++) {
          // sigmoid(x) = y / x, whose limit at 0 is 1/2
          float s = x[i] == 0.0f ? 0.5f : y[i] / x[i];
          grad[i] *= s * (1.0f + x[i] * (1.0f - s));
        }
      }
      case ELU -> {
        for (int i = 0; i < n; i++) grad[i] *= y[i] > 0.0f ? 1.0f : y[i] + 1.0f;
      }
    }
  }
}

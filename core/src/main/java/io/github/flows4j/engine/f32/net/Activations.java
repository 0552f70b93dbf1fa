package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;

/** Activations over arrays. All of them map 0 to 0, so padding stays zero. */
@SuppressWarnings("cast")
final class Activations {
  private Activations() {}

  /** y = act(x) for n numbers; y may be x, but not for SiLU, whose backward pass needs x. */
  static void forward(Kernels kernels, Activation activation, int n, float[] x, float[] y) {
    forward(kernels, activation, 0, n, x, y);
  }

  /** y = act(x) for the numbers {@code from} to {@code to}. */
  static void forward(
      Kernels kernels, Activation activation, int from, int to, float[] x, float[] y) {
    switch (activation) {
      case RELU -> {
        for (int i = from; i < to; i++) y[i] = Math.max(0.0f, x[i]);
      }
      case TANH -> kernels.tanh(to - from, x, from, y, from);
      case SILU -> {
        for (int i = from; i < to; i++) y[i] = -x[i];
        kernels.exp(to - from, y, from, y, from);
        for (int i = from; i < to; i++) y[i] = x[i] / (1.0f + y[i]);
      }
      case ELU -> {
        for (int i = from; i < to; i++) y[i] = x[i] > 0.0f ? x[i] : (float) Math.expm1(x[i]);
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
    backward(activation, 0, n, x, y, grad);
  }

  /** grad *= act'(x) for the numbers {@code from} to {@code to}. */
  static void backward(
      Activation activation, int from, int to, float[] x, float[] y, float[] grad) {
    switch (activation) {
      case RELU -> {
        for (int i = from; i < to; i++) grad[i] = y[i] > 0.0f ? grad[i] : 0.0f;
      }
      case TANH -> {
        for (int i = from; i < to; i++) grad[i] *= 1.0f - y[i] * y[i];
      }
      case SILU -> {
        for (int i = from; i < to; i++) {
          // sigmoid(x) = y / x, whose limit at 0 is 1/2
          float s = x[i] == 0.0f ? 0.5f : y[i] / x[i];
          grad[i] *= s * (1.0f + x[i] * (1.0f - s));
        }
      }
      case ELU -> {
        for (int i = from; i < to; i++) grad[i] *= y[i] > 0.0f ? 1.0f : y[i] + 1.0f;
      }
    }
  }
}

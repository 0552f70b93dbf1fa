package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.univariate.UnivariateMap;
import java.util.Arrays;

/**
 * The way back through x = f^-1(y; theta), by the implicit function: the total gradient by x, with
 * what the log-derivative adds, divided by f' is that by y, and its negative goes through f to
 * theta.
 */
@SuppressWarnings("cast")
final class ImplicitGradient {
  private ImplicitGradient() {}

  /**
   * Turns the gradient by x into that by y, in place, and writes the gradient by theta.
   *
   * @param change room for the log-derivatives of f
   * @param gradChange the derivative by the log-derivative of f
   * @param grad the gradient by x, then by y
   * @param scratch room for numbers
   * @param gradX room for numbers
   */
  static void backward(
      UnivariateMap map,
      Pass pass,
      Run run,
      float[] x,
      float[] theta,
      float[] change,
      float[] gradChange,
      float[] grad,
      float[] scratch,
      float[] gradX,
      float[] gradTheta) {
    int from = run.at();
    int to = from + run.count();
    map.forward(pass, run, x, theta, scratch, change);
    Arrays.fill(scratch, from, to, 0);
    float[] weights = pass.hideGradient();
    map.backward(pass, run, x, theta, change, scratch, gradChange, gradX, gradTheta);
    pass.showGradient(weights);
    for (int i = from; i < to; i++)
      scratch[i] = -(grad[i] + gradX[i]) * (float) Math.exp(-change[i]);
    map.backward(pass, run, x, theta, change, scratch, gradChange, gradX, gradTheta);
    for (int i = from; i < to; i++) grad[i] = -scratch[i];
  }
}

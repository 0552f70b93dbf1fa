package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;

/** Free parameters, the same for every row; none for a map that has none. */
final class FreeNetwork implements Network {
  private final Outputs outputs;
  private final Slot values;

  FreeNetwork(String name, Outputs outputs, Layout layout) {
    this.outputs = outputs;
    values = outputs.parameters() == 0 ? null : layout.slot(name + "values");
  }

  @Override
  public void forward(Pass pass, float[] input, float[] theta, int stride) {
    int moved = outputs.moved();
    for (int p = 0; p < outputs.parameters(); p++)
      for (int r = 0; r < pass.rows(); r++)
        System.arraycopy(
            pass.values(), values.at() + p * moved, theta, p * stride + r * moved, moved);
  }

  @Override
  public void backward(Pass pass, float[] input, float[] gradTheta, int stride, float[] gradInput) {
    float[] gradient = pass.gradient();
    if (gradient == null || values == null) return;
    int moved = outputs.moved();
    for (int p = 0; p < outputs.parameters(); p++)
      for (int r = 0; r < pass.rows(); r++)
        for (int j = 0; j < moved; j++)
          gradient[values.at() + p * moved + j] += gradTheta[p * stride + r * moved + j];
  }
}

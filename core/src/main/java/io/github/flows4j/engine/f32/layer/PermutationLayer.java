package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;

/** y[j] = x[order[j]]. */
final class PermutationLayer implements Layer {
  private final int[] order;
  private final int scratch;

  PermutationLayer(int[] order, BufferPlan plan) {
    this.order = order;
    scratch = plan.fixed(order.length);
  }

  @Override
  public void forward(Pass pass) {
    float[] row = pass.buffer(scratch);
    float[] x = pass.x();
    for (int r = 0; r < pass.rows(); r++) {
      System.arraycopy(x, r * order.length, row, 0, order.length);
      for (int j = 0; j < order.length; j++) x[r * order.length + j] = row[order[j]];
    }
  }

  @Override
  public void inverse(Pass pass) {
    float[] row = pass.buffer(scratch);
    float[] x = pass.x();
    for (int r = 0; r < pass.rows(); r++) {
      System.arraycopy(x, r * order.length, row, 0, order.length);
      for (int j = 0; j < order.length; j++) x[r * order.length + order[j]] = row[j];
    }
  }

  @Override
  public void backward(Pass pass) {
    inverse(pass);
  }

  @Override
  public void backwardInverse(Pass pass) {
    forward(pass);
  }
}

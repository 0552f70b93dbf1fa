package io.github.flows4j.engine.f32.layer;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;

/**
 * Channels that leave become part of the latent row, plane by plane; those that stay close up. On
 * the way back they come together again. Gradients go the same ways.
 */
final class FactorOutLayer implements Layer {
  private final int channels;
  private final int pixels;
  private final int leaving;
  private final int firstLeaving;
  private final int at;
  private final int scratch;

  /**
   * Claims its buffer.
   *
   * @param leaving how many of the channels leave
   * @param firstLeaving the first of them
   * @param at where they go in the latent row
   */
  FactorOutLayer(int channels, int pixels, int leaving, int firstLeaving, int at, BufferPlan plan) {
    this.channels = channels;
    this.pixels = pixels;
    this.leaving = leaving;
    this.firstLeaving = firstLeaving;
    this.at = at;
    scratch = plan.perRow(channels * pixels);
  }

  @Override
  public void forward(Pass pass) {
    float[] whole = pass.buffer(scratch);
    float[] x = pass.x();
    float[] left = pass.left();
    System.arraycopy(x, 0, whole, 0, pass.rows() * channels * pixels);
    int from = 0;
    int to = 0;
    for (int r = 0; r < pass.rows(); r++)
      for (int p = 0; p < pixels; p++) {
        int place = r * pass.width() + at + p;
        for (int c = 0; c < channels; c++, from++)
          if (leaves(c)) left[place + (c - firstLeaving) * pixels] = whole[from];
          else x[to++] = whole[from];
      }
    pass.features((channels - leaving) * pixels);
  }

  @Override
  public void inverse(Pass pass) {
    float[] part = pass.buffer(scratch);
    float[] x = pass.x();
    float[] left = pass.left();
    System.arraycopy(x, 0, part, 0, pass.rows() * (channels - leaving) * pixels);
    int from = 0;
    int to = 0;
    for (int r = 0; r < pass.rows(); r++)
      for (int p = 0; p < pixels; p++) {
        int place = r * pass.width() + at + p;
        for (int c = 0; c < channels; c++, to++)
          x[to] = leaves(c) ? left[place + (c - firstLeaving) * pixels] : part[from++];
      }
    pass.features(channels * pixels);
  }

  private boolean leaves(int channel) {
    return channel >= firstLeaving && channel < firstLeaving + leaving;
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

package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * How images of parameters become arrays of parameters, one for each parameter, and back; on the
 * way channel o is multiplied by exp(3 output_scale_o), if the network has such a tensor.
 */
final class ImageOutputs {
  private final Kernels kernels;
  private final int parameters;
  private final int channels;
  private final int row;
  private final int image;
  private final int[] at;
  private final int[] channelOf;
  private final Slot scale;
  private final int factors;

  /**
   * For images whose pixels are {@code row} numbers apart.
   *
   * @param scaled the name of the log-scales, or null
   */
  ImageOutputs(
      ImagePlaces places,
      int parameters,
      int row,
      String scaled,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    this.kernels = kernels;
    this.parameters = parameters;
    this.row = row;
    channels = places.outputs();
    image = places.pixels() * row;
    int[] moved = places.outputAt();
    at = new int[moved == null ? places.pixels() * channels : moved.length];
    channelOf = new int[at.length];
    for (int j = 0; j < at.length; j++) {
      int place = moved == null ? j : moved[j];
      channelOf[j] = place % channels;
      at[j] = place / channels * row + channelOf[j];
    }
    scale = scaled == null ? null : layout.slot(scaled);
    factors = plan.fixed(row);
  }

  /** From images to theta. */
  void toTheta(Pass pass, float[] images, float[] theta, int stride) {
    float[] factor = pass.buffer(factors);
    setFactors(pass, factor);
    int moved = at.length;
    for (int p = 0; p < parameters; p++) {
      int o = p * channels;
      for (int r = 0; r < pass.rows(); r++) {
        int from = r * image + o;
        int to = p * stride + r * moved;
        for (int j = 0; j < moved; j++)
          theta[to + j] = images[from + at[j]] * factor[o + channelOf[j]];
      }
    }
  }

  private void setFactors(Pass pass, float[] factor) {
    int count = parameters * channels;
    if (scale == null) {
      Arrays.fill(factor, 0, count, 1.0f);
      return;
    }
    for (int o = 0; o < count; o++) factor[o] = 3.0f * pass.values()[scale.at() + o];
    kernels.exp(count, factor, 0, factor, 0);
  }

  /**
   * From the gradient by theta to that by images, zero elsewhere; adds the gradient by log-scales,
   * if the pass wants it.
   *
   * @param images what {@link #toTheta} was given
   */
  void fromTheta(Pass pass, float[] gradTheta, int stride, float[] images, float[] gradImages) {
    float[] factor = pass.buffer(factors);
    Arrays.fill(gradImages, 0, pass.rows() * image, 0.0f);
    int moved = at.length;
    for (int p = 0; p < parameters; p++) {
      int o = p * channels;
      for (int r = 0; r < pass.rows(); r++) {
        int to = r * image + o;
        int from = p * stride + r * moved;
        for (int j = 0; j < moved; j++)
          gradImages[to + at[j]] = gradTheta[from + j] * factor[o + channelOf[j]];
      }
    }
    if (scale != null && pass.gradient() != null) addByScale(pass, images, gradImages);
  }

  /** Where nothing is moved the gradient by images is zero, so that all pixels may be added. */
  private void addByScale(Pass pass, float[] images, float[] gradImages) {
    float[] gradient = pass.gradient();
    int end = pass.rows() * image;
    int count = parameters * channels;
    for (int o = 0; o < count; o++) {
      float sum = 0.0f;
      for (int i = o; i < end; i += row) sum += gradImages[i] * images[i];
      gradient[scale.at() + o] += 3.0f * sum;
    }
  }
}

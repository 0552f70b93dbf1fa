package io.github.flows4j.engine.f32.simd;

import java.util.Arrays;

/** What lies around the pixels of images, in plain loops; see {@link Kernels#patches}. */
final class ScalarImages {
  private ScalarImages() {}

  static void patches(
      int height,
      int width,
      int channels,
      int from,
      int count,
      float[] x,
      int xAt,
      int xRow,
      float[] p,
      int pAt) {
    int column = from % width;
    int row = from / width % height;
    int to = pAt;
    for (int q = from; q < from + count; q++) {
      for (int up = -1; up <= 1; up++) {
        boolean inside = row + up >= 0 && row + up < height;
        for (int right = -1; right <= 1; right++) {
          if (inside && column + right >= 0 && column + right < width) {
            System.arraycopy(x, xAt + (q + up * width + right) * xRow, p, to, channels);
          } else {
            Arrays.fill(p, to, to + channels, 0.0f);
          }
          to += channels;
        }
      }
      if (++column == width) {
        column = 0;
        if (++row == height) row = 0;
      }
    }
  }

  static void fold(
      int height,
      int width,
      int channels,
      int from,
      int to,
      float[] t,
      int tAt,
      int tRow,
      float[] bias,
      int biasAt,
      boolean relu,
      float[] y,
      int yAt,
      int yRow) {
    int padded = (channels + ScalarKernels.LANES - 1) / ScalarKernels.LANES * ScalarKernels.LANES;
    for (int row = from; row < to; row++) {
      for (int column = 0; column < width; column++) {
        int q = row * width + column;
        int end = yAt + q * yRow;
        if (bias == null) {
          Arrays.fill(y, end, end + padded, 0.0f);
        } else {
          System.arraycopy(bias, biasAt, y, end, padded);
        }
        for (int up = -1; up <= 1; up++) {
          if (row - up < 0 || row - up >= height) continue;
          for (int right = -1; right <= 1; right++) {
            if (column - right < 0 || column - right >= width) continue;
            int tap = 3 * up + right + 4;
            int source = tAt + (q - up * width - right) * tRow + tap * channels;
            for (int c = 0; c < channels; c++) y[end + c] += t[source + c];
          }
        }
        if (relu) {
          for (int c = end; c < end + padded; c++) y[c] = Math.max(y[c], 0.0f);
        }
      }
    }
  }
}

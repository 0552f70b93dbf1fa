package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * What lies around the pixels of images, on vectors; see {@link Kernels#patches}. Few channels are
 * copied and added as whole vectors: what hangs over is overwritten by what comes next, or masked.
 */
final class VectorImages {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  /** 0, 1, 2, ... */
  private static final float[] COUNT = new float[L];

  static {
    for (int i = 0; i < L; i++) COUNT[i] = i;
  }

  private VectorImages() {}

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
      int source = xAt + (q - width - 1) * xRow;
      patchRow(row > 0, column, width, channels, x, source, xRow, p, to);
      source += width * xRow;
      patchRow(true, column, width, channels, x, source, xRow, p, to + 3 * channels);
      source += width * xRow;
      patchRow(row < height - 1, column, width, channels, x, source, xRow, p, to + 6 * channels);
      to += 9 * channels;
      if (++column == width) {
        column = 0;
        if (++row == height) row = 0;
      }
    }
  }

  /** Three taps side by side. */
  private static void patchRow(
      boolean inside,
      int column,
      int width,
      int channels,
      float[] x,
      int xAt,
      int xRow,
      float[] p,
      int pAt) {
    if (inside && column > 0 && column < width - 1) {
      if (xRow == channels) {
        copy(3 * channels, x, xAt, p, pAt);
      } else {
        copy(channels, x, xAt, p, pAt);
        copy(channels, x, xAt + xRow, p, pAt + channels);
        copy(channels, x, xAt + 2 * xRow, p, pAt + 2 * channels);
      }
      return;
    }
    if (inside && column > 0) copy(channels, x, xAt, p, pAt);
    else clear(channels, p, pAt);
    if (inside) copy(channels, x, xAt + xRow, p, pAt + channels);
    else clear(channels, p, pAt + channels);
    if (inside && column < width - 1) copy(channels, x, xAt + 2 * xRow, p, pAt + 2 * channels);
    else clear(channels, p, pAt + 2 * channels);
  }

  private static void copy(int n, float[] x, int xAt, float[] p, int pAt) {
    for (int i = 0; i < n; i += L) FloatVector.fromArray(S, x, xAt + i).intoArray(p, pAt + i);
  }

  private static void clear(int n, float[] p, int pAt) {
    for (int i = 0; i < n; i += L) FloatVector.zero(S).intoArray(p, pAt + i);
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
    for (int row = from; row < to; row++) {
      foldRow(height, width, channels, row, t, tAt, tRow, bias, biasAt, relu, y, yAt, yRow);
    }
  }

  /** A row of pixels; few taps at its ends, or everywhere in the first and last row. */
  private static void foldRow(
      int height,
      int width,
      int channels,
      int row,
      float[] t,
      int tAt,
      int tRow,
      float[] bias,
      int biasAt,
      boolean relu,
      float[] y,
      int yAt,
      int yRow) {
    float floor = relu ? 0.0f : Float.NEGATIVE_INFINITY;
    // what the pixel below (to the right, ...) has for its neighbour above (to the left, ...)
    int right = tRow - channels;
    int below = width * tRow - 3 * channels;
    boolean inner = row > 0 && row < height - 1;
    for (int column = 0; column < width; column++) {
      int q = row * width + column;
      int center = tAt + q * tRow + 4 * channels;
      boolean whole = inner && column > 0 && column < width - 1;
      for (int c = 0; c < channels; c += L) {
        int at = center + c;
        FloatVector sum =
            bias == null ? FloatVector.zero(S) : FloatVector.fromArray(S, bias, biasAt + c);
        FloatVector taps = FloatVector.fromArray(S, t, at);
        if (whole) {
          FloatVector up =
              FloatVector.fromArray(S, t, at - below - right)
                  .add(FloatVector.fromArray(S, t, at - below))
                  .add(FloatVector.fromArray(S, t, at - below + right));
          FloatVector down =
              FloatVector.fromArray(S, t, at + below - right)
                  .add(FloatVector.fromArray(S, t, at + below))
                  .add(FloatVector.fromArray(S, t, at + below + right));
          taps =
              taps.add(FloatVector.fromArray(S, t, at - right))
                  .add(FloatVector.fromArray(S, t, at + right))
                  .add(up)
                  .add(down);
        } else {
          for (int dy = -1; dy <= 1; dy++) {
            if (row + dy < 0 || row + dy >= height) continue;
            for (int dx = -1; dx <= 1; dx++) {
              if (column + dx < 0 || column + dx >= width || (dx == 0 && dy == 0)) continue;
              taps = taps.add(FloatVector.fromArray(S, t, at + dy * below + dx * right));
            }
          }
        }
        VectorMask<Float> own =
            FloatVector.fromArray(S, COUNT, 0).compare(LT, (float) (channels - c));
        sum = sum.add(FloatVector.zero(S).blend(taps, own));
        sum.blend(FloatVector.zero(S), sum.compare(LT, floor)).intoArray(y, yAt + q * yRow + c);
      }
    }
  }
}

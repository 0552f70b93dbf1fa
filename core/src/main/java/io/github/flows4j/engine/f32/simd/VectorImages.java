package io.github.flows4j.engine.f32.simd;

import static jdk.incubator.vector.VectorOperators.LT;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * What lies around the pixels of images, on vectors; see {@link Kernels#patches}. Few channels are
 * copied and added as whole vectors: what hangs over is overwritten by what comes next, or masked.
 *
 * <p>Where there is no pixel the tap is read from zeros: a vector that only some paths change would
 * become an object.
 */
@SuppressWarnings("cast") // the cast is redundant in the double-precision copy of this class
final class VectorImages {
  private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
  private static final int L = S.length();

  private static final float[] ZEROS = new float[L];

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
    int q = from;
    int to = pAt;
    while (q < from + count) {
      int column = q % width;
      int row = q / width % height;
      int end = Math.min(width, column + from + count - q);
      boolean up = row > 0;
      boolean down = row < height - 1;
      int line = xAt + (q - column) * xRow;
      if (channels <= L) few(up, down, column, end, width, channels, x, line, xRow, p, to);
      else many(up, down, column, end, width, channels, x, line, xRow, p, to);
      to += (end - column) * 9 * channels;
      q += end - column;
    }
  }

  /** Some pixels of a row of pixels whose channels fit a vector, in order, for they hang over. */
  private static void few(
      boolean up,
      boolean down,
      int from,
      int to,
      int width,
      int channels,
      float[] x,
      int line,
      int xRow,
      float[] p,
      int pAt) {
    int size = 9 * channels;
    int next = width * xRow;
    int last = up && down ? Math.min(to, width - 1) : 0;
    int at = pAt;
    int column = from;
    while (column < to) {
      int source = line + (column - 1) * xRow;
      if (column > 0 && column < last) {
        inside(last - column, channels, x, source, xRow, next, p, at);
        at += (last - column) * size;
        column = last;
      } else {
        edge(up, down, column > 0, column < width - 1, channels, x, source, xRow, next, p, at);
        at += size;
        column++;
      }
    }
  }

  /** Pixels that have all their neighbours. */
  private static void inside(
      int count, int channels, float[] x, int xAt, int xRow, int next, float[] p, int pAt) {
    int at = pAt;
    for (int i = 0; i < count; i++) {
      int level = xAt + i * xRow;
      int above = level - next;
      int below = level + next;
      FloatVector.fromArray(S, x, above).intoArray(p, at);
      FloatVector.fromArray(S, x, above + xRow).intoArray(p, at + channels);
      FloatVector.fromArray(S, x, above + 2 * xRow).intoArray(p, at + 2 * channels);
      FloatVector.fromArray(S, x, level).intoArray(p, at + 3 * channels);
      FloatVector.fromArray(S, x, level + xRow).intoArray(p, at + 4 * channels);
      FloatVector.fromArray(S, x, level + 2 * xRow).intoArray(p, at + 5 * channels);
      FloatVector.fromArray(S, x, below).intoArray(p, at + 6 * channels);
      FloatVector.fromArray(S, x, below + xRow).intoArray(p, at + 7 * channels);
      FloatVector.fromArray(S, x, below + 2 * xRow).intoArray(p, at + 8 * channels);
      at += 9 * channels;
    }
  }

  /** A pixel some of whose neighbours are missing. */
  private static void edge(
      boolean up,
      boolean down,
      boolean before,
      boolean after,
      int channels,
      float[] x,
      int level,
      int xRow,
      int next,
      float[] p,
      int pAt) {
    int above = level - next;
    int below = level + next;
    copyOrClear(up && before, x, above, p, pAt);
    copyOrClear(up, x, above + xRow, p, pAt + channels);
    copyOrClear(up && after, x, above + 2 * xRow, p, pAt + 2 * channels);
    copyOrClear(before, x, level, p, pAt + 3 * channels);
    copyOrClear(true, x, level + xRow, p, pAt + 4 * channels);
    copyOrClear(after, x, level + 2 * xRow, p, pAt + 5 * channels);
    copyOrClear(down && before, x, below, p, pAt + 6 * channels);
    copyOrClear(down, x, below + xRow, p, pAt + 7 * channels);
    copyOrClear(down && after, x, below + 2 * xRow, p, pAt + 8 * channels);
  }

  private static void copyOrClear(boolean there, float[] x, int xAt, float[] p, int pAt) {
    FloatVector.fromArray(S, there ? x : ZEROS, there ? xAt : 0).intoArray(p, pAt);
  }

  /** Some pixels of a row of pixels, of many channels. */
  private static void many(
      boolean up,
      boolean down,
      int from,
      int to,
      int width,
      int channels,
      float[] x,
      int line,
      int xRow,
      float[] p,
      int pAt) {
    int at = pAt;
    for (int column = from; column < to; column++) {
      for (int dy = -1; dy <= 1; dy++) {
        boolean there = dy < 0 ? up : dy == 0 || down;
        int source = line + (column - 1 + dy * width) * xRow;
        if (there && xRow == channels && column > 0 && column < width - 1) {
          System.arraycopy(x, source, p, at, 3 * channels);
          at += 3 * channels;
          continue;
        }
        for (int dx = -1; dx <= 1; dx++) {
          if (there && column + dx >= 0 && column + dx < width)
            System.arraycopy(x, source, p, at, channels);
          else Arrays.fill(p, at, at + channels, 0.0f);
          source += xRow;
          at += channels;
        }
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
    float floor = relu ? 0.0f : Float.NEGATIVE_INFINITY;
    // from what a pixel has for the next above it (to its left) to what that has for it
    int right = tRow - channels;
    int below = width * tRow - 3 * channels;
    for (int row = from; row < to; row++) {
      boolean up = row > 0;
      boolean down = row < height - 1;
      int last = up && down ? width - 1 : 1;
      int at = tAt + row * width * tRow + 4 * channels;
      int end = yAt + row * width * yRow;
      for (int c = 0; c < channels; c += L) {
        float[] start = bias == null ? ZEROS : bias;
        int s = bias == null ? 0 : biasAt + c;
        int own = channels - c;
        if (last > 1)
          sums(
              last - 1,
              own,
              t,
              at + tRow + c,
              tRow,
              right,
              below,
              start,
              s,
              floor,
              y,
              end + yRow + c,
              yRow);
        for (int column = 0; column < width; column++) {
          if (column > 0 && column < last) continue;
          boolean before = column > 0;
          boolean after = column < width - 1;
          int center = at + column * tRow + c;
          sum(
              up,
              down,
              before,
              after,
              own,
              t,
              center,
              right,
              below,
              start,
              s,
              floor,
              y,
              end + column * yRow + c);
        }
      }
    }
  }

  /** Pixels that have all their neighbours. */
  private static void sums(
      int count,
      int channels,
      float[] t,
      int tAt,
      int tRow,
      int right,
      int below,
      float[] start,
      int startAt,
      float floor,
      float[] y,
      int yAt,
      int yRow) {
    FloatVector zero = FloatVector.zero(S);
    FloatVector bias = FloatVector.fromArray(S, start, startAt);
    VectorMask<Float> own = FloatVector.fromArray(S, COUNT, 0).compare(LT, (float) channels);
    for (int i = 0; i < count; i++) {
      int at = tAt + i * tRow;
      int above = at - below;
      int under = at + below;
      FloatVector s0 =
          FloatVector.fromArray(S, t, above - right)
              .add(FloatVector.fromArray(S, t, above))
              .add(FloatVector.fromArray(S, t, above + right));
      FloatVector s1 =
          FloatVector.fromArray(S, t, at - right)
              .add(FloatVector.fromArray(S, t, at))
              .add(FloatVector.fromArray(S, t, at + right));
      FloatVector s2 =
          FloatVector.fromArray(S, t, under - right)
              .add(FloatVector.fromArray(S, t, under))
              .add(FloatVector.fromArray(S, t, under + right));
      FloatVector sum = zero.blend(s0.add(s1).add(s2), own).add(bias);
      sum.blend(zero, sum.compare(LT, floor)).intoArray(y, yAt + i * yRow);
    }
  }

  /** A pixel some of whose neighbours are missing. */
  private static void sum(
      boolean up,
      boolean down,
      boolean before,
      boolean after,
      int channels,
      float[] t,
      int at,
      int right,
      int below,
      float[] start,
      int startAt,
      float floor,
      float[] y,
      int yAt) {
    int above = at - below;
    int under = at + below;
    FloatVector s0 =
        FloatVector.fromArray(S, up && before ? t : ZEROS, up && before ? above - right : 0)
            .add(FloatVector.fromArray(S, up ? t : ZEROS, up ? above : 0))
            .add(
                FloatVector.fromArray(S, up && after ? t : ZEROS, up && after ? above + right : 0));
    FloatVector s1 =
        FloatVector.fromArray(S, before ? t : ZEROS, before ? at - right : 0)
            .add(FloatVector.fromArray(S, t, at))
            .add(FloatVector.fromArray(S, after ? t : ZEROS, after ? at + right : 0));
    FloatVector s2 =
        FloatVector.fromArray(S, down && before ? t : ZEROS, down && before ? under - right : 0)
            .add(FloatVector.fromArray(S, down ? t : ZEROS, down ? under : 0))
            .add(
                FloatVector.fromArray(
                    S, down && after ? t : ZEROS, down && after ? under + right : 0));
    FloatVector zero = FloatVector.zero(S);
    VectorMask<Float> own = FloatVector.fromArray(S, COUNT, 0).compare(LT, (float) channels);
    FloatVector sum =
        zero.blend(s0.add(s1).add(s2), own).add(FloatVector.fromArray(S, start, startAt));
    sum.blend(zero, sum.compare(LT, floor)).intoArray(y, yAt);
  }
}

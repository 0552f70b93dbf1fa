package io.github.flows4j.engine.f32.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What lies around pixels, against plain loops. The build runs this on the vector and on the scalar
 * kernels.
 */
class ImageKernelsTest {
  private static final Kernels KERNELS = KernelProvider.kernels();
  private static final int LANES = KERNELS.lanes();

  /** What surrounds every output and has to stay. */
  private static final float GUARD = 12345.5f;

  private static final int IMAGES = 3;
  private static final int BEFORE = 5;

  private final SplittableRandom random = new SplittableRandom(20261122);

  private interface Check {
    void run(int height, int width, int channels);
  }

  private static void everyShape(Check check) {
    int[][] sizes = {{1, 1}, {1, 5}, {4, 1}, {2, 2}, {2, 3}, {3, 3}, {7, 4}, {5, 9}};
    for (int[] size : sizes)
      for (int channels : new int[] {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 32, 33, 70})
        check.run(size[0], size[1], channels);
  }

  @Test
  void patches() {
    everyShape(this::checkPatches);
  }

  private void checkPatches(int height, int width, int channels) {
    int pixels = IMAGES * height * width;
    int xRow = KERNELS.pad(channels) + (channels % 2) * 3;
    float[] x = values(BEFORE + pixels * xRow);
    for (int from : new int[] {0, 1 % pixels, pixels / 2})
      for (int count : new int[] {0, 1, (pixels - from) / 2, pixels - from}) {
        int end = BEFORE + count * 9 * channels;
        float[] p = new float[end + LANES];
        Arrays.fill(p, GUARD);
        KERNELS.patches(height, width, channels, from, count, x, BEFORE, xRow, p, BEFORE);
        for (int i = 0; i < BEFORE; i++) assertEquals(GUARD, p[i]);
        for (int i = 0; i < count; i++)
          for (int tap = 0; tap < 9; tap++)
            for (int c = 0; c < channels; c++) {
              int place = neighbour(from + i, tap / 3 - 1, tap % 3 - 1, height, width);
              float expected = place < 0 ? 0.0f : x[BEFORE + place * xRow + c];
              assertEquals(expected, p[BEFORE + (i * 9 + tap) * channels + c]);
            }
      }
  }

  /** The pixel so far down and to the right of another in the same image, or -1. */
  private static int neighbour(int pixel, int down, int right, int height, int width) {
    int row = pixel / width % height + down;
    int column = pixel % width + right;
    boolean there = row >= 0 && row < height && column >= 0 && column < width;
    return there ? pixel + down * width + right : -1;
  }

  @Test
  void fold() {
    everyShape(
        (height, width, channels) -> {
          checkFold(height, width, channels, 0, height);
          checkFold(height, width, channels, height / 2, height);
          checkFold(height, width, channels, 0, (height + 1) / 2);
        });
  }

  private void checkFold(int height, int width, int channels, int from, int to) {
    int tRow = KERNELS.pad(9 * channels);
    int padded = KERNELS.pad(channels);
    int yRow = padded + LANES;
    // only the rows of pixels next to those wanted are there
    int first = Math.max(0, from - 1);
    int tAt = BEFORE - first * width * tRow;
    float[] t = values(BEFORE + (Math.min(height, to + 1) - first) * width * tRow + LANES);
    float[] bias = values(BEFORE + padded);
    Arrays.fill(bias, BEFORE + channels, bias.length, 0.0f);
    for (boolean biased : new boolean[] {false, true})
      for (boolean relu : new boolean[] {false, true}) {
        float[] y = new float[BEFORE + height * width * yRow];
        Arrays.fill(y, GUARD);
        float[] start = biased ? bias : null;
        KERNELS.fold(
            height, width, channels, from, to, t, tAt, tRow, start, BEFORE, relu, y, BEFORE, yRow);
        for (int i = 0; i < y.length; i++) {
          int pixel = Math.floorDiv(i - BEFORE, yRow);
          int c = Math.floorMod(i - BEFORE, yRow);
          boolean wanted = pixel >= from * width && pixel < to * width && c < padded;
          if (!wanted) assertEquals(GUARD, y[i], "wrote outside");
          else if (c >= channels) assertEquals(0.0f, y[i], "padding");
          else {
            double sum = biased ? bias[BEFORE + c] : 0;
            for (int tap = 0; tap < 9; tap++) {
              int source = neighbour(pixel, 1 - tap / 3, 1 - tap % 3, height, width);
              if (source >= 0) sum += t[tAt + source * tRow + tap * channels + c];
            }
            // ten terms of at most 1, each sum rounded
            assertEquals(relu ? Math.max(0, sum) : sum, y[i], 10 * 10 * 0x1p-24);
          }
        }
      }
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) values[i] = (float) (2 * random.nextDouble() - 1);
    return values;
  }
}

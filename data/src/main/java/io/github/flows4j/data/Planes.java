package io.github.flows4j.data;

/** Arithmetic on the channel-major pixels of one image. */
final class Planes {
  private Planes() {}

  /** One channel from three, by the weights of ITU-R BT.601 in 16-bit fixed point. */
  static byte[] luma(byte[] rgb) {
    int area = rgb.length / 3;
    byte[] grey = new byte[area];
    for (int i = 0; i < area; i++) {
      int red = rgb[i] & 0xff;
      int green = rgb[area + i] & 0xff;
      int blue = rgb[2 * area + i] & 0xff;
      // The weights add up to 2^16, so that white stays white.
      grey[i] = (byte) ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
    }
    return grey;
  }

  /** Three channels from one. */
  static byte[] tripled(byte[] grey) {
    byte[] rgb = new byte[3 * grey.length];
    for (int channel = 0; channel < 3; channel++)
      System.arraycopy(grey, 0, rgb, channel * grey.length, grey.length);
    return rgb;
  }

  /** Whether three channels are the same everywhere. */
  static boolean isGrey(byte[] rgb) {
    int area = rgb.length / 3;
    for (int i = 0; i < area; i++)
      if (rgb[i] != rgb[area + i] || rgb[i] != rgb[2 * area + i]) return false;
    return true;
  }

  /** With zeros around it as {@link ImageSet#padded} says. */
  static byte[] padded(
      byte[] image, int channels, int height, int width, int newHeight, int newWidth) {
    byte[] padded = new byte[channels * newHeight * newWidth];
    int top = (newHeight - height) / 2;
    int left = (newWidth - width) / 2;
    for (int channel = 0; channel < channels; channel++)
      for (int row = 0; row < height; row++) {
        int to = (channel * newHeight + top + row) * newWidth + left;
        System.arraycopy(image, (channel * height + row) * width, padded, to, width);
      }
    return padded;
  }

  /** Left and right exchanged. */
  static byte[] mirrored(byte[] image, int width) {
    byte[] mirrored = new byte[image.length];
    for (int row = 0; row < image.length; row += width)
      for (int column = 0; column < width; column++)
        mirrored[row + column] = image[row + width - 1 - column];
    return mirrored;
  }

  /** Resized as {@link ImageSet#resized} says. */
  static byte[] resized(
      byte[] image, int channels, int height, int width, int newHeight, int newWidth) {
    Weights across = Weights.of(width, newWidth);
    Weights down = Weights.of(height, newHeight);
    byte[] result = new byte[channels * newHeight * newWidth];
    float[][] rows = new float[height][newWidth];
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < height; row++) {
        int from = (channel * height + row) * width;
        for (int column = 0; column < newWidth; column++) {
          float sum = 0;
          for (int i = 0; i < across.values[column].length; i++)
            sum += across.values[column][i] * (image[from + across.first[column] + i] & 0xff);
          rows[row][column] = sum;
        }
      }
      for (int row = 0; row < newHeight; row++) {
        int to = (channel * newHeight + row) * newWidth;
        for (int column = 0; column < newWidth; column++) {
          float sum = 0;
          for (int i = 0; i < down.values[row].length; i++)
            sum += down.values[row][i] * rows[down.first[row] + i][column];
          // A mean of values from 0 to 255: only rounding could leave that range, and not by 0.5.
          result[to + column] = (byte) Math.round(sum);
        }
      }
    }
    return result;
  }

  /** For each new pixel of a line, the first old one that counts and the weights from there on. */
  private static final class Weights {
    final int[] first;
    final float[][] values;

    private Weights(int[] first, float[][] values) {
      this.first = first;
      this.values = values;
    }

    static Weights of(int size, int newSize) {
      double scale = (double) size / newSize;
      double radius = Math.max(1, scale);
      int[] first = new int[newSize];
      float[][] values = new float[newSize][];
      for (int i = 0; i < newSize; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = (int) Math.max(0, centre - radius + 0.5);
        int end = (int) Math.min(size, centre + radius + 0.5);
        double[] weights = new double[end - first[i]];
        double sum = 0;
        for (int j = 0; j < weights.length; j++) {
          weights[j] = Math.max(0, 1 - Math.abs(first[i] + j + 0.5 - centre) / radius);
          sum += weights[j];
        }
        values[i] = new float[weights.length];
        // Positive: the old pixel that holds the centre is at most half a pixel from it.
        for (int j = 0; j < weights.length; j++) values[i][j] = (float) (weights[j] / sum);
      }
      return new Weights(first, values);
    }
  }
}

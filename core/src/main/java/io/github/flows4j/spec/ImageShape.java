package io.github.flows4j.spec;

/**
 * The shape of images. A row holds an image plane by plane: the value of channel c at (y, x) is
 * feature (c height + y) width + x, as in the Python libraries.
 *
 * @param channels numbers of a pixel, at least 1
 * @param height rows of pixels, at least 1
 * @param width pixels of a row, at least 1
 */
public record ImageShape(int channels, int height, int width) implements EventShape {
  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException naming the one that is below 1, or if they overflow
   */
  public ImageShape {
    if (channels < 1) throw new IllegalArgumentException("channels must be >= 1, was " + channels);
    if (height < 1) throw new IllegalArgumentException("height must be >= 1, was " + height);
    if (width < 1) throw new IllegalArgumentException("width must be >= 1, was " + width);
    if ((long) channels * height * width > Integer.MAX_VALUE)
      throw new IllegalArgumentException(
          "an image of " + channels + " x " + height + " x " + width + " is too large");
  }

  @Override
  public int size() {
    return channels * height * width;
  }

  /** Pixels of an image. */
  public int pixels() {
    return height * width;
  }

  @Override
  public String toString() {
    return channels + "x" + height + "x" + width;
  }
}

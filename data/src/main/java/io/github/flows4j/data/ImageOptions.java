package io.github.flows4j.data;

/**
 * How to read images.
 *
 * @param height the height to resize every image to; 0, with width 0, to take them as they are
 * @param width the width to resize every image to; 0, with height 0, to take them as they are
 */
public record ImageOptions(int height, int width) {
  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if a size is negative, or one is 0 and the other not
   */
  public ImageOptions {
    if (height < 0 || width < 0 || (height == 0) != (width == 0))
      throw new IllegalArgumentException(
          "height and width must be >= 1, or both 0 for no resizing, were "
              + height
              + " and "
              + width);
  }

  /** Images as they are; they must agree in size. */
  public static ImageOptions defaults() {
    return new ImageOptions(0, 0);
  }

  /** Every image resized as {@link ImageSet#resized} does, its shape not kept. */
  public ImageOptions withSize(int chosenHeight, int chosenWidth) {
    return new ImageOptions(chosenHeight, chosenWidth);
  }

  boolean resizes() {
    return height > 0;
  }
}

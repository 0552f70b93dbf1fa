package io.github.flows4j.engine.f32.net;

/**
 * Which pixels and channels a coupling's network reads and which it parametrises. Images lie pixel
 * by pixel, the channels of a pixel side by side.
 */
public final class ImagePlaces {
  private final int height;
  private final int width;
  private final int inputs;
  private final int[] inputAt;
  private final int outputs;
  private final int[] outputAt;

  /**
   * Places in images of a size; the arrays are not copied.
   *
   * @param height rows of pixels
   * @param width pixels of a row
   * @param inputs channels of the image that the network looks at
   * @param inputAt for each kept number its place in that image, whose other places are 0; null
   *     where the kept numbers are the whole image in its order
   * @param outputs channels that have parameters: parameter p of channel c is channel {@code p
   *     outputs + c} of the network's image of parameters
   * @param outputAt for each moved number its place in an image of so many channels; null where the
   *     moved numbers are that whole image in its order
   */
  public ImagePlaces(
      int height, int width, int inputs, int[] inputAt, int outputs, int[] outputAt) {
    this.height = height;
    this.width = width;
    this.inputs = inputs;
    this.inputAt = inputAt;
    this.outputs = outputs;
    this.outputAt = outputAt;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  int inputs() {
    return inputs;
  }

  int[] inputAt() {
    return inputAt;
  }

  int outputs() {
    return outputs;
  }

  int[] outputAt() {
    return outputAt;
  }

  /** Pixels of the image. */
  int pixels() {
    return height * width;
  }
}

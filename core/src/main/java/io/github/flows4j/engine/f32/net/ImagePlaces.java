package io.github.flows4j.engine.f32.net;

/**
 * Which pixels and channels a coupling's network reads and which it parametrises. Images lie pixel
 * by pixel, the channels of a pixel side by side.
 *
 * @param height rows of pixels
 * @param width pixels of a row
 * @param inputs channels of the image that the network looks at
 * @param inputAt for each kept number its place in that image, whose other places are 0; null where
 *     the kept numbers are the whole image in its order
 * @param outputs channels that have parameters: parameter p of channel c is channel {@code p
 *     outputs + c} of the network's image of parameters
 * @param outputAt for each moved number its place in an image of so many channels; null where the
 *     moved numbers are that whole image in its order
 */
public record ImagePlaces(
    int height, int width, int inputs, int[] inputAt, int outputs, int[] outputAt) {
  /** Pixels of the image. */
  public int pixels() {
    return height * width;
  }
}

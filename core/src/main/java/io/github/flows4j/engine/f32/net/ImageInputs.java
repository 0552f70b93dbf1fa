package io.github.flows4j.engine.f32.net;

import java.util.Arrays;

/** How the kept numbers of rows become images with padded pixels, and back. */
final class ImageInputs {
  private final int image;
  private final int[] at;

  /** Images of the given places whose pixels are {@code row} numbers apart. */
  ImageInputs(ImagePlaces places, int row) {
    image = places.pixels() * row;
    int[] kept = places.inputAt();
    at = new int[kept == null ? places.pixels() * places.inputs() : kept.length];
    for (int i = 0; i < at.length; i++) {
      int place = kept == null ? i : kept[i];
      at[i] = place / places.inputs() * row + place % places.inputs();
    }
  }

  /** From rows of kept numbers to images, zero where nothing is kept. */
  void toImages(int rows, float[] input, float[] images) {
    Arrays.fill(images, 0, rows * image, 0.0f);
    for (int r = 0; r < rows; r++)
      for (int i = 0; i < at.length; i++) images[r * image + at[i]] = input[r * at.length + i];
  }

  /** From images to rows of kept numbers. */
  void fromImages(int rows, float[] images, float[] input) {
    for (int r = 0; r < rows; r++)
      for (int i = 0; i < at.length; i++) input[r * at.length + i] = images[r * image + at[i]];
  }
}

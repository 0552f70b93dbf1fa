package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.ImageOptions;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Pixels;
import java.util.Arrays;

/**
 * Images as a model of images takes them.
 *
 * @param set with the labels
 * @param rows whole grey levels, [images, pixels]
 * @param context [images, classes], or null where the model is not conditional
 */
record ModelImages(ImageSet set, Rows rows, Rows context) {
  /** What train notes of images that were not taken as they were. */
  static final String READ_AS = "images_read";

  static final String RESIZED = "images_resized";

  /**
   * Reads DATA for a model, prepared as the images were that it was trained on.
   *
   * @param first so many images from the first, or null for all
   * @throws DataException if DATA is no images, or they are not of the model's size
   */
  static ModelImages read(Flow flow, DataInput input, Integer first) {
    return of(flow, PixelOptions.first(readAll(flow, input), first));
  }

  /** All images of DATA, prepared. */
  static ImageSet readAll(Flow flow, DataInput input) {
    Pixels pixels = flow.schema().pixels();
    if (!(input instanceof DataInput.ImageFiles files))
      throw new DataException(
          "the model is of images of " + pixels.shape() + ", " + name(input) + " is a table");
    String resized = flow.provenance().entries().get(RESIZED);
    ImageOptions options =
        resized == null ? ImageOptions.defaults() : PixelOptions.size(RESIZED, resized);
    return prepared(flow, files.read(options));
  }

  /** The images of a set with what a conditional model needs. */
  static ModelImages of(Flow flow, ImageSet images) {
    ImageClasses classes = ImageClasses.of(flow);
    return new ModelImages(images, rows(images), classes == null ? null : classes.contexts(images));
  }

  /** With noise added, in the user's units of a flow. */
  Sample noisy(Flow flow, long seed) {
    return new Sample(Dequantization.noisy(flow.schema().pixels(), rows, seed), context);
  }

  private static String name(DataInput input) {
    if (input instanceof DataInput.ToySet set) return set.toy().name();
    return input.toString();
  }

  private static ImageSet prepared(Flow flow, ImageSet images) {
    ImageShape shape = flow.schema().pixels().shape();
    ImageShape own = shape(images);
    String readAs = flow.provenance().entries().get(READ_AS);
    ImageSet fit = images;
    if (own.toString().equals(readAs)) fit = images.padded(shape.height(), shape.width());
    if (!shape(fit).equals(shape))
      throw new DataException(
          images.source()
              + " has images of "
              + own
              + ", the model is of "
              + shape
              + (readAs == null ? "" : ", padded from " + readAs));
    try {
      return fit.withLevels(flow.schema().pixels().levels());
    } catch (IllegalArgumentException e) {
      throw new DataException(images.source() + ": " + e.getMessage() + " in the model", e);
    }
  }

  static ImageShape shape(ImageSet images) {
    return new ImageShape(images.channels(), images.height(), images.width());
  }

  /** A byte a pixel. */
  static Rows rows(ImageSet images) {
    byte[][] rows = new byte[images.size()][];
    Arrays.setAll(rows, images::image);
    return Rows.ofBytes(images.pixels(), rows);
  }

  /** Generated images as a set. */
  static ImageSet set(Pixels pixels, Rows rows) {
    Rows whole = Dequantization.wholePixels(pixels, ImageSink.drawable(rows));
    byte[][] images = new byte[whole.count()][whole.columns()];
    for (int i = 0; i < images.length; i++)
      for (int j = 0; j < images[i].length; j++) images[i][j] = (byte) (int) whole.get(i, j);
    ImageShape shape = pixels.shape();
    return ImageSet.wrap(
        "samples", shape.channels(), shape.height(), shape.width(), pixels.levels(), images);
  }

  /** Refuses images where a model is one of tables. */
  static void refuse(Flow flow, DataInput input) {
    if (input instanceof DataInput.ImageFiles files && !flow.schema().image())
      throw new DataException(
          "the model is of a table of "
              + flow.features()
              + " columns, "
              + files.text()
              + " are images");
  }
}

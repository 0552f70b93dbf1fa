package io.github.flows4j.data;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Images of one size whose pixels are whole numbers from 0 to levels - 1, with or without labels.
 *
 * <p>Pixels are in channel-major order: the number of a pixel is {@code (channel * height + row) *
 * width + column}. Three channels are red, green and blue, one is grey. Immutable; sets made from a
 * set share its pixels where they can. A set may be empty.
 */
public final class ImageSet {
  /** The longest array that every JVM can make. */
  static final int MAX_VALUES = Integer.MAX_VALUE - 8;

  private final String source;
  private final int channels;
  private final int height;
  private final int width;
  private final int levels;
  private final byte[][] images;
  private final int[] labels;
  private final List<String> classes;

  private ImageSet(
      String source,
      int channels,
      int height,
      int width,
      int levels,
      byte[][] images,
      int[] labels,
      List<String> classes) {
    this.source = source;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.levels = levels;
    this.images = images;
    this.labels = labels;
    this.classes = classes;
  }

  /**
   * Images over the given arrays, which are not copied: the caller hands them over and must not
   * change them afterwards. They have no labels.
   *
   * @param source where the images are from, for messages: a file's name
   * @param levels the number of values a pixel can have, 2 to 256
   * @param images one array an image, its pixels in channel-major order as unsigned bytes
   * @throws IllegalArgumentException if a size is below 1, an image has another number of pixels,
   *     or a pixel is not below levels
   */
  public static ImageSet wrap(
      String source, int channels, int height, int width, int levels, byte[][] images) {
    if (channels < 1 || height < 1 || width < 1)
      throw new IllegalArgumentException(
          "an image of " + channels + " x " + height + " x " + width + " has no pixels");
    int pixels = pixels(channels, height, width);
    for (int i = 0; i < images.length; i++)
      if (images[i].length != pixels)
        throw new IllegalArgumentException(
            "image " + i + " has " + images[i].length + " pixels, not " + pixels);
    checkLevels(levels, images);
    return new ImageSet(source, channels, height, width, levels, images.clone(), null, List.of());
  }

  private static int pixels(int channels, int height, int width) {
    // The first product is below 2^62, and the second is only made if it was below 2^31.
    long area = (long) height * width;
    if (area > MAX_VALUES || area * channels > MAX_VALUES)
      throw new IllegalArgumentException(
          "an image of " + channels + " x " + height + " x " + width + " is too large");
    return (int) area * channels;
  }

  private static void checkLevels(int levels, byte[][] images) {
    if (levels < 2 || levels > 256)
      throw new IllegalArgumentException("levels must be 2 to 256, was " + levels);
    if (levels == 256) return;
    for (int i = 0; i < images.length; i++)
      for (byte pixel : images[i])
        if ((pixel & 0xff) >= levels)
          throw new IllegalArgumentException(
              "image " + i + " has a pixel of " + (pixel & 0xff) + ", levels are " + levels);
  }

  /** This set with those images and labels, of those sizes. */
  private ImageSet with(
      int newChannels, int newHeight, int newWidth, byte[][] newImages, int[] newLabels) {
    return new ImageSet(
        source, newChannels, newHeight, newWidth, levels, newImages, newLabels, classes);
  }

  private ImageSet each(int newHeight, int newWidth, UnaryOperator<byte[]> change) {
    byte[][] changed = new byte[images.length][];
    Arrays.setAll(changed, i -> change.apply(images[i]));
    return with(channels, newHeight, newWidth, changed, labels);
  }

  /** The images of those numbers, in that order. */
  ImageSet choose(int[] chosen) {
    byte[][] newImages = new byte[chosen.length][];
    Arrays.setAll(newImages, i -> images[chosen[i]]);
    int[] newLabels = labels == null ? null : IntStream.of(chosen).map(i -> labels[i]).toArray();
    return with(channels, height, width, newImages, newLabels);
  }

  /** Where the images are from, for messages. */
  public String source() {
    return source;
  }

  /** The number of channels: 1 for grey, 3 for red, green and blue. */
  public int channels() {
    return channels;
  }

  /** The number of rows of an image. */
  public int height() {
    return height;
  }

  /** The number of columns of an image. */
  public int width() {
    return width;
  }

  /** The number of images; may be 0. */
  public int size() {
    return images.length;
  }

  /** The number of values that a pixel can have: 256, or fewer. */
  public int levels() {
    return levels;
  }

  /** The number of values of an image: channels x height x width. */
  public int pixels() {
    return channels * height * width;
  }

  /** One label an image, copied; empty if there are none. */
  public Optional<int[]> labels() {
    return Optional.ofNullable(labels).map(int[]::clone);
  }

  /** The names of the labels 0, 1, ...; empty if they have none. */
  public List<String> classes() {
    return classes;
  }

  /** A copy of one image's pixels in channel-major order, as unsigned bytes. */
  public byte[] image(int image) {
    return images[image].clone();
  }

  /** A pixel, from 0 to levels - 1. */
  public int pixel(int image, int channel, int row, int column) {
    Objects.checkIndex(channel, channels);
    Objects.checkIndex(row, height);
    Objects.checkIndex(column, width);
    return images[image][(channel * height + row) * width + column] & 0xff;
  }

  /** Copies one image's pixels, 0 to levels - 1, to {@code target} in channel-major order. */
  public void copyTo(int image, double[] target, int at) {
    byte[] from = images[image];
    Objects.checkFromIndexSize(at, from.length, target.length);
    for (int i = 0; i < from.length; i++) target[at + i] = from[i] & 0xff;
  }

  /**
   * The images as rows of numbers from 0 to levels - 1, a row an image in channel-major order: 8
   * bytes a pixel.
   *
   * @throws DataException if they are too many for one array
   */
  public Rows toRows() {
    if ((long) size() * pixels() > MAX_VALUES)
      throw new DataException(
          source + ": " + this + " are too many for one table; take fewer of them");
    double[] values = new double[size() * pixels()];
    for (int i = 0; i < images.length; i++) copyTo(i, values, i * pixels());
    return Rows.wrap(pixels(), values);
  }

  /**
   * With these labels, one an image.
   *
   * @param newClasses the names of the labels 0, 1, ...; may be empty
   * @throws IllegalArgumentException if the labels are not one an image, one is negative or, where
   *     there are names, one has none
   */
  public ImageSet withLabels(int[] newLabels, List<String> newClasses) {
    if (newLabels.length != size())
      throw new IllegalArgumentException(newLabels.length + " labels for " + size() + " images");
    for (int label : newLabels)
      if (label < 0 || (!newClasses.isEmpty() && label >= newClasses.size()))
        throw new IllegalArgumentException(
            "label " + label + (label < 0 ? " is negative" : " has no name"));
    return new ImageSet(
        source,
        channels,
        height,
        width,
        levels,
        images,
        newLabels.clone(),
        List.copyOf(newClasses));
  }

  /**
   * The same pixels, said to have so many levels.
   *
   * @throws IllegalArgumentException if that is not 2 to 256, or a pixel is not below it
   */
  public ImageSet withLevels(int newLevels) {
    checkLevels(newLevels, images);
    return new ImageSet(source, channels, height, width, newLevels, images, labels, classes);
  }

  /**
   * In grey (1) or in red, green and blue (3). Colours become grey by their luma as in ITU-R
   * BT.601, 0.299 R + 0.587 G + 0.114 B, rounded.
   *
   * @throws IllegalArgumentException for another number, or if this set has neither 1 nor 3
   */
  public ImageSet withChannels(int newChannels) {
    if (newChannels == channels) return this;
    if (Math.max(channels, newChannels) != 3 || Math.min(channels, newChannels) != 1)
      throw new IllegalArgumentException(
          "channels can be changed from 1 to 3 and from 3 to 1, not from "
              + channels
              + " to "
              + newChannels);
    pixels(newChannels, height, width);
    byte[][] changed = new byte[size()][];
    Arrays.setAll(
        changed, i -> newChannels == 1 ? Planes.luma(images[i]) : Planes.tripled(images[i]));
    return with(newChannels, height, width, changed, labels);
  }

  /**
   * Resized, whatever that does to the shape. Each new pixel is the mean of the old ones under a
   * triangle as wide as two new pixels, or two old ones if these are wider: Pillow's bilinear.
   */
  public ImageSet resized(int newHeight, int newWidth) {
    if (newHeight < 1 || newWidth < 1)
      throw new IllegalArgumentException(
          "height and width must be >= 1, were " + newHeight + " and " + newWidth);
    if (newHeight == height && newWidth == width) return this;
    pixels(channels, newHeight, newWidth);
    return each(
        newHeight,
        newWidth,
        image -> Planes.resized(image, channels, height, width, newHeight, newWidth));
  }

  /**
   * With rows and columns of zeros around each image, which stays in the middle; if their number is
   * odd, there is one more below or to the right.
   *
   * @throws IllegalArgumentException if the images are higher or wider than that
   */
  public ImageSet padded(int newHeight, int newWidth) {
    if (newHeight < height || newWidth < width)
      throw new IllegalArgumentException(
          "images of "
              + height
              + " x "
              + width
              + " can't be padded to "
              + newHeight
              + " x "
              + newWidth);
    if (newHeight == height && newWidth == width) return this;
    pixels(channels, newHeight, newWidth);
    return each(
        newHeight,
        newWidth,
        image -> Planes.padded(image, channels, height, width, newHeight, newWidth));
  }

  /** {@linkplain #padded Padded} to the next powers of two, height and width each on its own. */
  public ImageSet paddedToPowerOfTwo() {
    return padded(powerOfTwo(height), powerOfTwo(width));
  }

  private static int powerOfTwo(int size) {
    int below = Integer.highestOneBit(size);
    if (below == size) return size;
    if (below == 1 << 30)
      throw new IllegalArgumentException("a size of " + size + " can't be padded");
    return 2 * below;
  }

  /** Each image mirrored, left and right exchanged. */
  public ImageSet flippedHorizontally() {
    return each(height, width, image -> Planes.mirrored(image, width));
  }

  /** These images, then each of them mirrored: twice as many. */
  public ImageSet withFlips() {
    return followedBy(flippedHorizontally());
  }

  /**
   * These images, then those: for data that come in several files. The result keeps this set's
   * source and, if both sets have labels, labels and names.
   *
   * @throws IllegalArgumentException if they differ in channels, height, width, levels or, where
   *     both have labels, in their names, or are too many
   */
  public ImageSet followedBy(ImageSet next) {
    if (next.channels != channels
        || next.height != height
        || next.width != width
        || next.levels != levels)
      throw new IllegalArgumentException(
          this
              + " can't be followed by "
              + next
              + " ("
              + levels
              + " and "
              + next.levels
              + " levels)");
    boolean labelled = labels != null && next.labels != null;
    if (labelled && !next.classes.equals(classes))
      throw new IllegalArgumentException(
          "labels " + classes + " can't be followed by labels " + next.classes);
    if ((long) size() + next.size() > MAX_VALUES)
      throw new IllegalArgumentException(size() + " + " + next.size() + " images are too many");
    byte[][] both = Arrays.copyOf(images, size() + next.size());
    System.arraycopy(next.images, 0, both, size(), next.size());
    if (!labelled)
      return new ImageSet(source, channels, height, width, levels, both, null, List.of());
    int[] bothLabels = Arrays.copyOf(labels, both.length);
    System.arraycopy(next.labels, 0, bothLabels, size(), next.size());
    return with(channels, height, width, both, bothLabels);
  }

  /** Images {@code from} (included) to {@code to} (excluded), from 0. */
  public ImageSet take(int from, int to) {
    Objects.checkFromToIndex(from, to, size());
    return choose(IntStream.range(from, to).toArray());
  }

  /**
   * The images with that label.
   *
   * @throws DataException if there are no labels, or no image has this one
   */
  public ImageSet only(int label) {
    if (labels == null) throw new DataException(source + ": the images have no labels");
    int[] chosen = IntStream.range(0, size()).filter(i -> labels[i] == label).toArray();
    if (chosen.length == 0)
      throw new DataException(
          source
              + ": no image has the label "
              + label
              + "; the labels are "
              + IntStream.of(labels).distinct().sorted().boxed().toList());
    return choose(chosen);
  }

  /**
   * Three parts, drawn at random: the same seed, the same parts. The numbers of validation and test
   * images are rounded, the rest is for training.
   *
   * @param validation the part for validation, at least 0
   * @param test the part for testing, at least 0; both together are below 1
   * @throws IllegalArgumentException if that doesn't hold, a part above 0 comes to no image, or
   *     nothing is left to train on
   */
  public ImageSplit split(double validation, double test, long seed) {
    return ImageSplit.of(this, validation, test, seed);
  }

  /** The number of images and their sizes: {@code 1797 images of 1 x 8 x 8}. */
  @Override
  public String toString() {
    return size()
        + (size() == 1 ? " image of " : " images of ")
        + channels
        + " x "
        + height
        + " x "
        + width;
  }
}

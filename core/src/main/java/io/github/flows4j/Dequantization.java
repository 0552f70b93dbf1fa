package io.github.flows4j;

import io.github.flows4j.engine.PixelNoise;
import io.github.flows4j.spec.Pixels;
import io.github.flows4j.spec.ShapeMismatch;
import java.util.SplittableRandom;

/**
 * Between images of whole grey levels k and the numbers x = k + u, u uniform in (0, 1), that a flow
 * of images is a density of ({@link Pixels}).
 */
public final class Dequantization {
  /** Images that are dequantized at a time; the answers do not depend on it. */
  private static final int CHUNK = 512;

  private Dequantization() {}

  /**
   * Checks that all values are whole grey levels.
   *
   * @throws ShapeMismatch if the rows are no such images
   * @throws DataException naming row and column of a value that is none of 0..levels-1
   */
  public static void check(Pixels pixels, Rows rows) {
    checkColumns(pixels, rows);
    double[] row = new double[rows.columns()];
    for (int i = 0; i < rows.count(); i++) {
      rows.copyTo(i, 1, row, 0);
      for (int j = 0; j < row.length; j++)
        if (!(row[j] >= 0 && row[j] < pixels.levels() && row[j] == Math.rint(row[j])))
          throw new DataException(
              "row "
                  + (i + 1)
                  + ", column "
                  + pixels.name(j)
                  + ": "
                  + row[j]
                  + " is no whole grey level 0.."
                  + (pixels.levels() - 1));
    }
  }

  /**
   * Images with noise from (0, 1) added to every number, which depends on the seed and the image's
   * place alone.
   *
   * @param images whole grey levels, [images, channels height width]
   * @throws DataException naming row and column of a value that is no grey level
   */
  public static Rows noisy(Pixels pixels, Rows images, long seed) {
    check(pixels, images);
    return noisy(images, 0, random(images.count(), seed));
  }

  /**
   * Images of whole grey levels: each number rounded down, and those outside 0..levels-1 taken to
   * the nearer end. What a flow's samples are to a user.
   *
   * @param rows dequantized images, such as samples
   * @throws DataException naming row and column of a value that is NaN
   */
  public static Rows wholePixels(Pixels pixels, Rows rows) {
    checkColumns(pixels, rows);
    int columns = rows.columns();
    boolean small = pixels.levels() <= 256;
    byte[][] bytes = new byte[small ? rows.count() : 0][columns];
    double[] whole = new double[small ? columns : Math.multiplyExact(rows.count(), columns)];
    for (int i = 0; i < rows.count(); i++) {
      int at = small ? 0 : i * columns;
      rows.copyTo(i, 1, whole, at);
      for (int j = 0; j < columns; j++) {
        double value = whole[at + j];
        if (Double.isNaN(value))
          throw new DataException(
              "row " + (i + 1) + ", column " + pixels.name(j) + ": NaN is no pixel");
        whole[at + j] = Math.max(0, Math.min(pixels.levels() - 1, Math.floor(value)));
        if (small) bytes[i][j] = (byte) (int) whole[at + j];
      }
    }
    return small ? Rows.ofBytes(columns, bytes) : Rows.wrap(columns, whole);
  }

  /** {@link #bitsPerDimension(Flow, Rows, Rows, int, long)} of a flow without context. */
  public static BitsPerDimension bitsPerDimension(Flow flow, Rows images, int draws, long seed) {
    return bitsPerDimension(flow, images, null, draws, seed);
  }

  /**
   * Bits per dimension of images under a flow. The noise depends on the seed and the image's place
   * alone, and more draws begin with those of fewer.
   *
   * @param images whole grey levels, [images, channels height width]
   * @param context [images, context columns], or one row for all; null for a flow without
   * @param draws draws of noise for each image, at least 1
   * @throws IllegalArgumentException if the flow is none of images, or there are no images or draws
   * @throws DataException naming row and column of a value that is no grey level
   */
  public static BitsPerDimension bitsPerDimension(
      Flow flow, Rows images, Rows context, int draws, long seed) {
    if (!flow.schema().image())
      throw new IllegalArgumentException("bits per dimension need a flow of images: " + flow);
    if (draws < 1) throw new IllegalArgumentException("draws must be >= 1, was " + draws);
    int count = images.count();
    if (count == 0) throw new IllegalArgumentException("no images to average over");
    if (context != null && context.count() != 1 && context.count() != count)
      throw new ShapeMismatch(
          "contexts must be 1 or as many as images, " + count + ", were " + context.count());
    check(flow.schema().pixels(), images);
    SplittableRandom[] random = random(count, seed);
    double[] means = new double[count];
    double[] bounds = new double[count];
    for (int from = 0; from < count; from += CHUNK) {
      int end = Math.min(count, from + CHUNK);
      Rows some = images.slice(from, end);
      Rows given = context == null || context.count() == 1 ? context : context.slice(from, end);
      double[][] logProb = new double[end - from][draws];
      for (int draw = 0; draw < draws; draw++) {
        Rows x = noisy(some, from, random);
        double[] one = given == null ? flow.logProb(x) : flow.logProb(x, given);
        for (int i = 0; i < one.length; i++) logProb[i][draw] = one[i];
      }
      for (int i = from; i < end; i++) {
        means[i] = BitsPerDimension.mean(logProb[i - from], flow.features());
        bounds[i] = BitsPerDimension.bound(logProb[i - from], flow.features());
      }
    }
    return new BitsPerDimension(means, bounds, draws);
  }

  /** A source of noise for each image. */
  private static SplittableRandom[] random(int images, long seed) {
    SplittableRandom source = new SplittableRandom(seed);
    SplittableRandom[] all = new SplittableRandom[images];
    for (int i = 0; i < images; i++) all[i] = source.split();
    return all;
  }

  private static Rows noisy(Rows images, int first, SplittableRandom[] random) {
    double[] values = images.toArray();
    int columns = images.columns();
    for (int i = 0; i < images.count(); i++)
      PixelNoise.add(values, i * columns, columns, random[first + i]);
    return Rows.wrap(columns, values);
  }

  private static void checkColumns(Pixels pixels, Rows rows) {
    if (rows.columns() != pixels.shape().size())
      throw new ShapeMismatch(
          "images of "
              + pixels.shape()
              + " have "
              + pixels.shape().size()
              + " numbers, the rows have "
              + rows.columns());
  }
}

package io.github.flows4j.spec;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How images of whole grey levels k = 0..levels-1 become a flow's numbers: uniform noise u in (0,
 * 1) makes of them x = k + u (dequantization, arXiv:1511.01844, section 3.1), which is then scaled.
 * The user's units are those of x; a flow's density over x, averaged over the noise, bounds the
 * probability of k from below.
 *
 * @param shape the images' shape
 * @param levels grey levels, 2 to 65536; 256 for images of 8 bits
 * @param scaling from x to the flow's numbers
 */
public record Pixels(ImageShape shape, int levels, PixelScaling scaling) {
  private static final int MOST_LEVELS = 1 << 16;
  private static final Pattern NAME = Pattern.compile("c(\\d{1,10})y(\\d{1,10})x(\\d{1,10})");

  /**
   * Checks the levels.
   *
   * @throws IllegalArgumentException if they are not in 2..65536
   */
  public Pixels {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(scaling, "scaling");
    if (levels < 2 || levels > MOST_LEVELS)
      throw new IllegalArgumentException(
          "levels must be in 2.." + MOST_LEVELS + ", were " + levels);
  }

  /** Images of 8 bits, scaled by a logit with alpha 0.05. */
  public static Pixels of(ImageShape shape) {
    return new Pixels(shape, 256, new PixelScaling.Logit(0.05));
  }

  /** The name of a feature: {@code c0y3x5} is channel 0 at row 3 and column 5, all from 0. */
  public String name(int feature) {
    Objects.checkIndex(feature, shape.size());
    int place = feature % (shape.height() * shape.width());
    return "c"
        + feature / (shape.height() * shape.width())
        + "y"
        + place / shape.width()
        + "x"
        + place % shape.width();
  }

  /** Whether a feature is called so. */
  boolean names(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) return false;
    long channel = Long.parseLong(parts.group(1));
    long y = Long.parseLong(parts.group(2));
    long x = Long.parseLong(parts.group(3));
    if (channel >= shape.channels() || y >= shape.height() || x >= shape.width()) return false;
    // Leading zeros would make it another name.
    return name.equals(name((int) ((channel * shape.height() + y) * shape.width() + x)));
  }

  /** The columns of a table of such images, each of mean 0 and scale 1: a view, not a copy. */
  List<Column> columns() {
    return new Columns(this);
  }

  /** Columns made when asked for: a model file may claim more of them than memory holds. */
  private static final class Columns extends AbstractList<Column> implements RandomAccess {
    private final Pixels pixels;

    Columns(Pixels pixels) {
      this.pixels = pixels;
    }

    @Override
    public Column get(int feature) {
      return Column.plain(pixels.name(feature));
    }

    @Override
    public int size() {
      return pixels.shape.size();
    }

    @Override
    public boolean equals(Object other) {
      // The first and last names say the shape: no need to go through them all.
      if (other instanceof Columns columns) return pixels.shape.equals(columns.pixels.shape);
      return super.equals(other);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }
}

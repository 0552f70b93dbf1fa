package io.github.flows4j.plot;

import io.github.flows4j.Rows;
import io.github.flows4j.spec.ImageShape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Images side by side, row by row, each pixel drawn as a square. Grey images have one channel,
 * coloured ones three (red, green, blue). Immutable.
 */
public final class ImageGrid {
  private static final int LEAST_SIDE = 56;
  private static final int GAP = 3;
  private static final int CAPTION = 16;
  private static final int HEADING = 26;

  private final ImageShape shape;
  private final Rows images;
  private final double levels;
  private final int columns;
  private final List<String> captions;
  private final Map<Integer, String> headings;

  private ImageGrid(
      ImageShape shape,
      Rows images,
      double levels,
      int columns,
      List<String> captions,
      Map<Integer, String> headings) {
    this.shape = shape;
    this.images = images;
    this.levels = levels;
    this.columns = columns;
    this.captions = captions;
    this.headings = headings;
  }

  /**
   * Images in a grid that is about square.
   *
   * @param images one a row, plane by plane, at least one; values below 0 or above the last level,
   *     and NaN, are drawn as the nearest level or 0
   * @param levels grey levels: a value of levels - 1 is white
   * @throws IllegalArgumentException if the rows do not fit the shape, there are none, or the shape
   *     has neither 1 nor 3 channels
   */
  public static ImageGrid of(ImageShape shape, Rows images, int levels) {
    if (images.columns() != shape.size())
      throw new IllegalArgumentException(
          "images of " + shape + " have " + shape.size() + " numbers, had " + images.columns());
    if (images.count() == 0) throw new IllegalArgumentException("there are no images to draw");
    if (shape.channels() != 1 && shape.channels() != 3)
      throw new IllegalArgumentException(
          "images are drawn in 1 or 3 channels, had " + shape.channels());
    if (levels < 2) throw new IllegalArgumentException("levels must be >= 2, was " + levels);
    int columns = (int) Math.ceil(Math.sqrt(images.count()));
    return new ImageGrid(shape, images, levels, columns, List.of(), Map.of());
  }

  /** So many images side by side. */
  public ImageGrid withColumns(int count) {
    if (count < 1) throw new IllegalArgumentException("columns must be >= 1, was " + count);
    return new ImageGrid(shape, images, levels, count, captions, headings);
  }

  /** A short text under each image. */
  public ImageGrid withCaptions(List<String> texts) {
    Objects.requireNonNull(texts, "captions");
    if (texts.size() != images.count())
      throw new IllegalArgumentException(
          "captions must be " + images.count() + ", one an image, were " + texts.size());
    return new ImageGrid(shape, images, levels, columns, List.copyOf(texts), headings);
  }

  /**
   * A line of text above a row of the grid.
   *
   * @param row from 0
   */
  public ImageGrid withHeading(int row, String text) {
    if (row < 0) throw new IllegalArgumentException("row must be >= 0, was " + row);
    Map<Integer, String> more = new TreeMap<>(headings);
    more.put(row, Objects.requireNonNull(text, "heading"));
    return new ImageGrid(shape, images, levels, columns, captions, Map.copyOf(more));
  }

  /** The picture. */
  public Picture draw() {
    Color text = Ink.TEXT; // first of all: it keeps AWT from asking for a display
    int side = Math.max(shape.height(), shape.width());
    int zoom = Math.max(1, (LEAST_SIDE + side - 1) / side);
    int across = Math.min(columns, images.count());
    int down = (images.count() + across - 1) / across;
    int cellWidth = shape.width() * zoom + GAP;
    int cellHeight = shape.height() * zoom + GAP + (captions.isEmpty() ? 0 : CAPTION);
    int[] tops = new int[down];
    int bottom = GAP;
    for (int row = 0; row < down; row++) {
      tops[row] = bottom + (headings.containsKey(row) ? HEADING : 0);
      bottom = tops[row] + cellHeight;
    }
    BufferedImage sheet =
        new BufferedImage(across * cellWidth + GAP, bottom, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = sheet.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setColor(text);
    pen.setFont(Ink.LABEL);
    for (Map.Entry<Integer, String> heading : headings.entrySet())
      if (heading.getKey() < down)
        pen.drawString(
            Sheet.fit(heading.getValue(), Ink.LABEL, sheet.getWidth() - 2 * GAP),
            GAP,
            tops[heading.getKey()] - 8);
    pen.setFont(Ink.TICKS);
    for (int i = 0; i < images.count(); i++) {
      int x = GAP + i % across * cellWidth;
      int y = tops[i / across];
      paint(images.row(i), sheet, x, y, zoom);
      if (captions.isEmpty()) continue;
      String caption = Sheet.fit(captions.get(i), Ink.TICKS, cellWidth - GAP);
      int inset = (shape.width() * zoom - pen.getFontMetrics().stringWidth(caption)) / 2;
      pen.drawString(caption, x + inset, y + shape.height() * zoom + CAPTION - 4);
    }
    pen.dispose();
    return new Picture(sheet);
  }

  private void paint(double[] image, BufferedImage sheet, int left, int top, int zoom) {
    int plane = shape.pixels();
    for (int p = 0; p < plane; p++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++)
        rgb = rgb << 8 | level(image[shape.channels() == 1 ? p : c * plane + p]);
      int x = left + p % shape.width() * zoom;
      int y = top + p / shape.width() * zoom;
      for (int dy = 0; dy < zoom; dy++)
        for (int dx = 0; dx < zoom; dx++) sheet.setRGB(x + dx, y + dy, rgb);
    }
  }

  /** From 0 to 255; the floor of a value is its level. */
  private int level(double value) {
    double clamped = Math.min(Math.max(Math.floor(value), 0), levels - 1);
    return Double.isNaN(value) ? 0 : (int) Math.round(clamped * 255 / (levels - 1));
  }
}

package io.github.flows4j.plot;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A drawn picture, opaque, in pixels. */
public final class Picture {
  private final BufferedImage image;

  Picture(BufferedImage image) {
    this.image = image;
  }

  /** Width in pixels. */
  public int width() {
    return image.getWidth();
  }

  /** Height in pixels. */
  public int height() {
    return image.getHeight();
  }

  /** A copy as an image, for example to show it in a notebook. */
  public BufferedImage toImage() {
    BufferedImage copy = new BufferedImage(width(), height(), BufferedImage.TYPE_INT_RGB);
    image.copyData(copy.getRaster());
    return copy;
  }

  /** The colour 0xRRGGBB of a pixel; (0, 0) is at the top left. */
  int rgb(int x, int y) {
    return image.getRGB(x, y) & 0xFFFFFF;
  }

  /**
   * Writes a PNG. It is written to a temporary file beside the target, which then takes the
   * target's place: a reader never sees half a picture, and a failure leaves the old one.
   *
   * @throws IOException if the folder does not exist or cannot be written
   */
  public void save(Path target) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) throw new IOException("no PNG writer in this JDK");
    }
    // Not Files.createTempFile: its files can be read by their owner only.
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      Files.write(temporary, bytes.toByteArray(), StandardOpenOption.CREATE_NEW);
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}

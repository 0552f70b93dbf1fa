package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Single PNG and JPEG files. */
final class Pictures {
  /**
   * More pixels than a byte of a file can hold, so that a header that claims more costs no memory:
   * deflate packs 1,032 bytes of 8 pixels into one, JPEG needs a bit for a block of 8 x 8.
   */
  private static final long PIXELS_PER_BYTE = 8 * 1032;

  /** The length of a PNG's signature. */
  private static final int SIGNATURE = 8;

  /** The name of a PNG's last chunk, IEND. */
  private static final int END = 0x49454e44;

  private Pictures() {}

  static boolean isPng(byte[] start) {
    return start.length >= 4
        && start[0] == (byte) 0x89
        && start[1] == 'P'
        && start[2] == 'N'
        && start[3] == 'G';
  }

  static boolean isJpeg(byte[] start) {
    return start.length >= 3
        && start[0] == (byte) 0xff
        && start[1] == (byte) 0xd8
        && start[2] == (byte) 0xff;
  }

  /** One picture: 1 channel if it is grey in fact, whatever its file says, else 3. */
  static ImageSet read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
    if (bytes.length == 0) throw new DataException(file + " is empty");
    if (!isPng(bytes) && !isJpeg(bytes))
      throw new DataException(file + " is neither PNG nor JPEG, though its name says so");
    return picture(file, decode(file, bytes));
  }

  private static BufferedImage decode(Path file, byte[] bytes) {
    String format = isPng(bytes) ? "png" : "jpeg";
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    String[] warning = new String[1];
    // The decoder fills what is missing or damaged with grey and only warns, as it does of trifles.
    reader.addIIOReadWarningListener(
        (from, message) -> {
          if (message.startsWith("Corrupt") || message.startsWith("Truncated"))
            warning[0] = message;
        });
    // In memory: ImageIO's own choice would be a temporary file for each picture.
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      if (format.equals("png")) checkSums(bytes);
      reader.setInput(in, true, true);
      long area = (long) reader.getWidth(0) * reader.getHeight(0);
      if (area > PIXELS_PER_BYTE * bytes.length || area > ImageSet.MAX_VALUES / 3)
        throw new DataException(
            file
                + " is damaged or too large: it claims "
                + reader.getWidth(0)
                + " x "
                + reader.getHeight(0)
                + " pixels in "
                + bytes.length
                + " bytes");
      BufferedImage image = reader.read(0);
      if (warning[0] != null) throw new IOException(warning[0]);
      // The decoder hands out inks as if they were red, green, blue and alpha.
      int bands = image.getRaster().getNumBands();
      if (format.equals("jpeg") && bands != 1 && bands != 3)
        throw new IOException("it has " + bands + " channels, as CMYK has: convert it to RGB");
      return image;
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Damaged files bring the decoders to unchecked exceptions too.
      throw new DataException(
          file
              + " can't be decoded as "
              + (isPng(bytes) ? "PNG" : "JPEG")
              + ": "
              + reason(e).lines().findFirst().orElse(""),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** Checks the sum of each critical chunk of a PNG, which Java's decoder does not. */
  private static void checkSums(byte[] bytes) throws IOException {
    ByteBuffer chunks = ByteBuffer.wrap(bytes, SIGNATURE, Math.max(0, bytes.length - SIGNATURE));
    boolean ended = false;
    while (!ended) {
      if (chunks.remaining() < 12) throw new IOException("the file is cut off");
      int length = chunks.getInt();
      if (length < 0 || length > chunks.remaining() - 8)
        throw new IOException("the file is cut off or damaged at byte " + chunks.position());
      int at = chunks.position();
      var sum = new CRC32();
      sum.update(bytes, at, 4 + length);
      // Names of critical chunks begin with a capital.
      boolean critical = (bytes[at] & 0x20) == 0;
      if (critical && (int) sum.getValue() != chunks.getInt(at + 4 + length))
        throw new IOException("wrong checksum of the chunk at byte " + (at - 4));
      ended = chunks.getInt(at) == END;
      chunks.position(at + 4 + length + 4);
    }
  }

  private static String reason(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) cause = cause.getCause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static ImageSet picture(Path file, BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    byte[] pixels;
    Raster raster = image.getRaster();
    // From the raster: BufferedImage.getRGB would take grey for linear light and brighten it.
    if (image.getColorModel() instanceof IndexColorModel palette)
      pixels = paletted(raster, palette);
    else if (raster.getNumBands() < 3) pixels = bands(raster, 1);
    else pixels = bands(raster, 3);
    if (pixels.length == 3 * height * width && Planes.isGrey(pixels))
      pixels = Arrays.copyOf(pixels, height * width);
    int channels = pixels.length / (height * width);
    return ImageSet.wrap(file.toString(), channels, height, width, 256, new byte[][] {pixels});
  }

  private static byte[] paletted(Raster raster, IndexColorModel palette) {
    int area = raster.getHeight() * raster.getWidth();
    byte[] pixels = new byte[3 * area];
    int[] line = new int[raster.getWidth()];
    int at = 0;
    for (int row = 0; row < raster.getHeight(); row++) {
      raster.getSamples(0, row, line.length, 1, 0, line);
      for (int index : line) {
        pixels[at] = (byte) palette.getRed(index);
        pixels[area + at] = (byte) palette.getGreen(index);
        pixels[2 * area + at] = (byte) palette.getBlue(index);
        at++;
      }
    }
    return pixels;
  }

  /** The first bands; what follows is alpha. */
  private static byte[] bands(Raster raster, int channels) {
    byte[] pixels = new byte[channels * raster.getHeight() * raster.getWidth()];
    int[] line = new int[raster.getWidth()];
    int at = 0;
    for (int band = 0; band < channels; band++) {
      int max = (1 << raster.getSampleModel().getSampleSize(band)) - 1;
      for (int row = 0; row < raster.getHeight(); row++) {
        raster.getSamples(0, row, line.length, 1, band, line);
        for (int value : line)
          pixels[at++] = (byte) (max == 255 ? value : (value * 255 + max / 2) / max);
      }
    }
    return pixels;
  }

  /** A PNG of 1 or 3 channels whose greatest level is white. */
  static byte[] png(byte[] pixels, int channels, int height, int width, int levels)
      throws IOException {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage image = new BufferedImage(width, height, type);
    WritableRaster raster = image.getRaster();
    int[] line = new int[width];
    int at = 0;
    for (int band = 0; band < channels; band++)
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++)
          line[column] = ((pixels[at++] & 0xff) * 255 + (levels - 1) / 2) / (levels - 1);
        raster.setSamples(0, row, width, 1, band, line);
      }
    var bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    }
    return bytes.toByteArray();
  }
}

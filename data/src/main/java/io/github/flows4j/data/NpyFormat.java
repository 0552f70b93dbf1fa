package io.github.flows4j.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * NumPy's {@code .npy}, versions 1 to 3
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
final class NpyFormat {
  private static final int ALIGNMENT = 64;

  private NpyFormat() {}

  static ImageSet read(BinaryFile in) {
    NpyHeader header = NpyHeader.read(in, "images are uint8");
    NpyNumbers numbers = NpyNumbers.of(in, header.type());
    boolean fortran = header.fortran();
    long[] shape = header.shape();
    ArrayLayout layout = layout(in, header);
    String claim = shape[0] + " images of " + layout + " as " + numbers.type();
    int count = (int) shape[0];
    byte[][] images =
        fortran
            ? readFortran(in, numbers, layout, count, claim)
            : readRows(in, numbers, layout, count, claim);
    return ImageSet.wrap(
        in.file().toString(), layout.channels(), layout.height(), layout.width(), 256, images);
  }

  private static byte[][] readRows(
      BinaryFile in, NpyNumbers numbers, ArrayLayout layout, int count, String claim) {
    var images = new ArrayList<byte[]>();
    while (images.size() < count) {
      int image = images.size();
      byte[] pixels =
          numbers.read(
              in,
              layout.pixels(),
              claim,
              i -> "image " + image + ", " + layout.describe(layout.target(i)));
      images.add(layout.channelMajor(pixels));
    }
    in.requireEnd(claim);
    return images.toArray(byte[][]::new);
  }

  /** The first index runs fastest: the first pixel of all images, then the next one of all. */
  private static byte[][] readFortran(
      BinaryFile in, NpyNumbers numbers, ArrayLayout layout, int count, String claim) {
    var planes = new ArrayList<byte[]>();
    while (planes.size() < layout.pixels()) {
      int pixel = layout.fortranTarget(planes.size());
      planes.add(numbers.read(in, count, claim, i -> "image " + i + ", " + layout.describe(pixel)));
    }
    in.requireEnd(claim);
    byte[][] images = new byte[count][layout.pixels()];
    for (int place = 0; place < planes.size(); place++) {
      byte[] plane = planes.set(place, null);
      int pixel = layout.fortranTarget(place);
      for (int i = 0; i < count; i++) images[i][pixel] = plane[i];
    }
    return images;
  }

  private static ArrayLayout layout(BinaryFile in, NpyHeader header) {
    long[] shape = header.shape();
    boolean channelsFirst = shape.length == 4 && isChannels(shape[1]);
    boolean channelsLast = shape.length == 4 && !channelsFirst && isChannels(shape[3]);
    if (shape.length != 3 && !channelsFirst && !channelsLast)
      throw in.failure(
          "has the shape "
              + header.shown()
              + "; images are (n, height, width), (n, channels, height, width) or"
              + " (n, height, width, channels) with 1 or 3 channels");
    if (LongStream.of(shape).anyMatch(size -> size == 0))
      throw in.failure("holds no images: its shape is " + header.shown());
    int channels = shape.length == 3 ? 1 : (int) (channelsLast ? shape[3] : shape[1]);
    long height = shape[channelsFirst ? 2 : 1];
    long width = shape[channelsFirst ? 3 : 2];
    if (shape[0] > ImageSet.MAX_VALUES
        || height > ImageSet.MAX_VALUES / width
        || height * width > ImageSet.MAX_VALUES / channels)
      throw in.failure("is too large: its shape is " + header.shown());
    return new ArrayLayout(channels, (int) height, (int) width, channelsLast);
  }

  private static boolean isChannels(long size) {
    return size == 1 || size == 3;
  }

  static void write(OutputStream out, ImageSet images) throws IOException {
    String header =
        String.format(
            Locale.ROOT,
            "{'descr': '|u1', 'fortran_order': False, 'shape': (%d, %d, %d, %d), }",
            images.size(),
            images.channels(),
            images.height(),
            images.width());
    // Spaces and a line end bring the numbers to a multiple of 64 bytes, as NumPy has it.
    int before = NpyHeader.MAGIC.length + 4;
    int length = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    out.write(NpyHeader.MAGIC);
    out.write(new byte[] {1, 0, (byte) length, (byte) (length >> 8)});
    out.write(header.getBytes(StandardCharsets.ISO_8859_1));
    out.write(" ".repeat(length - header.length() - 1).getBytes(StandardCharsets.ISO_8859_1));
    out.write('\n');
    for (int i = 0; i < images.size(); i++) out.write(images.image(i));
  }
}

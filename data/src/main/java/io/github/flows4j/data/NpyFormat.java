package io.github.flows4j.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * NumPy's {@code .npy}, versions 1 to 3
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
final class NpyFormat {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Far above the header of any array of numbers. */
  private static final int MAX_HEADER = 1 << 20;

  private static final int ALIGNMENT = 64;
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)\\b");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
  private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

  private NpyFormat() {}

  static boolean matches(byte[] start) {
    return start.length >= MAGIC.length
        && ByteBuffer.wrap(start, 0, 6).equals(ByteBuffer.wrap(MAGIC));
  }

  static ImageSet read(BinaryFile in) {
    String header = header(in);
    NpyNumbers numbers = NpyNumbers.of(in, value(in, header, TYPE, "type"));
    boolean fortran = value(in, header, ORDER, "order").equals("True");
    long[] shape = shape(in, value(in, header, SHAPE, "shape"));
    ArrayLayout layout = layout(in, shape);
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

  /** The text of the header; what follows it are the numbers. */
  private static String header(BinaryFile in) {
    byte[] start = in.record(MAGIC.length + 2, "it is .npy");
    int version = start[MAGIC.length];
    if (version < 1 || version > 3)
      throw in.failure("is .npy of version " + version + "; versions 1 to 3 can be read");
    int lengthBytes = version == 1 ? 2 : 4;
    ByteBuffer stored =
        ByteBuffer.wrap(in.record(lengthBytes, "it is .npy")).order(ByteOrder.LITTLE_ENDIAN);
    long length =
        version == 1
            ? Short.toUnsignedInt(stored.getShort())
            : Integer.toUnsignedLong(stored.getInt());
    if (length > MAX_HEADER)
      throw in.failure("is damaged .npy: its header claims to be " + length + " bytes long");
    byte[] text = in.record((int) length, "it is " + length + " bytes long itself");
    return new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
  }

  private static String value(BinaryFile in, String header, Pattern pattern, String what) {
    Matcher matcher = pattern.matcher(header);
    if (matcher.find()) return matcher.group(1);
    // Records and sub-arrays have a list for their type.
    if (what.equals("type") && header.contains("'descr'"))
      throw in.failure("is .npy of records, not of plain numbers; images are uint8");
    throw in.failure("is damaged .npy: its header has no " + what);
  }

  private static long[] shape(BinaryFile in, String text) {
    var sizes = new ArrayList<Long>();
    for (String part : text.split(",", -1)) {
      // Python 2 wrote 10L for 10.
      String size = part.strip().replaceFirst("L$", "");
      if (size.isEmpty()) continue;
      if (!SIZE.matcher(size).matches())
        throw in.failure("is damaged .npy: its header has the shape (" + text + ")");
      sizes.add(Long.parseLong(size));
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  private static ArrayLayout layout(BinaryFile in, long[] shape) {
    boolean channelsFirst = shape.length == 4 && isChannels(shape[1]);
    boolean channelsLast = shape.length == 4 && !channelsFirst && isChannels(shape[3]);
    if (shape.length != 3 && !channelsFirst && !channelsLast)
      throw in.failure(
          "has the shape "
              + shown(shape)
              + "; images are (n, height, width), (n, channels, height, width) or"
              + " (n, height, width, channels) with 1 or 3 channels");
    if (LongStream.of(shape).anyMatch(size -> size == 0))
      throw in.failure("holds no images: its shape is " + shown(shape));
    int channels = shape.length == 3 ? 1 : (int) (channelsLast ? shape[3] : shape[1]);
    long height = shape[channelsFirst ? 2 : 1];
    long width = shape[channelsFirst ? 3 : 2];
    if (shape[0] > ImageSet.MAX_VALUES
        || height > ImageSet.MAX_VALUES / width
        || height * width > ImageSet.MAX_VALUES / channels)
      throw in.failure("is too large: its shape is " + shown(shape));
    return new ArrayLayout(channels, (int) height, (int) width, channelsLast);
  }

  private static boolean isChannels(long size) {
    return size == 1 || size == 3;
  }

  private static String shown(long[] shape) {
    return LongStream.of(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
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
    int before = MAGIC.length + 4;
    int length = (before + header.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - before;
    out.write(MAGIC);
    out.write(new byte[] {1, 0, (byte) length, (byte) (length >> 8)});
    out.write(header.getBytes(StandardCharsets.ISO_8859_1));
    out.write(" ".repeat(length - header.length() - 1).getBytes(StandardCharsets.ISO_8859_1));
    out.write('\n');
    for (int i = 0; i < images.size(); i++) out.write(images.image(i));
  }
}

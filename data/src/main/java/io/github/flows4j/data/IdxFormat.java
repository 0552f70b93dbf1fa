package io.github.flows4j.data;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * IDX, the format of MNIST (http://yann.lecun.com/exdb/mnist): two zeros, the type of a value, the
 * number of dimensions, each of these as a big-endian int of 32 bits, then the values.
 */
final class IdxFormat {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final Map<Integer, String> TYPES =
      Map.of(
          UNSIGNED_BYTE,
          "unsigned bytes",
          0x09,
          "signed bytes",
          0x0b,
          "16-bit integers",
          0x0c,
          "32-bit integers",
          0x0d,
          "32-bit floats",
          0x0e,
          "64-bit floats");

  /** MNIST's own names, and those with a dot in place of the second hyphen. */
  private static final Pattern IMAGES = Pattern.compile("images([-.])idx[34]");

  private IdxFormat() {}

  static boolean matches(byte[] start) {
    return start.length >= 4
        && start[0] == 0
        && start[1] == 0
        && TYPES.containsKey((int) start[2])
        && start[3] > 0;
  }

  static ImageSet read(BinaryFile in) {
    int dimensions = dimensions(in);
    if (dimensions == 1)
      throw in.failure(
          "is a label file (IDX with one dimension): give the file of the images, its labels are"
              + " found beside it");
    if (dimensions != 3 && dimensions != 4)
      throw in.failure(
          "is an IDX file with " + dimensions + " dimensions; images have 3, or 4 with channels");
    long[] sizes = sizes(in, dimensions);
    // Channels are first or last, whichever can be; first if both can.
    boolean channelsLast = dimensions == 4 && !isChannels(sizes[1]) && isChannels(sizes[3]);
    if (dimensions == 4 && !channelsLast && !isChannels(sizes[1]))
      throw in.failure(
          "is an IDX file of "
              + shown(sizes)
              + ": neither the second nor the last size is 1 or 3, the number of channels");
    int channels = dimensions == 3 ? 1 : (int) (channelsLast ? sizes[3] : sizes[1]);
    long height = sizes[dimensions == 3 || channelsLast ? 1 : 2];
    long width = sizes[dimensions == 3 || channelsLast ? 2 : 3];
    if (sizes[0] > ImageSet.MAX_VALUES
        || height > ImageSet.MAX_VALUES / width
        || height * width > ImageSet.MAX_VALUES / channels)
      throw in.failure("is too large: its header says " + shown(sizes));
    var layout = new ArrayLayout(channels, (int) height, (int) width, channelsLast);
    String claim = sizes[0] + " images of " + layout;
    var images = new ArrayList<byte[]>();
    while (images.size() < sizes[0])
      images.add(layout.channelMajor(in.record(layout.pixels(), claim)));
    in.requireEnd(claim);
    return ImageSet.wrap(
        in.file().toString(),
        channels,
        layout.height(),
        layout.width(),
        256,
        images.toArray(byte[][]::new));
  }

  static int[] readLabels(BinaryFile in) {
    int dimensions = matches(in.peek(4)) ? dimensions(in) : 0;
    if (dimensions != 1)
      throw in.failure("is no label file: it must be IDX with one dimension of unsigned bytes");
    long count = sizes(in, 1)[0];
    if (count > ImageSet.MAX_VALUES) throw in.failure("is too large: it has " + count + " labels");
    String claim = count + " labels";
    byte[] bytes = in.record((int) count, claim);
    in.requireEnd(claim);
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) labels[i] = bytes[i] & 0xff;
    return labels;
  }

  /** The file of labels beside a file of images, {@code null} if there is none. */
  static Path labelsBeside(Path images) {
    String name = images.getFileName().toString();
    String labels = IMAGES.matcher(name).replaceFirst("labels$1idx1");
    if (labels.equals(name)) return null;
    boolean compressed = labels.toLowerCase(Locale.ROOT).endsWith(".gz");
    String other = compressed ? labels.substring(0, labels.length() - 3) : labels + ".gz";
    for (String candidate : List.of(labels, other))
      if (Files.isRegularFile(images.resolveSibling(candidate)))
        return images.resolveSibling(candidate);
    return null;
  }

  private static int dimensions(BinaryFile in) {
    byte[] magic = in.next(4);
    if (magic[2] != UNSIGNED_BYTE)
      throw in.failure(
          "is an IDX file of " + TYPES.get((int) magic[2]) + "; images must be unsigned bytes");
    return magic[3];
  }

  private static long[] sizes(BinaryFile in, int dimensions) {
    ByteBuffer header = ByteBuffer.wrap(in.record(4 * dimensions, dimensions + " dimensions"));
    long[] sizes = new long[dimensions];
    for (int i = 0; i < dimensions; i++) sizes[i] = Integer.toUnsignedLong(header.getInt());
    for (long size : sizes)
      if (size == 0)
        throw in.failure(
            sizes[0] == 0 && dimensions > 1
                ? "holds no images: its header says " + shown(sizes)
                : "is empty: its header says " + shown(sizes));
    return sizes;
  }

  private static boolean isChannels(long size) {
    return size == 1 || size == 3;
  }

  private static String shown(long[] sizes) {
    var text = new StringBuilder();
    for (long size : sizes) text.append(text.isEmpty() ? "" : " x ").append(size);
    return text.toString();
  }
}

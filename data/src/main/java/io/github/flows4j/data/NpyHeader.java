package io.github.flows4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The header of NumPy's {@code .npy}, versions 1 to 3
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
final class NpyHeader {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** Far above the header of any array of numbers. */
  private static final int MAX_HEADER = 1 << 20;

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)\\b");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");
  private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

  private final String type;
  private final boolean fortran;
  private final long[] shape;

  private NpyHeader(String type, boolean fortran, long[] shape) {
    this.type = type;
    this.fortran = fortran;
    this.shape = shape;
  }

  static boolean matches(byte[] start) {
    return start.length >= MAGIC.length
        && ByteBuffer.wrap(start, 0, 6).equals(ByteBuffer.wrap(MAGIC));
  }

  /**
   * Reads the header; what follows it are the numbers.
   *
   * @param advice what to say to who has records, not numbers
   */
  static NpyHeader read(BinaryFile in, String advice) {
    String header = text(in);
    // Records and sub-arrays have a list for their type.
    if (header.contains("'descr'") && !TYPE.matcher(header).find())
      throw in.failure("is .npy of records, not of plain numbers; " + advice);
    return new NpyHeader(
        value(in, header, TYPE, "type"),
        value(in, header, ORDER, "order").equals("True"),
        shape(in, value(in, header, SHAPE, "shape")));
  }

  /** The type as the header has it: {@code |u1}, {@code <f4}. */
  String type() {
    return type;
  }

  /** Whether the first index runs fastest. */
  boolean fortran() {
    return fortran;
  }

  /** The sizes as they are claimed, none negative. */
  long[] shape() {
    return shape.clone();
  }

  /** The shape as NumPy writes it. */
  String shown() {
    return LongStream.of(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }

  private static String text(BinaryFile in) {
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
}

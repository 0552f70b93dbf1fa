package io.github.flows4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.IntFunction;

/** Pixels from numbers of one of NumPy's types, which must be whole and from 0 to 255. */
final class NpyNumbers {
  private static final double TWO_TO_64 = 0x1p64;

  /** The value at an offset. */
  private interface Reader {
    double get(ByteBuffer bytes, int at);
  }

  private record Kind(int bytes, String name, Reader reader) {}

  private static final Map<String, Kind> KINDS =
      Map.of(
          "u1", new Kind(1, "uint8", (bytes, at) -> bytes.get(at) & 0xff),
          "u2", new Kind(2, "uint16", (bytes, at) -> Short.toUnsignedInt(bytes.getShort(at))),
          "u4", new Kind(4, "uint32", (bytes, at) -> Integer.toUnsignedLong(bytes.getInt(at))),
          "u8", new Kind(8, "uint64", (bytes, at) -> unsigned(bytes.getLong(at))),
          "i1", new Kind(1, "int8", ByteBuffer::get),
          "i2", new Kind(2, "int16", ByteBuffer::getShort),
          "i4", new Kind(4, "int32", ByteBuffer::getInt),
          "i8", new Kind(8, "int64", ByteBuffer::getLong),
          "f4", new Kind(4, "float32", ByteBuffer::getFloat),
          "f8", new Kind(8, "float64", ByteBuffer::getDouble));

  private final Kind kind;
  private final ByteOrder order;

  private NpyNumbers(Kind kind, ByteOrder order) {
    this.kind = kind;
    this.order = order;
  }

  private static double unsigned(long value) {
    return value < 0 ? value + TWO_TO_64 : value;
  }

  /** For a type as the header has it: {@code |u1}, {@code <f4}, {@code >i2}. */
  static NpyNumbers of(BinaryFile in, String type) {
    String plain = type.replaceFirst("^[<>|=]", "");
    Kind kind = KINDS.get(plain);
    if (kind == null)
      throw in.failure(
          "is .npy of the type '" + type + "'; convert the images with .astype(numpy.uint8)");
    return new NpyNumbers(
        kind, type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  String type() {
    return kind.name;
  }

  /**
   * The next numbers.
   *
   * @param claim what the header says there are
   * @param place says where the number is that can't be a pixel
   */
  byte[] read(BinaryFile in, int count, String claim, IntFunction<String> place) {
    if (count > ImageSet.MAX_VALUES / kind.bytes)
      throw in.failure("is too large: its header says " + claim + "; convert them to uint8");
    byte[] stored = in.record(count * kind.bytes, claim);
    if (kind.name.equals("uint8")) return stored;
    ByteBuffer bytes = ByteBuffer.wrap(stored).order(order);
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      double value = kind.reader.get(bytes, i * kind.bytes);
      // NaN fails every comparison.
      if (!(value >= 0 && value <= 255 && value == Math.rint(value)))
        throw in.failure(
            "has the "
                + kind.name
                + " value "
                + Numbers.format(value)
                + " in "
                + place.apply(i)
                + " (counted from 0); pixels must be whole numbers from 0 to 255: scale and round"
                + " them, then .astype(numpy.uint8)");
      pixels[i] = (byte) value;
    }
    return pixels;
  }
}

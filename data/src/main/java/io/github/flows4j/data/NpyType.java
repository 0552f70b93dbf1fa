package io.github.flows4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** One of NumPy's types of numbers, as it is stored. */
final class NpyType {
  private static final double TWO_TO_64 = 0x1p64;

  /** The value at an offset. */
  private interface Reader {
    double get(ByteBuffer bytes, int at);
  }

  private record Kind(int bytes, String name, Reader reader) {}

  private static final Map<String, Kind> KINDS =
      Map.ofEntries(
          Map.entry("b1", new Kind(1, "bool", (bytes, at) -> bytes.get(at) == 0 ? 0 : 1)),
          Map.entry("u1", new Kind(1, "uint8", (bytes, at) -> bytes.get(at) & 0xff)),
          Map.entry(
              "u2", new Kind(2, "uint16", (bytes, at) -> Short.toUnsignedInt(bytes.getShort(at)))),
          Map.entry(
              "u4", new Kind(4, "uint32", (bytes, at) -> Integer.toUnsignedLong(bytes.getInt(at)))),
          Map.entry("u8", new Kind(8, "uint64", (bytes, at) -> unsigned(bytes.getLong(at)))),
          Map.entry("i1", new Kind(1, "int8", ByteBuffer::get)),
          Map.entry("i2", new Kind(2, "int16", ByteBuffer::getShort)),
          Map.entry("i4", new Kind(4, "int32", ByteBuffer::getInt)),
          Map.entry("i8", new Kind(8, "int64", ByteBuffer::getLong)),
          Map.entry("f2", new Kind(2, "float16", (bytes, at) -> half(bytes.getShort(at)))),
          Map.entry("f4", new Kind(4, "float32", ByteBuffer::getFloat)),
          Map.entry("f8", new Kind(8, "float64", ByteBuffer::getDouble)));

  private final Kind kind;
  private final ByteOrder order;

  private NpyType(Kind kind, ByteOrder order) {
    this.kind = kind;
    this.order = order;
  }

  /**
   * The type that a header names: {@code |u1}, {@code <f4}, {@code >i2}.
   *
   * @param advice what to do if it is no number
   */
  static NpyType of(BinaryFile in, String type, String advice) {
    Kind kind = KINDS.get(type.replaceFirst("^[<>|=]", ""));
    if (kind == null)
      throw in.failure("is .npy of the type '" + Numbers.shown(type) + "'; " + advice);
    return new NpyType(kind, type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
  }

  /** As NumPy calls it. */
  String name() {
    return kind.name;
  }

  /** The size of a number. */
  int bytes() {
    return kind.bytes;
  }

  /** The bytes in the order that {@link #get} takes. */
  ByteBuffer order(byte[] stored) {
    return ByteBuffer.wrap(stored).order(order);
  }

  /** The number that begins at a byte. */
  double get(ByteBuffer bytes, int at) {
    return kind.reader.get(bytes, at);
  }

  private static double unsigned(long value) {
    return value < 0 ? value + TWO_TO_64 : value;
  }

  /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
  private static double half(short stored) {
    int exponent = stored >> 10 & 0x1f;
    int fraction = stored & 0x3ff;
    double size =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24;
          case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return stored < 0 ? -size : size;
  }
}

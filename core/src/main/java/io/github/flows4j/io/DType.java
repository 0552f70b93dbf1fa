package io.github.flows4j.io;

import java.nio.ByteBuffer;

/** The type of a tensor's elements in a safetensors file, little-endian. */
public enum DType {
  /** 64-bit IEEE 754. */
  F64(8),
  /** 32-bit IEEE 754. */
  F32(4),
  /** 16-bit IEEE 754. */
  F16(2),
  /** The upper 16 bits of an F32. */
  BF16(2),
  /** 64-bit signed. */
  I64(8),
  /** 32-bit signed. */
  I32(4),
  /** 16-bit signed. */
  I16(2),
  /** 8-bit signed. */
  I8(1),
  /** 8-bit unsigned. */
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** The length of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether every element is a whole number (or true and false as 1 and 0). */
  public boolean whole() {
    return switch (this) {
      case F64, F32, F16, BF16 -> false;
      case I64, I32, I16, I8, U8, BOOL -> true;
    };
  }

  /** The next element, exactly, except that an I64 beyond 2^53 is rounded. */
  double nextDouble(ByteBuffer buffer) {
    return switch (this) {
      case F64 -> buffer.getDouble();
      case F32 -> buffer.getFloat();
      case F16 -> half(buffer.getShort());
      case BF16 -> Float.intBitsToFloat(buffer.getShort() << 16);
      default -> nextLong(buffer);
    };
  }

  /** The next element of a type of whole numbers. */
  long nextLong(ByteBuffer buffer) {
    return switch (this) {
      case I64 -> buffer.getLong();
      case I32 -> buffer.getInt();
      case I16 -> buffer.getShort();
      case I8 -> buffer.get();
      case U8, BOOL -> buffer.get() & 0xff;
      default -> throw new IllegalArgumentException(this + " does not hold whole numbers");
    };
  }

  /** Sign, 5 bits of exponent biased by 15, 10 bits of fraction (IEEE 754 binary16). */
  private static double half(short bits) {
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude;
    if (exponent == 0) magnitude = fraction * 0x1p-24;
    else if (exponent < 31) magnitude = Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
    else magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    return bits < 0 ? -magnitude : magnitude;
  }
}

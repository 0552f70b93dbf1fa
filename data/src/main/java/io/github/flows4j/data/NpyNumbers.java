package io.github.flows4j.data;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;

/** Pixels from numbers of one of NumPy's types, which must be whole and from 0 to 255. */
final class NpyNumbers {
  private final NpyType kind;

  private NpyNumbers(NpyType kind) {
    this.kind = kind;
  }

  /** For a type as the header has it: {@code |u1}, {@code <f4}, {@code >i2}. */
  static NpyNumbers of(BinaryFile in, String type) {
    return new NpyNumbers(NpyType.of(in, type, "convert the images with .astype(numpy.uint8)"));
  }

  String type() {
    return kind.name();
  }

  /**
   * The next numbers.
   *
   * @param claim what the header says there are
   * @param place says where the number is that can't be a pixel
   */
  byte[] read(BinaryFile in, int count, String claim, IntFunction<String> place) {
    if (count > ImageSet.MAX_VALUES / kind.bytes())
      throw in.failure("is too large: its header says " + claim + "; convert them to uint8");
    byte[] stored = in.record(count * kind.bytes(), claim);
    if (kind.name().equals("uint8")) return stored;
    ByteBuffer bytes = kind.order(stored);
    byte[] pixels = new byte[count];
    for (int i = 0; i < count; i++) {
      double value = kind.get(bytes, i * kind.bytes());
      // NaN fails every comparison.
      if (!(value >= 0 && value <= 255 && value == Math.rint(value)))
        throw in.failure(
            "has the "
                + kind.name()
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

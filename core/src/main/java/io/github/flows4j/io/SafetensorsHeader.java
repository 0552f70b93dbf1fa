package io.github.flows4j.io;

import io.github.flows4j.spec.json.JsonText;
import io.github.flows4j.spec.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file, checked.
 *
 * @param metadata the texts of {@code __metadata__}
 * @param tensors the tensors by name, in the order of their data, which they cover without holes or
 *     overlaps
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> tensors) {
  /** The format's own limit. */
  static final int MAX_BYTES = 100_000_000;

  static final String METADATA = "__metadata__";

  SafetensorsHeader {
    metadata = Collections.unmodifiableMap(metadata);
    tensors = Collections.unmodifiableMap(tensors);
  }

  /**
   * Reads a header.
   *
   * @param dataLength the number of bytes that follow it
   * @throws IllegalArgumentException saying what is wrong and with which tensor
   */
  static SafetensorsHeader parse(byte[] bytes, long dataLength) {
    JsonValue root = JsonText.parse(decode(bytes));
    Map<String, String> metadata = new LinkedHashMap<>();
    List<TensorEntry> entries = new ArrayList<>();
    root.members()
        .forEach(
            (name, value) -> {
              if (name.equals(METADATA))
                value.members().forEach((key, text) -> metadata.put(key, text.string()));
              else entries.add(entry(name, value, dataLength));
            });
    entries.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
    Map<String, TensorEntry> tensors = new LinkedHashMap<>();
    TensorEntry last = null;
    for (TensorEntry entry : entries) {
      long covered = last == null ? 0 : last.end();
      if (entry.begin() < covered)
        throw new IllegalArgumentException(
            "tensors "
                + last.name()
                + " and "
                + entry.name()
                + " overlap at byte "
                + entry.begin());
      if (entry.begin() > covered)
        throw new IllegalArgumentException(
            "bytes "
                + covered
                + " to "
                + entry.begin()
                + " before tensor "
                + entry.name()
                + " belong to no tensor");
      tensors.put(entry.name(), entry);
      last = entry;
    }
    long covered = last == null ? 0 : last.end();
    if (covered < dataLength)
      throw new IllegalArgumentException(
          "bytes " + covered + " to " + dataLength + " at its end belong to no tensor");
    return new SafetensorsHeader(metadata, tensors);
  }

  private static String decode(byte[] bytes) {
    try {
      // A decoder made here refuses malformed bytes; new String would put marks in their place.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not UTF-8", e);
    }
  }

  private static TensorEntry entry(String name, JsonValue value, long dataLength) {
    Map<String, JsonValue> members = value.members("dtype", "shape", "data_offsets");
    DType dtype = dtype(members.get("dtype"));
    List<Integer> shape = new ArrayList<>();
    long bytes = dtype.bytes();
    for (JsonValue extent : members.get("shape").list()) {
      int size = extent.integer();
      if (size < 0) throw value.problem("shape must hold sizes >= 0, held " + size);
      shape.add(size);
      try {
        bytes = Math.multiplyExact(bytes, size);
      } catch (ArithmeticException e) {
        throw value.problem("a shape that begins " + shape + " is too large");
      }
    }
    List<JsonValue> offsets = members.get("data_offsets").list();
    if (offsets.size() != 2)
      throw value.problem("data_offsets must be 2 numbers, were " + offsets.size());
    long begin = offsets.get(0).longInteger();
    long end = offsets.get(1).longInteger();
    if (begin < 0 || end < begin)
      throw value.problem("data_offsets must be 0 <= begin <= end, were " + begin + ", " + end);
    if (end > dataLength)
      throw value.problem(
          "data_offsets end at byte "
              + end
              + ", the file's data at "
              + dataLength
              + ": cut short?");
    if (end - begin != bytes)
      throw value.problem(
          "data_offsets span "
              + (end - begin)
              + " bytes, "
              + dtype
              + " of shape "
              + shape
              + " needs "
              + bytes);
    return new TensorEntry(name, dtype, shape, begin, end);
  }

  private static DType dtype(JsonValue value) {
    List<String> names = new ArrayList<>();
    for (DType dtype : DType.values()) names.add(dtype.name());
    return DType.valueOf(value.oneOf(names));
  }
}

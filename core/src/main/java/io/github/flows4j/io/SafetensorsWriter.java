package io.github.flows4j.io;

import io.github.flows4j.spec.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers named tensors and texts, then writes them as a safetensors file. Tensors stand in the
 * file in the order in which they were added; arrays are read when the file is written, not copied
 * before.
 */
public final class SafetensorsWriter {
  private static final int CHUNK = 1 << 16;

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Pending> tensors = new LinkedHashMap<>();
  private long dataLength;

  /** Appends the element at an index to a buffer. */
  @FunctionalInterface
  interface Source {
    void put(ByteBuffer buffer, int index);
  }

  private record Pending(TensorEntry entry, Source source) {}

  /** Makes an empty one. */
  public SafetensorsWriter() {}

  /** Adds a text, in place of one of the same key. */
  public SafetensorsWriter metadata(String key, String text) {
    metadata.put(key, text);
    return this;
  }

  /**
   * Adds a tensor of type F32.
   *
   * @throws IllegalArgumentException if the name is taken or the shape does not hold so many
   *     values; so do all others
   */
  public SafetensorsWriter floats(String name, List<Integer> shape, float[] values) {
    return add(name, DType.F32, shape, values.length, (b, i) -> b.putFloat(values[i]));
  }

  /** Adds a tensor of type F64. */
  public SafetensorsWriter doubles(String name, List<Integer> shape, double[] values) {
    return add(name, DType.F64, shape, values.length, (b, i) -> b.putDouble(values[i]));
  }

  /** Adds a tensor of type I64. */
  public SafetensorsWriter longs(String name, List<Integer> shape, long[] values) {
    return add(name, DType.I64, shape, values.length, (b, i) -> b.putLong(values[i]));
  }

  /** Adds a tensor of type U8. */
  public SafetensorsWriter bytes(String name, List<Integer> shape, byte[] values) {
    return add(name, DType.U8, shape, values.length, (b, i) -> b.put(values[i]));
  }

  /** Adds a tensor of type BOOL. */
  public SafetensorsWriter booleans(String name, List<Integer> shape, boolean[] values) {
    return add(name, DType.BOOL, shape, values.length, (b, i) -> b.put((byte) (values[i] ? 1 : 0)));
  }

  SafetensorsWriter add(String name, DType dtype, List<Integer> shape, int size, Source source) {
    long product = 1;
    for (int extent : shape) {
      if (extent < 0)
        throw new IllegalArgumentException("shape must hold sizes >= 0, was " + shape);
      // Fits: size is an int, so a larger product is refused before it can overflow.
      product *= extent;
      if (product > Integer.MAX_VALUE) break;
    }
    if (product != size)
      throw new IllegalArgumentException(
          "tensor " + name + ": shape " + shape + " does not hold " + size + " values");
    if (name.equals(SafetensorsHeader.METADATA) || tensors.containsKey(name))
      throw new IllegalArgumentException("tensor name " + name + " is taken");
    long end = Math.addExact(dataLength, (long) dtype.bytes() * size);
    tensors.put(name, new Pending(new TensorEntry(name, dtype, shape, dataLength, end), source));
    dataLength = end;
    return this;
  }

  /**
   * Writes the file whole, or leaves what was there: {@link AtomicFiles#write}.
   *
   * @throws IOException if it can't be written
   */
  public void write(Path target) throws IOException {
    AtomicFiles.write(target, this::write);
  }

  /** Writes everything to a stream, which is not closed. */
  public void write(OutputStream out) throws IOException {
    byte[] header = header().getBytes(StandardCharsets.UTF_8);
    // Spaces, so that the data begins at a multiple of 8 bytes.
    int length = Math.addExact(header.length, 7) & ~7;
    if (length > SafetensorsHeader.MAX_BYTES)
      throw new IOException("header of " + length + " bytes is too large for a safetensors file");
    byte[] chunk = new byte[CHUNK];
    ByteBuffer buffer = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    out.write(chunk, 0, buffer.position());
    out.write(header);
    out.write(" ".repeat(length - header.length).getBytes(StandardCharsets.US_ASCII));
    for (Pending tensor : tensors.values()) {
      buffer.clear();
      for (int i = 0; i < tensor.entry.size(); i++) {
        tensor.source.put(buffer, i);
        if (!buffer.hasRemaining()) {
          out.write(chunk);
          buffer.clear();
        }
      }
      out.write(chunk, 0, buffer.position());
    }
  }

  private String header() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (!metadata.isEmpty()) members.put(SafetensorsHeader.METADATA, metadata);
    for (Pending tensor : tensors.values()) {
      TensorEntry entry = tensor.entry;
      Map<String, Object> description = new LinkedHashMap<>();
      description.put("dtype", entry.dtype().name());
      description.put("shape", entry.shape());
      description.put("data_offsets", List.of(entry.begin(), entry.end()));
      members.put(entry.name(), description);
    }
    return JsonText.compact(members);
  }
}

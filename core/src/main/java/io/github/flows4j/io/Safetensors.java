package io.github.flows4j.io;

import io.github.flows4j.spec.json.JsonProblem;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;

/**
 * A safetensors file open for reading: named tensors of any {@link DType} and a map of texts. The
 * whole header is checked when it is opened; values are read when asked for, by position, so that a
 * file may be larger than memory.
 *
 * <p>Not for use by several threads at once. {@link SafetensorsWriter} writes such files.
 *
 * @see <a href="https://huggingface.co/docs/safetensors/index#format">the format</a>
 */
public final class Safetensors implements Closeable {
  private static final int CHUNK = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private Safetensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long length = channel.size();
    if (length < 8)
      throw new ModelFormatException(
          file + ": not a safetensors file: " + length + " bytes, a header length alone has 8");
    long headerLength = read(0, 8).getLong();
    if (headerLength < 2 || headerLength > SafetensorsHeader.MAX_BYTES)
      throw new ModelFormatException(
          file
              + ": not a safetensors file: its header length would be "
              + Long.toUnsignedString(headerLength)
              + ", must be 2 to "
              + SafetensorsHeader.MAX_BYTES);
    if (headerLength > length - 8)
      throw new ModelFormatException(
          file
              + ": cut short, or not a safetensors file: its header should have "
              + headerLength
              + " bytes, only "
              + (length - 8)
              + " follow");
    this.dataStart = 8 + headerLength;
    byte[] bytes = read(8, (int) headerLength).array();
    try {
      this.header = SafetensorsHeader.parse(bytes, length - dataStart);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(JsonProblem.oneLine(file + ": header: " + e.getMessage()), e);
    }
  }

  /**
   * Opens a file and checks its header.
   *
   * @throws ModelFormatException naming the file and what is wrong with it, if it can't be read or
   *     is malformed
   */
  public static Safetensors open(Path file) {
    FileChannel channel = null;
    try {
      // A pipe would block, a folder would open.
      if (Files.exists(file) && !Files.isRegularFile(file))
        throw new ModelFormatException("cannot read " + file + ": not a regular file");
      channel = FileChannel.open(file, StandardOpenOption.READ);
      return new Safetensors(file, channel);
    } catch (IOException e) {
      close(channel, e);
      throw unreadable(file, e);
    } catch (Throwable e) {
      close(channel, e);
      throw e;
    }
  }

  private static void close(FileChannel channel, Throwable failure) {
    if (channel == null) return;
    try {
      channel.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static ModelFormatException unreadable(Path file, IOException e) {
    return new ModelFormatException("cannot read " + file + ": " + Reasons.of(e), e);
  }

  /** A problem with the file, in one line that names it. */
  ModelFormatException problem(String message) {
    return new ModelFormatException(JsonProblem.oneLine(file + ": " + message));
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The texts of {@code __metadata__}, in the file's order; empty if there are none. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The tensors, in the order of their data. */
  public Collection<TensorEntry> tensors() {
    return Collections.unmodifiableCollection(header.tensors().values());
  }

  /** Whether there is a tensor of that name. */
  public boolean has(String name) {
    return header.tensors().containsKey(name);
  }

  /**
   * What the file says of a tensor.
   *
   * @throws ModelFormatException if there is none of that name
   */
  public TensorEntry tensor(String name) {
    TensorEntry entry = header.tensors().get(name);
    if (entry == null)
      throw problem("no tensor " + name + ", has " + Reasons.some(header.tensors().keySet()));
    return entry;
  }

  /**
   * The values of a tensor, row-major; those of an I64 beyond 2^53 are rounded.
   *
   * @throws ModelFormatException if there is none of that name, or it can't be read
   */
  public double[] doubles(String name) {
    TensorEntry entry = tensor(name);
    double[] values = new double[arrayLength(entry)];
    scan(
        entry,
        (chunk, from) -> {
          for (int i = from; chunk.hasRemaining(); i++) values[i] = entry.dtype().nextDouble(chunk);
        });
    return values;
  }

  /**
   * The values of a tensor, row-major, rounded to single precision.
   *
   * @throws ModelFormatException if there is none of that name, or it can't be read
   */
  public float[] floats(String name) {
    TensorEntry entry = tensor(name);
    float[] values = new float[arrayLength(entry)];
    if (entry.dtype() == DType.F32)
      scan(entry, (chunk, from) -> chunk.asFloatBuffer().get(values, from, chunk.remaining() / 4));
    else
      scan(
          entry,
          (chunk, from) -> {
            for (int i = from; chunk.hasRemaining(); i++)
              values[i] = (float) entry.dtype().nextDouble(chunk);
          });
    return values;
  }

  /**
   * The values of a tensor of whole numbers, row-major; of BOOL, 0 and 1.
   *
   * @throws ModelFormatException if there is none of that name, it holds fractions, or it can't be
   *     read
   */
  public long[] longs(String name) {
    TensorEntry entry = tensor(name);
    if (!entry.dtype().whole())
      throw problem("tensor " + name + " must hold whole numbers, is " + entry.dtype());
    long[] values = new long[arrayLength(entry)];
    scan(
        entry,
        (chunk, from) -> {
          for (int i = from; chunk.hasRemaining(); i++) values[i] = entry.dtype().nextLong(chunk);
        });
    return values;
  }

  /** The size was checked against the file's, so the array is at most 8 times as large. */
  private int arrayLength(TensorEntry entry) {
    // Some virtual machines can't make an array of the very largest sizes.
    if (entry.size() > Integer.MAX_VALUE - 8)
      throw problem(
          "tensor " + entry.name() + " is too large for one array: " + entry.size() + " elements");
    return (int) entry.size();
  }

  /** Takes the elements of a chunk, the first of which has the given index. */
  @FunctionalInterface
  private interface Taker {
    void take(ByteBuffer chunk, int from);
  }

  private void scan(TensorEntry entry, Taker taker) {
    int bytes = entry.dtype().bytes();
    long length = entry.end() - entry.begin();
    try {
      // CHUNK is a multiple of every element's length.
      for (long at = 0; at < length; at += CHUNK)
        taker.take(
            read(dataStart + entry.begin() + at, (int) Math.min(CHUNK, length - at)),
            (int) (at / bytes));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private ByteBuffer read(long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining())
      if (channel.read(buffer, position + buffer.position()) < 0)
        throw new EOFException("it became shorter while it was read");
    return buffer.flip();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}

package io.github.flows4j.io;

import io.github.flows4j.io.torch.StateDict;
import io.github.flows4j.io.torch.Storage;
import io.github.flows4j.io.torch.TensorView;
import io.github.flows4j.spec.json.JsonProblem;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A file of {@code torch.save(model.state_dict(), ...)}, {@code .pt} or {@code .pth}: a zip archive
 * with a pickle that names the tensors and an entry for each array of numbers. The pickle is run by
 * an interpreter of our own that makes tensors and plain containers and refuses all else by name,
 * so that no code of the file's is ever run.
 *
 * <p>Names in checkpoints, dicts within dicts, have dots between. Nothing is allocated beyond a
 * small multiple of the file's size. Not for use by several threads at once.
 */
public final class TorchFile implements WeightsFile {
  /** A pickle names tensors, some hundred bytes each; it grows manyfold when it is run. */
  private static final int MAX_PICKLE = 4 << 20;

  private static final byte[] ZIP = {'P', 'K', 3, 4};
  // The pickle of 0x1950a86a20f9469cfc6c, without its protocol's number.
  private static final byte[] OLD_MAGIC = {
    (byte) 0x8a,
    10,
    0x6c,
    (byte) 0xfc,
    (byte) 0x9c,
    0x46,
    (byte) 0xf9,
    0x20,
    0x6a,
    (byte) 0xa8,
    0x50,
    0x19
  };

  private final Path file;
  private final ZipFile zip;
  private final long length;
  private final String root;
  private final ByteOrder order;
  private final Map<String, TensorView> tensors;
  private Storage cached;
  private byte[] cachedBytes = {};

  private TorchFile(Path file, ZipFile zip) throws IOException {
    this.file = file;
    this.zip = zip;
    length = Files.size(file);
    root = root();
    order = order();
    byte[] pickle = read(root + "data.pkl", MAX_PICKLE);
    try {
      tensors = StateDict.parse(pickle);
    } catch (IllegalArgumentException e) {
      throw new ModelFormatException(JsonProblem.oneLine(file + ": " + e.getMessage()), e);
    }
    tensors.forEach(this::check);
  }

  /** Whether a file begins as torch's own do, those that {@link #open} refuses among them. */
  static boolean isTorch(Path file) {
    byte[] start = start(file);
    return begins(start, 0, ZIP) || isOld(start);
  }

  /** The first bytes; none if it can't be read, which whoever opens it will find. */
  private static byte[] start(Path file) {
    if (!Files.isRegularFile(file)) return new byte[0];
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(2 + OLD_MAGIC.length);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static boolean isOld(byte[] start) {
    return start.length > 2 && start[0] == (byte) 0x80 && begins(start, 2, OLD_MAGIC);
  }

  private static boolean begins(byte[] start, int at, byte[] magic) {
    return start.length >= at + magic.length
        && Arrays.equals(start, at, at + magic.length, magic, 0, magic.length);
  }

  /**
   * Opens a file and runs its pickle.
   *
   * @throws ModelFormatException naming the file and what is wrong with it, or what its pickle
   *     names that is not allowed
   */
  public static TorchFile open(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file))
      throw new ModelFormatException("cannot read " + file + ": not a regular file");
    byte[] start = start(file);
    if (isOld(start))
      throw new ModelFormatException(
          file
              + ": torch's format from before version 1.6, which can't be read: load it with torch"
              + " and save it again");
    if (start.length > 0 && !begins(start, 0, ZIP))
      throw new ModelFormatException(file + ": not a file of torch.save: no zip archive");
    ZipFile zip = null;
    try {
      zip = new ZipFile(file.toFile());
      return new TorchFile(file, zip);
    } catch (UnsupportedOperationException e) {
      throw new ModelFormatException(
          "cannot read " + file + ": torch's files must be on the default file system", e);
    } catch (IOException | IllegalArgumentException e) {
      close(zip, e);
      throw unreadable(file, e);
    } catch (Throwable e) {
      close(zip, e);
      throw e;
    }
  }

  private static void close(ZipFile zip, Throwable failure) {
    if (zip == null) return;
    try {
      zip.close();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static ModelFormatException unreadable(Path file, Exception e) {
    String reason = e instanceof IOException io ? Reasons.of(io) : String.valueOf(e.getMessage());
    return new ModelFormatException(JsonProblem.oneLine("cannot read " + file + ": " + reason), e);
  }

  private ModelFormatException problem(String message) {
    return new ModelFormatException(JsonProblem.oneLine(file + ": " + message));
  }

  /** The archive's one folder, called after the file it was first saved to, with its slash. */
  private String root() {
    List<String> pickles =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - 9)
            .limit(2)
            .toList();
    if (pickles.size() != 1)
      throw problem(
          "not a file of torch.save: a zip archive with "
              + (pickles.isEmpty() ? "no" : "more than one")
              + " data.pkl in a folder");
    String name = pickles.get(0);
    return name.substring(0, name.length() - "data.pkl".length());
  }

  private ByteOrder order() throws IOException {
    String name = root + "byteorder";
    // Files from before torch 2.1 do not say; all but a few are little-endian.
    if (zip.getEntry(name) == null) return ByteOrder.LITTLE_ENDIAN;
    String text = new String(read(name, 100), StandardCharsets.US_ASCII);
    return switch (text) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw problem("byteorder must be little or big, is " + JsonProblem.quote(text));
    };
  }

  /** The bytes of an entry. */
  private byte[] read(String name, long most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) throw problem("its archive has no entry " + JsonProblem.quote(name));
    long size = entry.getSize();
    // torch compresses nothing; an archive that does may be a bomb.
    if (entry.getMethod() != ZipEntry.STORED || size != entry.getCompressedSize())
      throw problem("entry " + JsonProblem.quote(name) + " is compressed: torch leaves them plain");
    if (size < 0 || size > length)
      throw problem("entry " + JsonProblem.quote(name) + " has " + size + " bytes: cut short?");
    if (size > most || size > Integer.MAX_VALUE - 8)
      throw problem("entry " + JsonProblem.quote(name) + " is too large: " + size + " bytes");
    byte[] bytes;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes((int) size);
    }
    if (bytes.length < size) throw new EOFException(JsonProblem.quote(name) + " is cut short");
    CRC32 crc = new CRC32();
    crc.update(bytes);
    // 0 is what torch writes when told not to compute them.
    if (entry.getCrc() > 0 && entry.getCrc() != crc.getValue())
      throw problem("entry " + JsonProblem.quote(name) + " is damaged: its checksum is wrong");
    return bytes;
  }

  /** Finds out before anything is read whether a tensor can be. */
  private void check(String name, TensorView tensor) {
    Storage storage = tensor.storage();
    ZipEntry entry = zip.getEntry(entryName(storage));
    if (entry == null)
      throw problem(
          "tensor " + name + ": its archive has no entry " + JsonProblem.quote(entryName(storage)));
    long needed = storage.count() * dtype(storage).bytes();
    if (storage.count() > length || entry.getSize() != needed)
      throw problem(
          "tensor "
              + name
              + ": its storage should have "
              + storage.count()
              + " numbers of "
              + dtype(storage).bytes()
              + " bytes, has "
              + entry.getSize()
              + " bytes");
    // One number may be a whole tensor's, by strides of 0.
    long size;
    try {
      size = tensor.size();
    } catch (IllegalArgumentException e) {
      throw problem("tensor " + name + " " + e.getMessage());
    }
    if (size > length)
      throw problem(
          "tensor " + name + " of shape " + tensor.shape() + " is larger than the whole file");
  }

  private String entryName(Storage storage) {
    return root + "data/" + storage.key();
  }

  private static DType dtype(Storage storage) {
    return switch (storage.type()) {
      case "DoubleStorage" -> DType.F64;
      case "FloatStorage" -> DType.F32;
      case "HalfStorage" -> DType.F16;
      case "BFloat16Storage" -> DType.BF16;
      case "LongStorage" -> DType.I64;
      case "IntStorage" -> DType.I32;
      case "ShortStorage" -> DType.I16;
      case "CharStorage" -> DType.I8;
      case "ByteStorage" -> DType.U8;
      case "BoolStorage" -> DType.BOOL;
      default -> throw new AssertionError(storage.type());
    };
  }

  @Override
  public Path file() {
    return file;
  }

  /** Empty: there are none. */
  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public Map<String, List<Integer>> shapes() {
    Map<String, List<Integer>> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return Collections.unmodifiableMap(shapes);
  }

  @Override
  public double[] doubles(String name) {
    TensorView tensor = tensors.get(name);
    if (tensor == null)
      throw problem("no tensor " + name + ", has " + Reasons.some(tensors.keySet()));
    if (tensor.size() > Integer.MAX_VALUE - 8)
      throw problem("tensor " + name + " is too large for one array");
    DType dtype = dtype(tensor.storage());
    ByteBuffer numbers = ByteBuffer.wrap(bytes(tensor.storage())).order(order);
    double[] values = new double[(int) tensor.size()];
    int[] index = new int[tensor.shape().size()];
    long at = tensor.offset();
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype.nextDouble(numbers.position(Math.toIntExact(at * dtype.bytes())));
      at = next(tensor, index, at);
    }
    return values;
  }

  /** Goes on to the next element, row-major; returns its place in the storage. */
  private static long next(TensorView tensor, int[] index, long at) {
    long moved = at;
    for (int d = index.length - 1; d >= 0; d--) {
      moved += tensor.strides().get(d);
      if (++index[d] < tensor.shape().get(d)) return moved;
      moved -= index[d] * tensor.strides().get(d);
      index[d] = 0;
    }
    return moved;
  }

  /** Tensors that share a storage tend to be read one after another. */
  private byte[] bytes(Storage storage) {
    if (!storage.equals(cached)) {
      try {
        cachedBytes = read(entryName(storage), Long.MAX_VALUE);
      } catch (IOException | IllegalStateException e) {
        throw unreadable(file, e);
      }
      cached = storage;
    }
    return cachedBytes;
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }
}

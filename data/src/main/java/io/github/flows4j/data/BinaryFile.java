package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of bytes, gzip-compressed or not, read from its front to its end. What fails is a {@link
 * DataException} that names the file.
 *
 * <p>Arrays grow with what is read: a header that claims more than there is costs no memory.
 */
final class BinaryFile implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final BufferedInputStream in;
  private long position;

  private BinaryFile(Path file, InputStream in) {
    this.file = file;
    this.in = new BufferedInputStream(in, BUFFER);
  }

  static BinaryFile open(Path file) {
    InputStream in = null;
    try {
      in = Files.newInputStream(file);
      return new BinaryFile(file, TextFile.decompressed(file, in));
    } catch (IOException e) {
      throw closed(in, TextFile.unreadable(file, e));
    } catch (DataException e) {
      throw closed(in, e);
    }
  }

  private static DataException closed(InputStream in, DataException failure) {
    try {
      if (in != null) in.close();
    } catch (IOException suppressed) {
      failure.addSuppressed(suppressed);
    }
    return failure;
  }

  /** Over what is not compressed, in a file or an archive. */
  static BinaryFile of(Path shown, InputStream in) {
    return new BinaryFile(shown, in);
  }

  /** Over a compressed resource beside this class, which messages call by another name. */
  static BinaryFile ofResource(String title, String name) {
    Path shown = Path.of(title);
    InputStream in = BinaryFile.class.getResourceAsStream(name);
    if (in == null) throw new IllegalStateException("the jar lacks " + name);
    try {
      return new BinaryFile(shown, TextFile.decompressed(shown, in));
    } catch (IOException e) {
      throw TextFile.unreadable(shown, e);
    }
  }

  Path file() {
    return file;
  }

  /** The number of bytes read, uncompressed. */
  long position() {
    return position;
  }

  /** The next bytes, which stay to be read: so many, or all that are left. */
  byte[] peek(int count) {
    try {
      in.mark(count);
      byte[] bytes = in.readNBytes(count);
      in.reset();
      return bytes;
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  /** The next bytes: so many, or all that are left. */
  byte[] next(int count) {
    try {
      byte[] bytes = in.readNBytes(count);
      position += bytes.length;
      return bytes;
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }

  /**
   * So many bytes.
   *
   * @param claim what the header says there are, if these are after a header
   */
  byte[] record(int count, String claim) {
    byte[] bytes = next(count);
    if (bytes.length < count)
      throw failure(
          "is cut off: its header says " + claim + ", but it ends after " + position + " bytes");
    return bytes;
  }

  /** Checks that all is read. */
  void requireEnd(String claim) {
    if (next(1).length > 0)
      throw failure("goes on after byte " + (position - 1) + ", though its header says " + claim);
  }

  /** A message that begins with the file's name. */
  DataException failure(String message) {
    return new DataException(file + " " + message);
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw TextFile.unreadable(file, e);
    }
  }
}

package io.github.flows4j.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;

/**
 * Files that are there whole or not at all: written under a temporary name beside the target, then
 * renamed over it.
 */
public final class AtomicFiles {
  private AtomicFiles() {}

  /** What is to stand in the file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to a buffered stream, which need not be flushed or closed. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file, or replaces one, so that readers see the old content or all of the new. If
   * anything fails, the content included, the old file stays as it was and nothing is left beside
   * it; the failure is thrown on. A symbolic link is followed, not replaced, and a file that is
   * replaced hands on its permissions.
   *
   * @param target the file; its folder must exist
   * @param content what to write, called once
   * @throws IOException if the folder is missing, the target is a folder, or writing fails
   */
  public static void write(Path target, Content content) throws IOException {
    Path file = Files.isSymbolicLink(target) ? target.toRealPath() : target.toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null || Files.isDirectory(file))
      throw new FileSystemException(target.toString(), null, "is a folder");
    if (!Files.isDirectory(folder))
      throw new NoSuchFileException(target.toString(), null, "no folder " + folder);
    // Not Files.createTempFile: its files are the owner's alone, whatever the umask says.
    Path temporary = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
    try {
      writeThrough(temporary, content);
      copyPermissions(file, temporary);
      rename(temporary, file);
    } catch (Throwable failure) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
  }

  private static void writeThrough(Path temporary, Content content) throws IOException {
    try (FileChannel channel =
        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      // Before the rename: else a crash may leave the new name over blocks never written.
      channel.force(true);
    }
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    PosixFileAttributeView target = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    if (target != null && Files.exists(from))
      target.setPermissions(Files.getPosixFilePermissions(from));
  }

  private static void rename(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}

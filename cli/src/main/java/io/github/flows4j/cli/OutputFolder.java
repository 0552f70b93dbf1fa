package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.io.AtomicFiles;
import io.github.flows4j.plot.Picture;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The folder that a command leaves its files in. */
final class OutputFolder {
  static final String MODEL = "model.safetensors";
  static final String CHECKPOINT = "checkpoint.safetensors";

  private final Path path;
  private final List<String> written = new ArrayList<>();

  private OutputFolder(Path path) {
    this.path = path;
  }

  /**
   * A folder, made if need be, that files can be written to: asked before the work, not after it.
   *
   * @throws DataException if it is none
   */
  static OutputFolder prepare(Path path) {
    try {
      Files.createDirectories(path);
      // Permissions do not tell all: the file system may be read-only or full.
      Files.delete(Files.createTempFile(path, ".flows4j", ".tmp"));
    } catch (FileAlreadyExistsException e) {
      throw new DataException(path + " is a file, not a folder; name another with --out", e);
    } catch (AccessDeniedException e) {
      throw new DataException(path + " can't be written to: permission denied", e);
    } catch (FileSystemException e) {
      String reason = e.getReason() == null ? "a folder can't be made there" : e.getReason();
      throw new DataException(path + " can't be written to: " + reason, e);
    } catch (IOException e) {
      throw new DataException(path + " can't be written to: " + e.getMessage(), e);
    }
    return new OutputFolder(path);
  }

  Path file(String name) {
    return path.resolve(name);
  }

  boolean has(String name) {
    return Files.exists(file(name));
  }

  void picture(String name, Picture picture) throws IOException {
    picture.save(file(name));
    wrote(name);
  }

  void write(String name, AtomicFiles.Content content) throws IOException {
    AtomicFiles.write(file(name), content);
    wrote(name);
  }

  /** Says that a file was written by other means. */
  void wrote(String name) {
    if (!written.contains(name)) written.add(name);
  }

  /** The names of the files written, in order. */
  List<String> written() {
    return List.copyOf(written);
  }

  /** With a separator at the end. */
  @Override
  public String toString() {
    return path.resolve("x").toString().replaceFirst("x$", "");
  }
}

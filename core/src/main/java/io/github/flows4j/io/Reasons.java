package io.github.flows4j.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Collection;

/** Words for messages. */
final class Reasons {
  private Reasons() {}

  /** Why a file can't be read or written, without the file's name. */
  static String of(IOException e) {
    if (e instanceof FileSystemException failure && failure.getReason() != null)
      return failure.getReason();
    if (e instanceof NoSuchFileException) return "no such file";
    if (e instanceof AccessDeniedException) return "permission denied";
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** The first names of many. */
  static String some(Collection<String> names) {
    if (names.isEmpty()) return "none";
    String first = String.join(", ", names.stream().limit(8).toList());
    return names.size() <= 8 ? first : first + " and " + (names.size() - 8) + " more";
  }
}

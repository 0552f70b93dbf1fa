package io.github.flows4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  private static void write(Path file, String text) throws IOException {
    AtomicFiles.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void writesAndReplaces() throws IOException {
    Path file = folder.resolve("a.txt");
    write(file, "old");
    write(file, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("a.txt"), left());
  }

  @Test
  void readersSeeTheOldFileUntilTheNewOneIsWhole() throws IOException {
    Path file = folder.resolve("a.txt");
    write(file, "old");
    AtomicFiles.write(
        file,
        out -> {
          out.write(new byte[1 << 20]);
          assertEquals("old", Files.readString(file));
          assertEquals(2, left().size());
          String temporary = left().get(0);
          assertEquals(".a.txt.", temporary.substring(0, 7));
          assertEquals(".tmp", temporary.substring(temporary.length() - 4));
        });
    assertEquals(1 << 20, Files.size(file));
  }

  @Test
  void failureLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("a.txt");
    write(file, "old");
    for (Throwable failure :
        List.of(new IOException("disk"), new IllegalStateException("bug"), new Error("heap"))) {
      Throwable thrown =
          assertThrows(
              Throwable.class,
              () ->
                  AtomicFiles.write(
                      file,
                      out -> {
                        out.write(new byte[1 << 20]);
                        if (failure instanceof IOException e) throw e;
                        if (failure instanceof RuntimeException e) throw e;
                        throw (Error) failure;
                      }));
      assertEquals(failure, thrown);
      assertEquals("old", Files.readString(file));
      assertEquals(List.of("a.txt"), left());
    }
  }

  @Test
  void interruptedThreadLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("a.txt");
    write(file, "old");
    Thread.currentThread().interrupt();
    try {
      assertThrows(IOException.class, () -> write(file, "new"));
    } finally {
      Thread.interrupted();
    }
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("a.txt"), left());
  }

  @Test
  void refusesFoldersAndMissingFolders() throws IOException {
    assertEquals(
        "is a folder",
        assertThrows(FileSystemException.class, () -> write(folder, "x")).getReason());
    Path nowhere = folder.resolve("no").resolve("a.txt");
    NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> write(nowhere, "x"));
    assertEquals(
        nowhere + ": no folder " + folder.resolve("no"), e.getFile() + ": " + e.getReason());
    assertEquals(List.of(), left());
  }

  @Test
  void keepsLinksAndPermissions() throws IOException {
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "needs POSIX files");
    Path file = folder.resolve("a.txt");
    Path link = folder.resolve("link.txt");
    write(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    Files.createSymbolicLink(link, file);
    write(link, "new");
    assertEquals("new", Files.readString(file));
    assertEquals(true, Files.isSymbolicLink(link));
    assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }
}

package io.github.flows4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told from a table without being read. */
class ImagesRecognizesTest {
  @TempDir Path folder;

  private void assertRecognized(boolean expected, String name, byte... bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    assertEquals(expected, Images.recognizes(file), name);
    Path compressed = folder.resolve(name + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      out.write(bytes);
    }
    assertEquals(expected, Images.recognizes(compressed), name + ".gz");
  }

  @Test
  void filesByContentOrName() throws IOException {
    assertRecognized(true, "train-images", (byte) 0, (byte) 0, (byte) 8, (byte) 3);
    assertRecognized(true, "array", "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    assertRecognized(true, "array.npy", (byte) 1);
    assertRecognized(true, "data_batch_1.bin", (byte) 6);
    assertRecognized(true, "picture", "\u0089PNG".getBytes(StandardCharsets.ISO_8859_1));
    assertRecognized(false, "rows.csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
    assertRecognized(false, "empty.csv");
    assertEquals(false, Images.recognizes(folder.resolve("none.npy")));
  }

  @Test
  void foldersByThePicturesInThem() throws IOException {
    Path outer = Files.createDirectories(folder.resolve("outer"));
    assertEquals(false, Images.recognizes(outer));
    Path inner = Files.createDirectories(outer.resolve("inner"));
    Files.write(inner.resolve("rows.csv"), new byte[] {1});
    assertEquals(false, Images.recognizes(outer));
    Files.write(inner.resolve("a.JPG"), new byte[] {1});
    assertEquals(true, Images.recognizes(inner));
    assertEquals(true, Images.recognizes(outer));
  }
}

package io.github.flows4j.plot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.Rows;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureTest {
  private final Picture picture = ScatterPlot.of(Rows.of(2, 0, 0, 1, 1)).draw();

  @Test
  void savedPngHoldsThePixels(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("data.png");
    picture.save(file);
    BufferedImage read = ImageIO.read(file.toFile());
    assertEquals(picture.width(), read.getWidth());
    assertEquals(picture.height(), read.getHeight());
    for (int y = 0; y < read.getHeight(); y += 7)
      for (int x = 0; x < read.getWidth(); x += 7)
        assertEquals(picture.rgb(x, y), read.getRGB(x, y) & 0xFFFFFF);
  }

  @Test
  void replacesTheOldFileAndLeavesNothingElse(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("data.png");
    Files.writeString(file, "old");
    picture.save(file);
    assertEquals(0x89, Files.readAllBytes(file)[0] & 0xFF);
    assertEquals(List.of(file), files(folder));
  }

  @Test
  void failureLeavesTheTargetAsItWas(@TempDir Path folder) throws IOException {
    // A folder that is not empty cannot be replaced by a file.
    Path target = Files.createDirectory(folder.resolve("data.png"));
    Path inside = Files.write(target.resolve("kept"), new byte[] {1, 2});
    assertThrows(IOException.class, () -> picture.save(target));
    assertArrayEquals(new byte[] {1, 2}, Files.readAllBytes(inside));
    assertEquals(List.of(target), files(folder));
    assertThrows(IOException.class, () -> picture.save(folder.resolve("missing/data.png")));
  }

  @Test
  void imageIsACopy() {
    int before = picture.rgb(3, 3);
    picture.toImage().setRGB(3, 3, 0x123456);
    assertEquals(before, picture.rgb(3, 3));
  }

  @Test
  void needsNoDisplay() {
    assertTrue(GraphicsEnvironment.isHeadless());
    assertFalse(System.getProperty("java.awt.headless").isEmpty());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }
}

package io.github.flows4j.data;

import static io.github.flows4j.data.ImageFiles.assertSame;
import static io.github.flows4j.data.ImageFiles.failure;
import static io.github.flows4j.data.ImageFiles.ramp;
import static io.github.flows4j.data.ImageFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesFolderTest {
  @TempDir Path folder;

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    var out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out), format);
    return out.toByteArray();
  }

  /** An image of one row with these samples, pixel by pixel. */
  private static BufferedImage row(BufferedImage image, int... samples) {
    image.getRaster().setPixels(0, 0, image.getWidth(), 1, samples);
    return image;
  }

  private static BufferedImage grey(int height, int width) {
    return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
  }

  private Path file(String name, byte[] content) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    return Files.write(folder.resolve(name), content);
  }

  private Path png(String name, BufferedImage image) throws IOException {
    return file(name, encoded(image, "png"));
  }

  private String refused() {
    return failure(folder);
  }

  @Test
  void readsGreyValuesAsTheyAre() throws IOException {
    png("b.png", row(grey(1, 3), 0, 100, 255));
    png("a.PNG", row(grey(1, 3), 1, 2, 3));
    png(".hidden.png", grey(9, 9));
    file("notes.txt", new byte[] {1});
    ImageSet images = read(folder);
    assertEquals("2 images of 1 x 1 x 3", images.toString());
    assertArrayEquals(new byte[] {1, 2, 3}, images.image(0));
    assertArrayEquals(new byte[] {0, 100, (byte) 255}, images.image(1));
    assertTrue(images.labels().isEmpty());
  }

  @Test
  void readsColoursAndTriplesGreyAmongThem() throws IOException {
    var rgb = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    png("a.png", row(rgb, 10, 20, 30, 40, 50, 60));
    png("b.png", row(grey(1, 2), 7, 8));
    ImageSet images = read(folder);
    assertEquals("2 images of 3 x 1 x 2", images.toString());
    assertArrayEquals(new byte[] {10, 40, 20, 50, 30, 60}, images.image(0));
    assertArrayEquals(new byte[] {7, 8, 7, 8, 7, 8}, images.image(1));
  }

  @Test
  void findsGreyByContent() throws IOException {
    var rgb = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    png("a.png", row(rgb, 10, 10, 10, 200, 200, 200));
    assertArrayEquals(new byte[] {10, (byte) 200}, read(folder).image(0));
    assertEquals(1, read(folder).channels());
  }

  @Test
  void dropsAlpha() throws IOException {
    var argb = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    png("a.png", row(argb, 10, 20, 30, 0, 40, 50, 60, 128));
    ImageSet images = read(folder);
    assertArrayEquals(new byte[] {10, 40, 20, 50, 30, 60}, images.image(0));
  }

  @Test
  void reducesSixteenBits() throws IOException {
    var deep = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    png("a.png", row(deep, 0, 65535, 257 * 100, 257 * 100 + 129));
    assertArrayEquals(new byte[] {0, (byte) 255, 100, 101}, read(folder).image(0));
  }

  @Test
  void readsPalettesAndSingleBits() throws IOException {
    byte[] reds = {0, 50, 90};
    byte[] greens = {1, 51, 91};
    byte[] blues = {2, 52, 92};
    var palette = new IndexColorModel(8, 3, reds, greens, blues);
    var indexed = new BufferedImage(3, 1, BufferedImage.TYPE_BYTE_INDEXED, palette);
    png("a.png", row(indexed, 2, 0, 1));
    assertArrayEquals(new byte[] {90, 0, 50, 91, 1, 51, 92, 2, 52}, read(folder).image(0));
    BufferedImage bits =
        ImageTypeSpecifier.createGrayscale(1, DataBuffer.TYPE_BYTE, false)
            .createBufferedImage(3, 1);
    png("a.png", row(bits, 1, 0, 1));
    assertArrayEquals(new byte[] {-1, 0, -1}, read(folder).image(0));
  }

  @Test
  void readsJpeg() throws IOException {
    var red = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 8; y++) for (int x = 0; x < 16; x++) red.setRGB(x, y, 0xc81e0a);
    file("a.jpg", encoded(red, "jpeg"));
    ImageSet images = read(folder);
    assertEquals("1 image of 3 x 8 x 16", images.toString());
    // Flat colour survives JPEG but for the rounding of its transforms.
    assertEquals(200, images.pixel(0, 0, 4, 4), 3);
    assertEquals(30, images.pixel(0, 1, 4, 4), 3);
    assertEquals(10, images.pixel(0, 2, 4, 4), 3);
    BufferedImage flat = grey(8, 16);
    for (int y = 0; y < 8; y++)
      for (int x = 0; x < 16; x++) flat.getRaster().setSample(x, y, 0, 60);
    file("a.jpg", encoded(flat, "jpeg"));
    assertEquals(60, read(folder).pixel(0, 0, 3, 3), 1);
  }

  @Test
  void takesFoldersForClasses() throws IOException {
    png("cat/2.png", row(grey(1, 1), 3));
    png("cat/1.png", row(grey(1, 1), 2));
    png("ant/9.png", row(grey(1, 1), 1));
    png("dog/0.jpeg", row(grey(1, 1), 4));
    png(".thumbnails/0.png", grey(1, 1));
    file("readme.md", new byte[] {1});
    ImageSet images = read(folder);
    assertArrayEquals(new int[] {0, 1, 1, 2}, images.labels().orElseThrow());
    assertEquals(List.of("ant", "cat", "dog"), images.classes());
    for (int i = 0; i < 4; i++) assertEquals(i + 1, images.pixel(i, 0, 0, 0));
  }

  @Test
  void refusesFoldersThatAreNotClear() throws IOException {
    assertEquals("FILE holds no PNG or JPEG files", refused());
    Path empty = Files.createDirectory(folder.resolve("b"));
    assertEquals(
        empty + " holds no PNG or JPEG files", failure(folder).replace("FILE", "" + folder));
    png("b/x/0.png", grey(1, 1));
    assertEquals(
        "FILE/b holds folders itself: one level of them names the classes; give the folder whose"
            + " folders hold pictures",
        refused());
    png("0.png", grey(1, 1));
    assertEquals(
        "FILE holds pictures and folders, such as b: either all pictures are in it, or all are in"
            + " folders that name their classes",
        refused());
  }

  @Test
  void refusesOtherPictures() throws IOException {
    png("0.png", grey(1, 1));
    file("1.webp", new byte[] {1});
    assertEquals("FILE/1.webp is neither PNG nor JPEG: convert it or take it away", refused());
    Files.delete(folder.resolve("1.webp"));
    file("1.png", encoded(grey(1, 1), "gif"));
    assertEquals("FILE/1.png is neither PNG nor JPEG, though its name says so", refused());
    file("1.png", new byte[0]);
    assertEquals("FILE/1.png is empty", refused());
  }

  @Test
  void refusesSinglePictures() throws IOException {
    String message = "FILE is a single picture: give a folder of pictures, all of one size";
    assertEquals(message, failure(png("a.png", grey(8, 80))));
    assertEquals(message, failure(file("a.jpg", encoded(grey(8, 80), "jpeg"))));
  }

  @Test
  void wantsOneSizeOrResizes() throws IOException {
    png("a.png", row(grey(1, 2), 6, 6));
    png("b.png", row(grey(1, 3), 9, 9, 9));
    assertEquals(
        "FILE/b.png is 3 wide and 1 high, FILE/a.png is 2 wide and 1 high: images must agree in"
            + " size; have them resized",
        refused());
    ImageSet images = Images.read(folder, ImageOptions.defaults().withSize(2, 4));
    assertEquals("2 images of 1 x 2 x 4", images.toString());
    assertArrayEquals(new byte[] {6, 6, 6, 6, 6, 6, 6, 6}, images.image(0));
    assertArrayEquals(new byte[] {9, 9, 9, 9, 9, 9, 9, 9}, images.image(1));
  }

  /** An image that no encoder makes small. */
  private static BufferedImage noise(int side) {
    BufferedImage image = grey(side, side);
    long state = 1;
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++) {
        state = state * 6364136223846793005L + 1442695040888963407L;
        image.getRaster().setSample(x, y, 0, (int) (state >>> 56));
      }
    return image;
  }

  @Test
  void refusesDamagedPictures() throws IOException {
    for (String format : List.of("png", "jpeg")) {
      byte[] whole = encoded(noise(40), format);
      String start = "FILE/a." + format + " can't be decoded as " + format.toUpperCase(Locale.ROOT);
      for (int length : new int[] {8, 20, 33, 60, whole.length / 2, whole.length * 9 / 10}) {
        file("a." + format, Arrays.copyOf(whole, length));
        String message = refused();
        assertTrue(message.startsWith(start), length + ": " + message);
      }
      Files.delete(folder.resolve("a." + format));
    }
  }

  @Test
  void refusesInks() throws IOException {
    var out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (var stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
      writer.write(null, new IIOImage(inks, null, null), null);
    }
    writer.dispose();
    file("a.jpg", out.toByteArray());
    assertEquals(
        "FILE/a.jpg can't be decoded as JPEG: it has 4 channels, as CMYK has: convert it to RGB",
        refused());
  }

  @Test
  void refusesFlippedBits() throws IOException {
    byte[] bytes = encoded(noise(40), "png");
    bytes[bytes.length / 2] ^= 4;
    file("a.png", bytes);
    assertEquals(
        "FILE/a.png can't be decoded as PNG: wrong checksum of the chunk at byte 33", refused());
  }

  @Test
  void believesNoSizeThatTheFileCannotHold() throws IOException {
    byte[] bytes = encoded(grey(1, 1), "png");
    // Width and height stand behind the signature and the first chunk's length and name.
    bytes[17] = 1;
    bytes[21] = 1;
    var sum = new CRC32();
    sum.update(bytes, 12, 17);
    ByteBuffer.wrap(bytes).putInt(29, (int) sum.getValue());
    file("a.png", bytes);
    assertEquals(
        "FILE/a.png is damaged or too large: it claims 65537 x 65537 pixels in "
            + bytes.length
            + " bytes",
        refused());
  }

  @Test
  void writesWhatItReads() throws IOException {
    Path made = folder.resolve("x").resolve("y");
    ImageSet rgb = ImageSet.wrap("test", 3, 2, 5, 256, new byte[][] {ramp(30), new byte[30]});
    Images.writePng(made, rgb);
    assertTrue(Files.exists(made.resolve("00001.png")));
    assertSame(rgb, read(made));
    byte[] all = new byte[256];
    for (int i = 0; i < 256; i++) all[i] = (byte) i;
    ImageSet grey = ImageSet.wrap("test", 1, 16, 16, 256, new byte[][] {all, all});
    Images.writePng(made, grey);
    assertSame(grey, read(made));
  }

  @Test
  void writesFewerLevelsInProportion() throws IOException {
    ImageSet set = ImageSet.wrap("test", 1, 1, 3, 17, new byte[][] {{0, 1, 16}});
    Images.writePng(folder, set);
    assertArrayEquals(new byte[] {0, 16, -1}, read(folder).image(0));
    ImageSet two = ImageSet.wrap("test", 2, 1, 1, 256, new byte[][] {{0, 1}});
    assertEquals(
        "a PNG has 1 or 3 channels, not 2",
        assertThrows(IllegalArgumentException.class, () -> Images.writePng(folder, two))
            .getMessage());
  }
}

package io.github.flows4j.data;

import static io.github.flows4j.data.ImageFiles.assertSame;
import static io.github.flows4j.data.ImageFiles.failure;
import static io.github.flows4j.data.ImageFiles.gzip;
import static io.github.flows4j.data.ImageFiles.join;
import static io.github.flows4j.data.ImageFiles.npy;
import static io.github.flows4j.data.ImageFiles.ramp;
import static io.github.flows4j.data.ImageFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.flows4j.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesNpyTest {
  private static final String BYTES = "'|u1'";

  @TempDir Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private ImageSet readBytes(byte[] content) throws IOException {
    return read(file("a.npy", content));
  }

  private String refused(byte[] content) throws IOException {
    return failure(file("a.npy", content));
  }

  /** The same array with its first index fastest; {@code sizes} are those of the array. */
  private static byte[] fortran(byte[] values, int... sizes) {
    byte[] stored = new byte[values.length];
    for (int place = 0; place < values.length; place++) {
      int rest = place;
      int to = 0;
      int[] index = new int[sizes.length];
      for (int d = sizes.length - 1; d >= 0; d--) {
        index[d] = rest % sizes[d];
        rest /= sizes[d];
      }
      for (int d = sizes.length - 1; d >= 0; d--) to = to * sizes[d] + index[d];
      stored[to] = values[place];
    }
    return stored;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsAllVersions(int version) throws IOException {
    ImageSet images = readBytes(npy(version, BYTES, false, "(3, 2, 4)", ramp(24)));
    assertEquals("3 images of 1 x 2 x 4", images.toString());
    assertArrayEquals(new byte[] {8, 9, 10, 11, 12, 13, 14, 15}, images.image(1));
  }

  @Test
  void readsBothOrdersAndPlacesOfTheChannels() throws IOException {
    byte[] values = ramp(120);
    ImageSet first = readBytes(npy(1, BYTES, false, "(2, 3, 4, 5)", values));
    assertEquals("2 images of 3 x 4 x 5", first.toString());
    assertEquals(60 + 20 + 10 + 3, first.pixel(1, 1, 2, 3));
    ImageSet last = readBytes(npy(1, BYTES, false, "(2, 4, 5, 3)", values));
    assertEquals("2 images of 3 x 4 x 5", last.toString());
    assertEquals(60 + 30 + 9 + 1, last.pixel(1, 1, 2, 3));
    ImageSet grey = readBytes(npy(1, BYTES, false, "(6, 4, 5)", values));
    assertSame(first, readBytes(npy(1, BYTES, true, "(2, 3, 4, 5)", fortran(values, 2, 3, 4, 5))));
    assertSame(last, readBytes(npy(1, BYTES, true, "(2, 4, 5, 3)", fortran(values, 2, 4, 5, 3))));
    assertSame(grey, readBytes(npy(1, BYTES, true, "(6, 4, 5)", fortran(values, 6, 4, 5))));
  }

  @Test
  void readsWholeNumbersOfAnyType() throws IOException {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      String mark = order == ByteOrder.BIG_ENDIAN ? "'>" : "'<";
      byte[] shorts = new byte[4];
      ByteBuffer.wrap(shorts).order(order).putShort((short) 7).putShort((short) 255);
      byte[] ints = new byte[8];
      ByteBuffer.wrap(ints).order(order).putInt(7).putInt(255);
      byte[] longs = new byte[16];
      ByteBuffer.wrap(longs).order(order).putLong(7).putLong(255);
      byte[] floats = new byte[8];
      ByteBuffer.wrap(floats).order(order).putFloat(7).putFloat(255);
      byte[] doubles = new byte[16];
      ByteBuffer.wrap(doubles).order(order).putDouble(7).putDouble(255);
      assertSeven(mark + "i2'", shorts);
      assertSeven(mark + "u2'", shorts);
      assertSeven(mark + "i4'", ints);
      assertSeven(mark + "u4'", ints);
      assertSeven(mark + "i8'", longs);
      assertSeven(mark + "u8'", longs);
      assertSeven(mark + "f4'", floats);
      assertSeven(mark + "f8'", doubles);
    }
  }

  private void assertSeven(String type, byte[] values) throws IOException {
    ImageSet images = readBytes(npy(1, type, false, "(1L, 2L, 1L)", values));
    assertArrayEquals(new byte[] {7, (byte) 255}, images.image(0), type);
    assertEquals(256, images.levels());
  }

  private static byte[] doubles(double... values) {
    byte[] bytes = new byte[8 * values.length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) buffer.putDouble(value);
    return bytes;
  }

  @Test
  void refusesNumbersThatAreNoPixels() throws IOException {
    String rest =
        " (counted from 0); pixels must be whole numbers from 0 to 255: scale and round them, then"
            + " .astype(numpy.uint8)";
    assertEquals(
        "FILE has the float64 value 0.5 in image 1, channel 0, row 1, column 0" + rest,
        refused(npy(1, "'<f8'", false, "(2, 2, 1)", doubles(0, 1, 2, 0.5))));
    assertEquals(
        "FILE has the float64 value NaN in image 1, channel 0, row 0, column 0" + rest,
        refused(npy(1, "'<f8'", true, "(2, 2, 1)", doubles(0, Double.NaN, 2, 0.5))));
    assertEquals(
        "FILE has the float64 value 256 in image 0, channel 2, row 1, column 0" + rest,
        refused(npy(1, "'<f8'", false, "(1, 2, 1, 3)", doubles(0, 0, 0, 0, 0, 256))));
    assertEquals(
        "FILE has the int8 value -1 in image 0, channel 0, row 0, column 1" + rest,
        refused(npy(1, "'|i1'", false, "(1, 1, 2)", new byte[] {0, -1})));
  }

  @Test
  void refusesOtherTypesAndShapes() throws IOException {
    assertEquals(
        "FILE is .npy of the type '<c8'; convert the images with .astype(numpy.uint8)",
        refused(npy(1, "'<c8'", false, "(1, 1, 1)", new byte[8])));
    assertEquals(
        "FILE is .npy of records, not of plain numbers; images are uint8",
        refused(npy(1, "[('a', '|u1')]", false, "(1, 1, 1)", new byte[1])));
    String forms =
        "; images are (n, height, width), (n, channels, height, width) or (n, height, width,"
            + " channels) with 1 or 3 channels";
    assertEquals(
        "FILE has the shape (4,)" + forms, refused(npy(1, BYTES, false, "(4,)", new byte[4])));
    assertEquals("FILE has the shape ()" + forms, refused(npy(1, BYTES, false, "()", new byte[1])));
    assertEquals(
        "FILE has the shape (2, 64)" + forms,
        refused(npy(1, BYTES, false, "(2, 64)", new byte[128])));
    assertEquals(
        "FILE has the shape (2, 2, 2, 2)" + forms,
        refused(npy(1, BYTES, false, "(2, 2, 2, 2)", new byte[16])));
    assertEquals(
        "FILE holds no images: its shape is (0, 2, 2)",
        refused(npy(1, BYTES, false, "(0, 2, 2)", new byte[0])));
  }

  @Test
  void refusesWrongLengths() throws IOException {
    for (boolean fortran : new boolean[] {false, true}) {
      byte[] whole = npy(1, BYTES, fortran, "(3, 2, 4)", ramp(24));
      String cut = refused(Arrays.copyOf(whole, whole.length - 1));
      assertEquals(
          "FILE is cut off: its header says 3 images of 1 x 2 x 4 as uint8, but it ends after "
              + (whole.length - 1)
              + " bytes",
          cut);
      assertEquals(
          "FILE goes on after byte "
              + whole.length
              + ", though its header says 3 images of 1 x 2 x 4 as uint8",
          refused(join(whole, new byte[3])));
      byte[] large = npy(1, BYTES, fortran, "(2000000000, 40000, 50000)", new byte[10]);
      assertEquals(
          "FILE is cut off: its header says 2000000000 images of 1 x 40000 x 50000 as uint8, but it"
              + " ends after "
              + large.length
              + " bytes",
          refused(large));
    }
    assertEquals(
        "FILE is too large: its shape is (1, 3000000000, 3000000000)",
        refused(npy(1, BYTES, false, "(1, 3000000000, 3000000000)", new byte[1])));
    assertEquals(
        "FILE is too large: its header says 1 images of 1 x 40000 x 50000 as float64; convert them"
            + " to uint8",
        refused(npy(1, "'<f8'", false, "(1, 40000, 50000)", new byte[1])));
  }

  @Test
  void refusesDamagedHeaders() throws IOException {
    byte[] whole = npy(1, BYTES, false, "(3, 2, 4)", ramp(24));
    assertEquals(
        "FILE is cut off: its header says it is .npy, but it ends after 7 bytes",
        refused(Arrays.copyOf(whole, 7)));
    int length = whole.length - 10 - 24;
    assertEquals(
        "FILE is cut off: its header says it is "
            + length
            + " bytes long itself, but it ends after 50 bytes",
        refused(Arrays.copyOf(whole, 50)));
    assertEquals(
        "FILE is .npy of version 4; versions 1 to 3 can be read",
        refused(npy(4, BYTES, false, "(3, 2, 4)", ramp(24))));
    byte[] long2 = npy(2, BYTES, false, "(3, 2, 4)", ramp(24));
    long2[11] = -1;
    assertEquals(
        "FILE is damaged .npy: its header claims to be " + (0xff000000L + length) + " bytes long",
        refused(long2));
    assertEquals(
        "FILE is damaged .npy: its header has the shape (3, x, 4)",
        refused(npy(1, BYTES, false, "(3, x, 4)", ramp(24))));
    assertEquals(
        "FILE is damaged .npy: its header has the shape (-3, 2, 4)",
        refused(npy(1, BYTES, false, "(-3, 2, 4)", ramp(24))));
    assertEquals(
        "FILE is damaged .npy: its header has no shape",
        refused(npy(1, BYTES, false, "3", ramp(24))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.npy", "out.npy.gz"})
  void writesWhatItReads(String name) throws IOException {
    Path file = folder.resolve(name);
    ImageSet images =
        ImageSet.wrap("test", 3, 5, 3, 256, new byte[][] {ramp(45), new byte[45], ramp(45)});
    Images.writeNpy(file, images);
    assertSame(images, read(file));
    byte[] written = Files.readAllBytes(file);
    if (name.endsWith(".gz")) {
      assertEquals(0x1f, written[0]);
      return;
    }
    // As numpy.save writes it.
    assertEquals(128 + 135, written.length);
    String header =
        "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 3, 5, 3), }"
            + " ".repeat(118 - 66)
            + "\n";
    assertEquals(header, new String(written, 10, 118, StandardCharsets.US_ASCII));
    assertArrayEquals(new byte[] {1, 0, 118, 0}, Arrays.copyOfRange(written, 6, 10));
  }

  @Test
  void refusesOtherNamesAndPlaces() throws IOException {
    Path other = folder.resolve("out.bin");
    ImageSet images = ImageSet.wrap("test", 1, 1, 1, 256, new byte[][] {{1}});
    assertEquals(
        other + " can't be written as an array: its name must end in .npy or .npy.gz",
        assertThrows(DataException.class, () -> Images.writeNpy(other, images)).getMessage());
    Path nowhere = folder.resolve("no").resolve("a.npy");
    assertEquals(
        nowhere + " can't be written: no folder " + nowhere.getParent(),
        assertThrows(DataException.class, () -> Images.writeNpy(nowhere, images)).getMessage());
    assertEquals(
        "FILE is cut off: its gzip data ends too early",
        refused(Arrays.copyOf(gzip(ramp(500)), 60)));
  }
}

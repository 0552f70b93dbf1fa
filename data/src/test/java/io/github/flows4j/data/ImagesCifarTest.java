package io.github.flows4j.data;

import static io.github.flows4j.data.ImageFiles.failure;
import static io.github.flows4j.data.ImageFiles.gzip;
import static io.github.flows4j.data.ImageFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesCifarTest {
  private static final int PIXELS = 3072;

  @TempDir Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  /** Images whose pixels depend on image and place. */
  private static byte pixel(int image, int place) {
    return (byte) (31 * image + place * 7 + place / 1024);
  }

  private static byte[] ten(int count) {
    byte[] bytes = new byte[count * (PIXELS + 1)];
    for (int i = 0; i < count; i++) {
      int at = i * (PIXELS + 1);
      bytes[at] = (byte) (i % 10);
      for (int j = 0; j < PIXELS; j++) bytes[at + 1 + j] = pixel(i, j);
    }
    return bytes;
  }

  private static byte[] hundred(int count) {
    byte[] bytes = new byte[count * (PIXELS + 2)];
    for (int i = 0; i < count; i++) {
      int at = i * (PIXELS + 2);
      bytes[at] = (byte) (i * 7 % 20);
      bytes[at + 1] = (byte) (i * 37 % 100);
      for (int j = 0; j < PIXELS; j++) bytes[at + 2 + j] = pixel(i, j);
    }
    return bytes;
  }

  private static void assertPixels(ImageSet images) {
    for (int i = 0; i < images.size(); i++) {
      byte[] image = images.image(i);
      for (int j = 0; j < PIXELS; j++) assertEquals(pixel(i, j), image[j]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data_batch_1.bin", "data_batch_1.bin.gz", "x"})
  void readsCifar10(String name) throws IOException {
    byte[] content = ten(13);
    ImageSet images = read(file(name, name.endsWith(".gz") ? gzip(content) : content));
    assertEquals("13 images of 3 x 32 x 32", images.toString());
    assertArrayEquals(
        new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2}, images.labels().orElseThrow());
    assertEquals(
        List.of(
            "airplane",
            "automobile",
            "bird",
            "cat",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck"),
        images.classes());
    assertPixels(images);
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.bin", "train.bin.gz", "x"})
  void readsCifar100(String name) throws IOException {
    byte[] content = hundred(5);
    ImageSet images = read(file(name, name.endsWith(".gz") ? gzip(content) : content));
    assertEquals("5 images of 3 x 32 x 32", images.toString());
    assertArrayEquals(new int[] {0, 37, 74, 11, 48}, images.labels().orElseThrow());
    assertPixels(images);
  }

  @Test
  void tellsThemApartWhereTheLengthCannot() throws IOException {
    // 3,074 records of the one are as long as 3,073 of the other.
    ImageSet ten = read(file("a", ten(PIXELS + 2)));
    assertEquals(PIXELS + 2, ten.size());
    assertPixels(ten);
    ImageSet hundred = read(file("b", hundred(PIXELS + 1)));
    assertEquals(PIXELS + 1, hundred.size());
    assertPixels(hundred);
    byte[] black = new byte[(PIXELS + 1) * (PIXELS + 2)];
    assertEquals(PIXELS + 2, read(file("data_batch_1.bin", black)).size());
    assertEquals(PIXELS + 1, read(file("train.bin", black)).size());
  }

  @Test
  void readsAFirstImageThatBeginsLikeIdx() throws IOException {
    byte[] content = ten(2);
    content[1] = 0;
    content[2] = 8;
    content[3] = 3;
    assertEquals(2, read(file("data_batch_1.bin", content)).size());
  }

  @Test
  void refusesWrongLengths() throws IOException {
    for (int length : new int[] {1, PIXELS, 2 * PIXELS + 1, 3 * PIXELS + 2})
      assertEquals(
          "FILE is no whole CIFAR binary: its "
              + length
              + " bytes don't come to records of 3073 (CIFAR-10) or 3074 (CIFAR-100)",
          failure(file("data_batch_1.bin", Arrays.copyOf(new byte[] {6, 1}, length))));
  }

  @Test
  void refusesLabelsThatThereAreNot() throws IOException {
    byte[] ten = ten(12);
    ten[11 * (PIXELS + 1)] = 10;
    assertEquals(
        "FILE holds no images that can be read: it is no IDX, CIFAR binary or .npy (it begins"
            + " with the bytes 00 00 07 0E)",
        failure(file("a", ten)));
    byte[] hundred = hundred(3);
    hundred[2 * (PIXELS + 2) + 1] = 100;
    assertEquals(
        "FILE is no CIFAR binary: image 2, counted from 0, has the label 100 at byte 6149, which"
            + " must be below 100",
        failure(file("b", hundred)));
  }
}

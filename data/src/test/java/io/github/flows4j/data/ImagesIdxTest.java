package io.github.flows4j.data;

import static io.github.flows4j.data.ImageFiles.failure;
import static io.github.flows4j.data.ImageFiles.gzip;
import static io.github.flows4j.data.ImageFiles.idx;
import static io.github.flows4j.data.ImageFiles.ramp;
import static io.github.flows4j.data.ImageFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImagesIdxTest {
  private static final byte[] THREE = idx(8, new int[] {3, 2, 4}, ramp(24));

  @TempDir Path folder;

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private String refused(byte[] content) throws IOException {
    return failure(file("images", content));
  }

  @Test
  void readsGreyImages() throws IOException {
    ImageSet images = read(file("images", THREE));
    assertEquals("3 images of 1 x 2 x 4", images.toString());
    assertEquals(256, images.levels());
    assertArrayEquals(new byte[] {16, 17, 18, 19, 20, 21, 22, 23}, images.image(2));
    assertTrue(images.labels().isEmpty());
  }

  @Test
  void readsChannelsFirstAndLast() throws IOException {
    byte[] values = ramp(2 * 3 * 2 * 4);
    ImageSet first = read(file("first", idx(8, new int[] {2, 3, 2, 4}, values)));
    assertEquals("2 images of 3 x 2 x 4", first.toString());
    assertEquals(24 + 8 + 4 + 1, first.pixel(1, 1, 1, 1));
    ImageSet last = read(file("last", idx(8, new int[] {2, 2, 4, 3}, values)));
    assertEquals("2 images of 3 x 2 x 4", last.toString());
    assertEquals(24 + (4 + 1) * 3 + 2, last.pixel(1, 2, 1, 1));
    ImageSet both = read(file("both", idx(8, new int[] {1, 3, 5, 3}, ramp(45))));
    assertEquals("1 image of 3 x 5 x 3", both.toString());
    ImageSet grey = read(file("grey", idx(8, new int[] {1, 5, 4, 1}, ramp(20))));
    assertEquals("1 image of 1 x 5 x 4", grey.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, train-labels-idx1-ubyte",
    "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz",
    "train-images-idx3-ubyte.gz, train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte.gz",
    "t10k-images.idx3-ubyte, t10k-labels.idx1-ubyte",
  })
  void findsTheLabelsBeside(String name, String labelName) throws IOException {
    byte[] labels = idx(8, new int[] {3}, new byte[] {7, 0, (byte) 255});
    file(labelName, labelName.endsWith(".gz") ? gzip(labels) : labels);
    ImageSet images = read(file(name, name.endsWith(".gz") ? gzip(THREE) : THREE));
    assertArrayEquals(new int[] {7, 0, 255}, images.labels().orElseThrow());
  }

  @Test
  void refusesLabelsThatDoNotFit() throws IOException {
    Path images = file("train-images-idx3-ubyte", THREE);
    Path labels = file("train-labels-idx1-ubyte", idx(8, new int[] {2}, new byte[2]));
    assertEquals(labels + " holds 2 labels for the 3 images of 1 x 2 x 4 in FILE", failure(images));
    file("train-labels-idx1-ubyte", idx(8, new int[] {3}, new byte[2]));
    assertEquals(
        labels + " is cut off: its header says 3 labels, but it ends after 10 bytes",
        failure(images));
    file("train-labels-idx1-ubyte", THREE);
    assertEquals(
        labels + " is no label file: it must be IDX with one dimension of unsigned bytes",
        failure(images));
    file("train-labels-idx1-ubyte", new byte[0]);
    assertEquals(
        labels + " is no label file: it must be IDX with one dimension of unsigned bytes",
        failure(images));
  }

  @Test
  void refusesWhatHoldsNoImages() throws IOException {
    assertEquals(
        "FILE is a label file (IDX with one dimension): give the file of the images, its labels"
            + " are found beside it",
        refused(idx(8, new int[] {3}, new byte[3])));
    assertEquals(
        "FILE is an IDX file with 2 dimensions; images have 3, or 4 with channels",
        refused(idx(8, new int[] {3, 4}, new byte[12])));
    assertEquals(
        "FILE is an IDX file of 32-bit floats; images must be unsigned bytes",
        refused(idx(0x0d, new int[] {3, 1, 1}, new byte[12])));
    assertEquals(
        "FILE is an IDX file of 2 x 4 x 4 x 2: neither the second nor the last size is 1 or 3,"
            + " the number of channels",
        refused(idx(8, new int[] {2, 4, 4, 2}, new byte[64])));
    assertEquals(
        "FILE holds no images: its header says 0 x 2 x 4",
        refused(idx(8, new int[] {0, 2, 4}, new byte[0])));
    assertEquals(
        "FILE is empty: its header says 3 x 0 x 4",
        refused(idx(8, new int[] {3, 0, 4}, new byte[0])));
    assertEquals("FILE is empty", refused(new byte[0]));
  }

  @Test
  void refusesWrongLengths() throws IOException {
    assertEquals(
        "FILE is cut off: its header says 3 images of 1 x 2 x 4, but it ends after 39 bytes",
        refused(Arrays.copyOf(THREE, THREE.length - 1)));
    assertEquals(
        "FILE is cut off: its header says 3 dimensions, but it ends after 15 bytes",
        refused(Arrays.copyOf(THREE, 15)));
    assertEquals(
        "FILE goes on after byte 40, though its header says 3 images of 1 x 2 x 4",
        refused(Arrays.copyOf(THREE, THREE.length + 1)));
    assertEquals(
        "FILE is cut off: its gzip data ends too early",
        refused(Arrays.copyOf(gzip(THREE), gzip(THREE).length - 12)));
    assertEquals(
        "FILE is not gzip-compressed, though its name ends in .gz",
        failure(file("images.gz", THREE)));
  }

  @Test
  void believesNoClaimBeforeItsBytesAreThere() throws IOException {
    // Were they believed, the first two would ask for 2 GB and more.
    assertEquals(
        "FILE is cut off: its header says 2147483639 images of 1 x 2 x 2, but it ends after 16"
            + " bytes",
        refused(idx(8, new int[] {Integer.MAX_VALUE - 8, 2, 2}, new byte[0])));
    assertEquals(
        "FILE is cut off: its header says 2 images of 1 x 46340 x 46340, but it ends after 17"
            + " bytes",
        refused(idx(8, new int[] {2, 46340, 46340}, new byte[1])));
    assertEquals(
        "FILE is too large: its header says 1 x 65536 x 65536",
        refused(idx(8, new int[] {1, 65536, 65536}, new byte[9])));
    assertEquals(
        "FILE is too large: its header says 4294967295 x 1 x 1",
        refused(idx(8, new int[] {-1, 1, 1}, new byte[9])));
    assertEquals(
        "FILE is too large: its header says 1 x 3 x 40000 x 40000",
        refused(idx(8, new int[] {1, 3, 40000, 40000}, new byte[9])));
  }

  @Test
  void namesOtherFormats() throws IOException {
    assertEquals(
        "FILE holds no images that can be read: it is no IDX, CIFAR binary or .npy (it begins"
            + " with the bytes 61 2C 62 0A)",
        refused("a,b\n1,2\n".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(
        "FILE is a zip archive (.npz is one): unpack it first",
        refused(new byte[] {'P', 'K', 3, 4}));
    byte[] tar = new byte[1024];
    System.arraycopy(new byte[] {'u', 's', 't', 'a', 'r'}, 0, tar, 257, 5);
    assertEquals("FILE is a tar archive: unpack it first", refused(gzip(tar)));
    assertEquals("FILE does not exist", failure(folder.resolve("nothing")));
  }

  @Test
  void resizesIfTold() throws IOException {
    Path file = file("images", idx(8, new int[] {2, 2, 2}, new byte[] {1, 1, 1, 1, 0, 0, 8, 8}));
    ImageSet images = Images.read(file, ImageOptions.defaults().withSize(1, 1));
    assertEquals("2 images of 1 x 1 x 1", images.toString());
    assertEquals(4, images.pixel(1, 0, 0, 0));
  }
}

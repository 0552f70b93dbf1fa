package io.github.flows4j.data;

import static io.github.flows4j.data.ImageFiles.assertSame;
import static io.github.flows4j.data.ImageFiles.histogram;
import static io.github.flows4j.data.ImageFiles.ramp;
import static io.github.flows4j.data.ImageFiles.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ImageSetTest {
  private static ImageSet of(int channels, int height, int width, byte[]... images) {
    return ImageSet.wrap("test", channels, height, width, 256, images);
  }

  /** Images of one pixel each: 0, 1, 2, ..., and labels that go round from 0 to 2. */
  private static ImageSet numbered(int size) {
    byte[][] images = new byte[size][1];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      images[i][0] = (byte) i;
      labels[i] = i % 3;
    }
    return of(1, 1, 1, images).withLabels(labels, List.of("a", "b", "c"));
  }

  private static int[] pixels(ImageSet images) {
    int[] pixels = new int[images.size()];
    for (int i = 0; i < pixels.length; i++) pixels[i] = images.pixel(i, 0, 0, 0);
    return pixels;
  }

  private static String refused(Runnable call) {
    return assertThrows(IllegalArgumentException.class, call::run).getMessage();
  }

  @Test
  void digitsAreScikitLearns() {
    ImageSet digits = Images.digits();
    assertEquals("1797 images of 1 x 8 x 8", digits.toString());
    assertEquals(17, digits.levels());
    assertEquals("digits", digits.source());
    assertEquals(561_718, sum(digits));
    assertArrayEquals(
        new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, histogram(digits));
    double[] first = new double[64];
    digits.copyTo(0, first, 0);
    assertArrayEquals(
        new double[] {0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0},
        Arrays.copyOf(first, 16));
  }

  @Test
  void pixelsAreChannelMajorAndUnsigned() {
    byte[] image = ramp(24);
    image[23] = (byte) 200;
    ImageSet set = of(2, 3, 4, image);
    assertEquals(7, set.pixel(0, 0, 1, 3));
    assertEquals(200, set.pixel(0, 1, 2, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> set.pixel(0, 1, 3, 0));
    Rows rows = set.toRows();
    assertEquals(24, rows.columns());
    assertEquals(200, rows.get(0, 23));
    set.image(0)[0] = 99;
    assertEquals(0, set.pixel(0, 0, 0, 0));
  }

  @Test
  void padsWithZerosInTheMiddle() {
    ImageSet set = of(2, 2, 1, new byte[] {1, 2, 3, 4});
    ImageSet padded = set.padded(3, 4);
    assertEquals("1 image of 2 x 3 x 4", padded.toString());
    assertArrayEquals(
        new byte[] {0, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0},
        padded.image(0));
    assertSame(set, set.padded(2, 1));
    assertEquals("images of 2 x 1 can't be padded to 1 x 4", refused(() -> set.padded(1, 4)));
  }

  @Test
  void padsToPowersOfTwo() {
    ImageSet set = of(1, 28, 5, ramp(140)).paddedToPowerOfTwo();
    assertEquals("1 image of 1 x 32 x 8", set.toString());
    assertEquals(5, set.pixel(0, 0, 3, 1));
    assertSame(set, set.paddedToPowerOfTwo());
  }

  @Test
  void mirrors() {
    ImageSet set = of(2, 1, 3, new byte[] {1, 2, 3, 4, 5, 6}).withLabels(new int[] {7}, List.of());
    assertArrayEquals(new byte[] {3, 2, 1, 6, 5, 4}, set.flippedHorizontally().image(0));
    assertSame(set, set.flippedHorizontally().flippedHorizontally());
    ImageSet both = set.withFlips();
    assertEquals(2, both.size());
    assertArrayEquals(new int[] {7, 7}, both.labels().orElseThrow());
    assertArrayEquals(set.image(0), both.image(0));
    assertArrayEquals(new byte[] {3, 2, 1, 6, 5, 4}, both.image(1));
  }

  @Test
  void takesAndChooses() {
    ImageSet set = numbered(10);
    assertArrayEquals(new int[] {2, 3, 4}, pixels(set.take(2, 5)));
    assertArrayEquals(new int[] {2, 0, 1}, set.take(2, 5).labels().orElseThrow());
    assertEquals(0, set.take(3, 3).size());
    assertThrows(IndexOutOfBoundsException.class, () -> set.take(3, 11));
    assertArrayEquals(new int[] {1, 4, 7}, pixels(set.only(1)));
    assertEquals(List.of("a", "b", "c"), set.only(1).classes());
    assertEquals(
        "test: no image has the label 5; the labels are [0, 1, 2]",
        assertThrows(DataException.class, () -> set.only(5)).getMessage());
    ImageSet plain = of(1, 1, 1, new byte[1]);
    assertEquals(
        "test: the images have no labels",
        assertThrows(DataException.class, () -> plain.only(0)).getMessage());
  }

  @Test
  void splitsEveryImageIntoOnePart() {
    ImageSet set = numbered(200);
    ImageSplit split = set.split(0.1, 0.25, 3);
    assertEquals(130, split.train().size());
    assertEquals(20, split.validation().size());
    assertEquals(50, split.test().size());
    Set<Integer> seen = new TreeSet<>();
    for (ImageSet part : List.of(split.train(), split.validation(), split.test())) {
      int[] labels = part.labels().orElseThrow();
      int[] pixels = pixels(part);
      for (int i = 0; i < pixels.length; i++) {
        assertTrue(seen.add(pixels[i]));
        assertEquals(pixels[i] % 3, labels[i]);
      }
    }
    assertEquals(200, seen.size());
    assertSame(split.test(), set.split(0.1, 0.25, 3).test());
    assertNotEquals(
        Arrays.toString(pixels(split.test())),
        Arrays.toString(pixels(set.split(0.1, 0.25, 4).test())));
    assertEquals(0, set.split(0.5, 0, 1).test().size());
  }

  @Test
  void refusesSplitsThatCannotBe() {
    ImageSet set = numbered(10);
    assertEquals(
        "validation and test must be >= 0 and together below 1, were 0.5 and 0.5",
        refused(() -> set.split(0.5, 0.5, 1)));
    assertEquals(
        "validation and test must be >= 0 and together below 1, were NaN and 0.5",
        refused(() -> set.split(Double.NaN, 0.5, 1)));
    assertEquals(
        "10 images are too few for a validation part of 0.01 and a test part of 0.1",
        refused(() -> set.split(0.01, 0.1, 1)));
    assertEquals(
        "10 images are too few for a validation part of 0.0 and a test part of 0.96",
        refused(() -> set.split(0, 0.96, 1)));
  }

  @Test
  void followsOneAnother() {
    ImageSet both = numbered(3).followedBy(numbered(2));
    assertArrayEquals(new int[] {0, 1, 2, 0, 1}, pixels(both));
    assertArrayEquals(new int[] {0, 1, 2, 0, 1}, both.labels().orElseThrow());
    ImageSet plain = numbered(1).followedBy(of(1, 1, 1, new byte[1]));
    assertTrue(plain.labels().isEmpty());
    assertEquals(List.of(), plain.classes());
    assertEquals(
        "1 image of 1 x 1 x 1 can't be followed by 1 image of 1 x 1 x 1 (256 and 2 levels)",
        refused(() -> of(1, 1, 1, new byte[1]).followedBy(of(1, 1, 1, new byte[1]).withLevels(2))));
  }

  @Test
  void changesChannels() {
    // Each pixel is one of red, green, blue, white and another; the answers are Pillow's.
    byte[] rgb = {
      -1, 0, 0, -1, 12, 0, -1, 0, -1, (byte) 200, 0, 0, -1, -1, 77,
    };
    ImageSet grey = of(3, 1, 5, rgb).withChannels(1);
    assertArrayEquals(new byte[] {76, (byte) 150, 29, -1, (byte) 130}, grey.image(0));
    assertArrayEquals(
        new byte[] {1, 2, 1, 2, 1, 2}, of(1, 1, 2, new byte[] {1, 2}).withChannels(3).image(0));
    assertEquals(
        "channels can be changed from 1 to 3 and from 3 to 1, not from 1 to 2",
        refused(() -> grey.withChannels(2)));
  }

  @Test
  void resizesAsPillowDoes() {
    byte[] image = new byte[35];
    for (int row = 0; row < 5; row++)
      for (int column = 0; column < 7; column++)
        image[7 * row + column] = (byte) (7 * row * row + 31 * column + 13 * row * column);
    // Image.fromarray(...).resize((4, 3), Image.BILINEAR), and so on, of Pillow 13.0.0.
    int[] smaller = {22, 79, 146, 146, 61, 134, 95, 114, 125, 104, 109, 120};
    int[] mixed = {
      12, 23, 45, 67, 89, 108, 124, 129, 122, 129, 151, 147, 117, 102, 68, 86, 121, 135, 130, 118,
      101, 95, 101, 101, 95, 107, 136, 151
    };
    assertNear(smaller, of(1, 5, 7, image).resized(3, 4));
    assertNear(mixed, of(1, 5, 7, image).resized(2, 14));
    byte[] twice = ImageFiles.join(new byte[35], image);
    ImageSet second = of(2, 5, 7, twice).resized(3, 4);
    assertEquals(0, second.pixel(0, 0, 2, 3));
    assertEquals(120, second.pixel(0, 1, 2, 3), 1);
    byte[] white = new byte[35];
    Arrays.fill(white, (byte) 255);
    for (byte pixel : of(1, 5, 7, white).resized(9, 3).image(0)) assertEquals(-1, pixel);
  }

  /** Within 1: Pillow rounds to bytes between its two passes. */
  private static void assertNear(int[] expected, ImageSet actual) {
    byte[] image = actual.image(0);
    assertEquals(expected.length, image.length);
    for (int i = 0; i < image.length; i++) assertEquals(expected[i], image[i] & 0xff, 1, "at " + i);
  }

  @Test
  void checksWhatItIsMadeOf() {
    assertEquals(
        "image 1 has 3 pixels, not 4", refused(() -> of(1, 2, 2, new byte[4], new byte[3])));
    assertEquals("an image of 0 x 2 x 2 has no pixels", refused(() -> of(0, 2, 2)));
    assertEquals(
        "an image of 3 x 50000 x 50000 is too large", refused(() -> of(3, 50_000, 50_000)));
    ImageSet set = of(1, 1, 1, new byte[1], new byte[] {(byte) 17});
    assertEquals("image 1 has a pixel of 17, levels are 17", refused(() -> set.withLevels(17)));
    assertEquals("levels must be 2 to 256, was 257", refused(() -> set.withLevels(257)));
    assertEquals(18, set.withLevels(18).levels());
    assertEquals("1 labels for 2 images", refused(() -> set.withLabels(new int[1], List.of())));
    assertEquals(
        "label -1 is negative", refused(() -> set.withLabels(new int[] {0, -1}, List.of())));
    assertEquals(
        "label 1 has no name", refused(() -> set.withLabels(new int[] {0, 1}, List.of("a"))));
    assertEquals(
        "height and width must be >= 1, or both 0 for no resizing, were 0 and 3",
        refused(() -> new ImageOptions(0, 3)));
  }
}

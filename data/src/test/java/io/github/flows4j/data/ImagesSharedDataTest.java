package io.github.flows4j.data;

import static io.github.flows4j.data.ImageFiles.histogram;
import static io.github.flows4j.data.ImageFiles.read;
import static io.github.flows4j.data.ImageFiles.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Real sets, where they lie beside the repository; their sums and counts are NumPy's. */
class ImagesSharedDataTest {
  private static Path shared(String name) {
    Path file = Path.of(name);
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      file = at.resolve("shared/data").resolve(name);
      if (Files.exists(file)) return file;
    }
    assumeTrue(false, "skipped: no shared/data/" + name + " beside the repository");
    return file;
  }

  @Test
  void readsMnist() {
    ImageSet train = read(shared("mnist/train-images-idx3-ubyte.gz"));
    assertEquals("60000 images of 1 x 28 x 28", train.toString());
    assertEquals(1_567_298_545L, sum(train));
    assertArrayEquals(
        new int[] {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, histogram(train));
    ImageSet test = read(shared("mnist/t10k-images-idx3-ubyte.gz"));
    assertEquals("10000 images of 1 x 32 x 32", test.paddedToPowerOfTwo().toString());
    assertEquals(264_923_200L, sum(test.paddedToPowerOfTwo()));
    assertArrayEquals(
        new int[] {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009}, histogram(test));
  }

  @Test
  void readsCifar10() {
    ImageSet images = read(shared("cifar10/cifar10_train_first4000_lossless.bin.gz"));
    assertEquals("4000 images of 3 x 32 x 32", images.toString());
    assertEquals(1_481_085_868L, sum(images));
    assertArrayEquals(
        new int[] {396, 366, 420, 384, 422, 393, 414, 385, 407, 413}, histogram(images));
    assertArrayEquals(new int[] {6, 9, 9, 4, 1}, Arrays.copyOf(images.labels().orElseThrow(), 5));
  }
}

package io.github.flows4j.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A set of images in three parts that share no image.
 *
 * @param train what to fit to
 * @param validation what to stop by; may be empty
 * @param test what to report; may be empty
 */
public record ImageSplit(ImageSet train, ImageSet validation, ImageSet test) {
  static ImageSplit of(ImageSet images, double validation, double test, long seed) {
    if (!(validation >= 0 && test >= 0 && validation + test < 1))
      throw new IllegalArgumentException(
          "validation and test must be >= 0 and together below 1, were "
              + validation
              + " and "
              + test);
    int validationCount = (int) Math.round(images.size() * validation);
    int testCount = (int) Math.round(images.size() * test);
    int trainCount = images.size() - validationCount - testCount;
    if ((validation > 0 && validationCount == 0) || (test > 0 && testCount == 0) || trainCount < 1)
      throw new IllegalArgumentException(
          images.size()
              + " images are too few for a validation part of "
              + validation
              + " and a test part of "
              + test);
    var random = new SplittableRandom(seed);
    int[] order = new int[images.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return new ImageSplit(
        images.choose(Arrays.copyOf(order, trainCount)),
        images.choose(Arrays.copyOfRange(order, trainCount, trainCount + validationCount)),
        images.choose(Arrays.copyOfRange(order, trainCount + validationCount, order.length)));
  }
}

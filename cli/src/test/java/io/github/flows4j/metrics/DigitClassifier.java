package io.github.flows4j.metrics;

import io.github.flows4j.data.ImageSet;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A judge of drawn images: a hidden layer of rectified units and a softmax, trained on the mean
 * cross-entropy by Adam, whose rate falls linearly from 2e-3 to 0. Pixels go in as shares of the
 * highest grey level. The same seed, the same classifier. For one thread.
 *
 * <p>In the package of the layers it is made of, and public to be seen from the command's tests.
 */
public final class DigitClassifier {
  private static final int BATCH = 128;

  /** Times the usual rate at first: by the end of a few epochs it has fallen enough. */
  private static final double FASTER = 2;

  private final int pixels;
  private final float[][] input;
  private final float[][] inputByRow;
  private final DenseLayer hidden;
  private final DenseLayer last;

  /** Softmax of the last layer, [class][row]. */
  private final double[][] probabilities;

  private DigitClassifier(int pixels, int units, int classes, SplittableRandom random) {
    this.pixels = pixels;
    input = new float[pixels][BATCH];
    inputByRow = new float[BATCH][pixels];
    hidden = new DenseLayer(pixels, units, BATCH, random);
    last = new DenseLayer(units, classes, BATCH, random);
    probabilities = new double[classes][BATCH];
  }

  /**
   * Trained on all images of a set.
   *
   * @param images with labels
   * @param units of the hidden layer
   * @param epochs times that each image is seen
   * @throws IllegalArgumentException if there are no images, labels, units or epochs
   */
  public static DigitClassifier train(ImageSet images, int units, int epochs, long seed) {
    if (units < 1) throw new IllegalArgumentException("units must be >= 1, was " + units);
    if (epochs < 1) throw new IllegalArgumentException("epochs must be >= 1, was " + epochs);
    if (images.size() == 0) throw new IllegalArgumentException("no images to train on");
    int[] labels = labels(images);
    var random = new SplittableRandom(seed);
    int classes = Arrays.stream(labels).max().orElseThrow() + 1;
    var classifier = new DigitClassifier(images.pixels(), units, classes, random);
    int[] order = IntStream.range(0, images.size()).toArray();
    long steps = (long) epochs * ((images.size() + BATCH - 1) / BATCH);
    long step = 0;
    for (int epoch = 0; epoch < epochs; epoch++) {
      ReluClassifier.shuffle(order, random);
      for (int from = 0; from < order.length; from += BATCH) {
        int count = Math.min(BATCH, order.length - from);
        double factor = FASTER * (1 - (double) step / steps);
        step++;
        classifier.step(
            images, labels, order, from, count, (float) (factor * AdamVector.rate(step)));
      }
    }
    return classifier;
  }

  /**
   * The share of images that are taken for what their label says.
   *
   * @throws IllegalArgumentException if the images have no labels or another size
   */
  public double accuracy(ImageSet images) {
    int[] labels = labels(images);
    int[] correct = {0};
    each(
        images,
        (image, row) -> {
          if (likeliest(row) == labels[image]) correct[0]++;
        });
    return (double) correct[0] / images.size();
  }

  /**
   * How sure the classifier is of each image: the largest of its probabilities.
   *
   * @throws IllegalArgumentException if the images have another size
   */
  public double[] confidences(ImageSet images) {
    double[] sure = new double[images.size()];
    each(images, (image, row) -> sure[image] = probabilities[likeliest(row)][row]);
    return sure;
  }

  private static int[] labels(ImageSet images) {
    return images
        .labels()
        .orElseThrow(
            () -> new IllegalArgumentException(images.source() + ": the images have no labels"));
  }

  /** What is done with an image once its probabilities are in a row. */
  private interface Judged {
    void judged(int image, int row);
  }

  private void each(ImageSet images, Judged judged) {
    if (images.pixels() != pixels)
      throw new IllegalArgumentException(
          "images must have " + pixels + " pixels, had " + images.pixels());
    int[] order = IntStream.range(0, images.size()).toArray();
    for (int from = 0; from < order.length; from += BATCH) {
      int count = Math.min(BATCH, order.length - from);
      forward(images, order, from, count);
      for (int row = 0; row < count; row++) judged.judged(from + row, row);
    }
  }

  private int likeliest(int row) {
    int best = 0;
    for (int c = 1; c < probabilities.length; c++)
      if (probabilities[c][row] > probabilities[best][row]) best = c;
    return best;
  }

  private void forward(ImageSet images, int[] order, int from, int count) {
    float scale = 1f / (images.levels() - 1);
    for (int row = 0; row < count; row++) {
      byte[] image = images.image(order[from + row]);
      for (int i = 0; i < pixels; i++) {
        inputByRow[row][i] = scale * (image[i] & 0xff);
        input[i][row] = inputByRow[row][i];
      }
    }
    hidden.forward(input, count);
    hidden.rectify(count);
    last.forward(hidden.output, count);
    for (int row = 0; row < count; row++) {
      double most = Double.NEGATIVE_INFINITY;
      for (float[] logits : last.output) most = Math.max(most, logits[row]);
      double sum = 0;
      for (int c = 0; c < probabilities.length; c++) {
        probabilities[c][row] = Math.exp(last.output[c][row] - most);
        sum += probabilities[c][row];
      }
      // The largest term is 1, so the sum is at least that.
      for (double[] ofClass : probabilities) ofClass[row] /= sum;
    }
  }

  private void step(ImageSet images, int[] labels, int[] order, int from, int count, float rate) {
    forward(images, order, from, count);
    hidden.transpose(count);
    for (int row = 0; row < count; row++)
      for (int c = 0; c < probabilities.length; c++)
        last.delta[c][row] =
            (float) (probabilities[c][row] - (labels[order[from + row]] == c ? 1 : 0));
    last.gradient(hidden.outputByRow, count);
    last.backward(hidden, count);
    hidden.gradient(inputByRow, count);
    last.step(rate, 0, count);
    hidden.step(rate, 0, count);
  }
}

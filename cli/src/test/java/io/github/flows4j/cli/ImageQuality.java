package io.github.flows4j.cli;

import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Interpolation;
import io.github.flows4j.Rows;
import io.github.flows4j.data.ImageOptions;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import io.github.flows4j.metrics.DigitClassifier;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Measures a model of digits as docs/images.md does: how sure a classifier is of its samples, and
 * how likely the images are on the way from digit to digit. Run by {@code bench/image-quality.sh}.
 *
 * @param samples drawn at each temperature
 * @param scored test images whose log-densities the ways are held against
 * @param pairs of test images, drawn at random
 * @param units of the classifier's hidden layer
 * @param epochs that it is trained for
 */
record ImageQuality(int samples, int scored, int pairs, int units, int epochs) {
  private static final double[] TEMPERATURES = {1, 0.8, 0.7};
  private static final int POINTS = 11;
  private static final long SEED = 0;

  /** {@code MODEL MNIST-FOLDER [THREADS]}. */
  public static void main(String[] args) {
    if (args.length < 2 || args.length > 3) {
      System.err.println("usage: image-quality.sh MODEL MNIST-FOLDER [THREADS]");
      System.exit(2);
    }
    int threads =
        args.length > 2 ? Integer.parseInt(args[2]) : Runtime.getRuntime().availableProcessors();
    Flow flow = Models.load(args[0]).withThreads(threads);
    ImageSet training = read(args[1], "train-images-idx3-ubyte.gz");
    ImageSet test = read(args[1], "t10k-images-idx3-ubyte.gz");
    new ImageQuality(1_000, 1_000, 50, 256, 10).measure(flow, training, test, System.out);
  }

  private static ImageSet read(String folder, String name) {
    return Images.read(Path.of(folder, name), ImageOptions.defaults());
  }

  /** Trains the classifier, measures and prints as it goes. */
  void measure(Flow flow, ImageSet training, ImageSet test, PrintStream out) {
    if (flow.spec().context() > 0)
      throw new IllegalArgumentException("a flow without context is needed: " + flow);
    String[] notes = {"command", "steps", "validation_bits_per_dimension"};
    for (String note : notes)
      if (flow.provenance().entries().containsKey(note))
        line(out, "model's %s: %s", note, flow.provenance().entries().get(note));
    confidences(flow, training, test, out);
    ways(flow, test, out);
  }

  private static void line(PrintStream out, String text, Object... values) {
    out.printf(Locale.ROOT, text + "%n", values);
    out.flush();
  }

  private void confidences(Flow flow, ImageSet training, ImageSet test, PrintStream out) {
    line(out, "classifier: %d units, %d epochs of %d images ...", units, epochs, training.size());
    DigitClassifier classifier = DigitClassifier.train(training, units, epochs, SEED);
    double ofTest = mean(classifier.confidences(test));
    line(
        out,
        "  right on test images %.4f, mean confidence %.4f",
        classifier.accuracy(test),
        ofTest);
    for (double temperature : TEMPERATURES) {
      Rows drawn = flow.sample(samples, SEED, temperature);
      double sure = mean(classifier.confidences(ModelImages.set(flow.schema().pixels(), drawn)));
      line(
          out,
          "  %d samples at temperature %.1f: mean confidence %.4f, %.3f of that on test images",
          samples,
          temperature,
          sure,
          sure / ofTest);
    }
  }

  private void ways(Flow flow, ImageSet test, PrintStream out) {
    Rows noisy = Dequantization.noisy(flow.schema().pixels(), ModelImages.rows(test), SEED);
    double[] known = flow.logProb(noisy.slice(0, Math.min(scored, test.size())));
    Arrays.sort(known);
    double first = known[known.length / 100];
    line(
        out,
        "log-densities of %d test images, nats: lowest %.0f, first percentile %.0f, median %.0f",
        known.length,
        known[0],
        first,
        known[known.length / 2]);
    for (Interpolation way : Interpolation.values()) {
      // The same pairs both ways.
      var random = new SplittableRandom(SEED);
      double[] lowest = new double[pairs];
      int above = 0;
      int wholly = 0;
      int usualEnds = 0;
      int usualWholly = 0;
      for (int p = 0; p < pairs; p++) {
        int from = random.nextInt(test.size());
        int to = (from + 1 + random.nextInt(test.size() - 1)) % test.size();
        Rows path = flow.interpolate(noisy.row(from), noisy.row(to), POINTS, way);
        double[] all = flow.logProb(path);
        double[] inner = Arrays.copyOfRange(all, 1, POINTS - 1);
        int good = (int) Arrays.stream(inner).filter(logProb -> logProb > first).count();
        above += good;
        boolean whole = good == inner.length;
        if (whole) wholly++;
        if (all[0] > first && all[POINTS - 1] > first) {
          usualEnds++;
          if (whole) usualWholly++;
        }
        lowest[p] = percentile(known, Arrays.stream(inner).min().orElseThrow());
      }
      int rows = pairs * (POINTS - 2);
      line(
          out,
          "%s, %d ways of %d points: %d of %d inner rows above the first percentile (%.1f %%),"
              + " %d ways wholly",
          way.name().toLowerCase(Locale.ROOT),
          pairs,
          POINTS,
          above,
          rows,
          100.0 * above / rows,
          wholly);
      line(
          out,
          "  of %d ways between digits that are above it themselves %d wholly",
          usualEnds,
          usualWholly);
      Arrays.sort(lowest);
      line(
          out,
          "  a way's lowest row is at percentile %.1f at worst, quartiles %.1f, %.1f, %.1f, best %.1f",
          lowest[0],
          lowest[pairs / 4],
          lowest[pairs / 2],
          lowest[3 * pairs / 4],
          lowest[pairs - 1]);
    }
  }

  /** The share of sorted values that are below one, in percent. */
  private static double percentile(double[] sorted, double value) {
    int at = Arrays.binarySearch(sorted, value);
    return 100.0 * (at >= 0 ? at : -at - 1) / sorted.length;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}

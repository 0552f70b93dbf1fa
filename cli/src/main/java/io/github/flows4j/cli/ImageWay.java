package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Interpolation;
import io.github.flows4j.Rows;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Tables;
import io.github.flows4j.plot.ImageGrid;
import io.github.flows4j.spec.Pixels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Ways from images to images through latent space. */
final class ImageWay {
  private final Flow flow;
  private final long seed;
  private final Map<String, ImageSet> read = new HashMap<>();

  ImageWay(Flow flow, long seed) {
    this.flow = flow;
    this.seed = seed;
  }

  /**
   * Draws a row of images for each pair and writes how likely each is.
   *
   * @param ends two for each pair, as in {@code images.gz:17}
   * @param context one row for all, or null for that of the pair's own class
   */
  void write(
      Console console,
      OutputFolder folder,
      List<String> ends,
      Rows context,
      int steps,
      Interpolation way)
      throws IOException {
    Pixels pixels = flow.schema().pixels();
    List<ModelImages> pairs = new ArrayList<>();
    for (int i = 0; i < ends.size(); i += 2) pairs.add(pair(ends.get(i), ends.get(i + 1), context));
    double perBit = ImageResults.perBit(flow.features());
    List<double[]> images = new ArrayList<>();
    List<double[]> table = new ArrayList<>();
    List<String> captions = new ArrayList<>();
    for (int p = 0; p < pairs.size(); p++) {
      Rows two = pairs.get(p).noisy(flow, seed).rows();
      Rows given = context != null ? context : pairs.get(p).context();
      Rows path =
          given == null
              ? flow.interpolate(two.row(0), two.row(1), steps, way)
              : flow.interpolate(two.row(0), two.row(1), given, steps, way);
      double[] logProb = given == null ? flow.logProb(path) : flow.logProb(path, given);
      for (int i = 0; i < steps; i++) {
        double bits = -logProb[i] / perBit;
        images.add(path.row(i));
        table.add(new double[] {p + 1, i + 1, logProb[i], bits});
        captions.add(String.format(Locale.ROOT, "%.3f", bits));
        console
            .out()
            .printf(
                Locale.ROOT,
                "%s step %d: log_prob %s, bits_per_dim %.4f%n",
                ends.get(2 * p) + " to " + ends.get(2 * p + 1),
                i + 1,
                Report.number(logProb[i]),
                bits);
      }
    }
    List<String> names = List.of("pair", "step", ScoreColumns.LOG_PROB, "bits_per_dim");
    Tables.write(folder.file("interpolation.csv"), names, Rows.of(table.toArray(double[][]::new)));
    folder.wrote("interpolation.csv");
    folder.picture(
        "interpolation.png",
        ImageGrid.of(pixels.shape(), Rows.of(images.toArray(double[][]::new)), pixels.levels())
            .withColumns(steps)
            .withCaptions(captions)
            .draw());
  }

  private ModelImages pair(String first, String second, Rows context) {
    ImageSet two = end(first).followedBy(end(second));
    if (context != null || flow.spec().context() == 0)
      return new ModelImages(two, ModelImages.rows(two), null);
    ModelImages pair = ModelImages.of(flow, two);
    if (!pair.context().slice(0, 1).equals(pair.context().slice(1, 2)))
      throw new UsageProblem(
          first + " and " + second + " are of two classes: say under which to go with --class");
    return new ModelImages(two, pair.rows(), pair.context().slice(0, 1));
  }

  private ImageSet end(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0)
      throw new UsageProblem(
          "which image? '" + text + "' must be a file's image as in images.gz:17, from 1");
    String file = text.substring(0, colon);
    int number;
    try {
      number = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new UsageProblem(
          "'"
              + text.substring(colon + 1)
              + "' after "
              + file
              + ": is no image number; images count from 1");
    }
    ImageSet images =
        read.computeIfAbsent(file, name -> ModelImages.readAll(flow, DataInput.resolve(name)));
    if (number < 1 || number > images.size())
      throw new DataException(
          file
              + " has no image "
              + number
              + ": it has "
              + Report.count(images.size())
              + ", from 1");
    return images.take(number - 1, number);
  }
}

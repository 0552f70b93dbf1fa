package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Dequantization;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.plot.ImageGrid;
import io.github.flows4j.plot.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Bits per dimension image by image, as a table and as a picture. */
final class ImageScores {
  static final String CAUTION =
      "caution: likelihood alone is no test of being out of distribution: a flow"
          + " trained on CIFAR-10 finds pictures of SVHN likelier than CIFAR-10's own"
          + " (arXiv:1810.09136)";

  private static final int ACROSS = 8;
  private static final int SHOWN = 4 * ACROSS;

  private final Flow flow;
  private final ModelImages images;
  private final double[] bits;

  ImageScores(Flow flow, ModelImages images, int draws, long seed) {
    this.flow = flow;
    this.images = images;
    bits =
        Dequantization.bitsPerDimension(flow, images.rows(), images.context(), draws, seed).means();
  }

  /**
   * Writes the table and the picture.
   *
   * @param table null for standard output
   * @param picture null for a name like the table's; none if that is null too
   */
  void write(Console console, Path table, Path picture) throws IOException {
    boolean labelled = images.set().labels().isPresent();
    List<String> names = new ArrayList<>(List.of("image", "bits_per_dim", ScoreColumns.LOG_PROB));
    if (labelled) names.add("label");
    Path drawn = picture == null ? beside(table) : picture;
    if (drawn != null) requireFolder(drawn);
    ModelTable.write(console, table, names, rows());
    if (drawn == null) return;
    draw().save(drawn);
    console.note(drawn + ": the most unusual images, then the most usual");
    console.note(CAUTION);
  }

  private static Path beside(Path table) {
    if (table == null) return null;
    String name = table.getFileName().toString().replaceFirst("(\\.gz)?$", "");
    int dot = name.lastIndexOf('.');
    return table.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".png");
  }

  private static void requireFolder(Path picture) {
    Path folder = picture.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder))
      throw new DataException(picture + " can't be written to: there is no folder " + folder);
    if (!picture.toString().toLowerCase(Locale.ROOT).endsWith(".png"))
      throw new UsageProblem("--picture must be a .png file, was " + picture);
  }

  private Rows rows() {
    int[] labels = images.set().labels().orElse(null);
    double perBit = ImageResults.perBit(flow.features());
    double[][] rows = new double[bits.length][];
    for (int i = 0; i < rows.length; i++) {
      double logProb = -bits[i] * perBit;
      rows[i] =
          labels == null
              ? new double[] {i + 1, bits[i], logProb}
              : new double[] {i + 1, bits[i], logProb, labels[i]};
    }
    return Rows.of(rows);
  }

  /** The most unusual images, the first of all first, and below as many of the most usual. */
  private Picture draw() {
    List<Integer> order =
        IntStream.range(0, bits.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> bits[i]).reversed())
            .toList();
    int each = Math.min(SHOWN, order.size() / 2 / ACROSS * ACROSS);
    List<Integer> chosen = new ArrayList<>(order);
    if (each > 0) {
      chosen = new ArrayList<>(order.subList(0, each));
      for (int i = 0; i < each; i++) chosen.add(order.get(order.size() - 1 - i));
    }
    ImageSet set = images.set();
    int[] numbers = chosen.stream().mapToInt(Integer::intValue).toArray();
    ImageGrid grid =
        ImageGrid.of(flow.schema().pixels().shape(), images.rows().pick(numbers), set.levels())
            .withColumns(ACROSS)
            .withCaptions(
                chosen.stream().map(i -> String.format(Locale.ROOT, "%.3f", bits[i])).toList())
            .withHeading(0, "most bits per dimension (which alone makes no outlier)");
    return (each > 0 ? grid.withHeading(each / ACROSS, "fewest bits per dimension") : grid).draw();
  }
}

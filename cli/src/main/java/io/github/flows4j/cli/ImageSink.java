package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Rows;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import io.github.flows4j.plot.ImageGrid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where a command leaves images: a picture of all, an array, or a folder of a file each. */
final class ImageSink {
  /** More of them are no picture that anything shows. */
  private static final int MOST_IN_GRID = 10_000;

  private final Path out;
  private final boolean grid;
  private final boolean array;

  private ImageSink(Path out, boolean grid, boolean array) {
    this.out = out;
    this.grid = grid;
    this.array = array;
  }

  /**
   * Where to.
   *
   * @param out a name that ends in .png for a grid, in .npy or .npy.gz for an array, else a folder
   * @throws UsageProblem if there is none, it is a table's, or a grid can't hold so many
   */
  static ImageSink of(Path out, int images) {
    if (out == null)
      throw new UsageProblem(
          "images need --out: a name that ends in .png for one picture of them all, in .npy for an"
              + " array, else a folder for a PNG each");
    String name = out.toString().toLowerCase(Locale.ROOT);
    boolean array = name.endsWith(".npy") || name.endsWith(".npy.gz");
    boolean grid = name.endsWith(".png");
    if (name.matches(".*\\.(csv|tsv|txt)(\\.gz)?") || (name.matches(".*\\.(jpe?g|gif)") && !grid))
      throw new UsageProblem(
          "images can't be written to " + out + ": give a .png, a .npy or a folder");
    if (grid && images > MOST_IN_GRID)
      throw new UsageProblem(
          "a picture holds at most "
              + Report.count(MOST_IN_GRID)
              + " images, not "
              + Report.count(images)
              + ": name a .npy file or a folder with --out");
    if (!grid && !array && Files.exists(out) && !Files.isDirectory(out))
      throw new DataException(out + " is a file, not a folder");
    return new ImageSink(out, grid, array);
  }

  /**
   * Writes images and says where to.
   *
   * @param columns images side by side in a grid, or 0 for about a square
   */
  void write(Console console, ImageSet images, int columns) throws IOException {
    if (array) Images.writeNpy(out, images);
    else if (!grid) Images.writePng(out, images);
    else {
      ImageGrid picture =
          ImageGrid.of(ModelImages.shape(images), ModelImages.rows(images), images.levels());
      (columns > 0 ? picture.withColumns(columns) : picture).draw().save(out);
    }
    console.note(
        out
            + ": "
            + Report.count(images.size())
            + (images.size() == 1 ? " image" : " images")
            + (grid || array ? "" : ", a PNG each"));
  }

  /** The rows of a drawing that has a column for each class where these are few. */
  static int columns(ImageClasses classes) {
    return classes == null || classes.names().size() > 20 ? 0 : classes.names().size();
  }

  /** Generated rows, those that are not numbers drawn black. */
  static Rows drawable(Rows rows) {
    double[] values = rows.toArray();
    for (int i = 0; i < values.length; i++) if (Double.isNaN(values[i])) values[i] = 0;
    return Rows.wrap(rows.columns(), values);
  }
}

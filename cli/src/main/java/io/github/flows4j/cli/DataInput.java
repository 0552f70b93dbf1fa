package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Toy;
import io.github.flows4j.Toys;
import io.github.flows4j.data.ImageOptions;
import io.github.flows4j.data.ImageSet;
import io.github.flows4j.data.Images;
import io.github.flows4j.data.MixedTable;
import io.github.flows4j.data.RawOptions;
import io.github.flows4j.data.RawTable;
import io.github.flows4j.data.RawTables;
import io.github.flows4j.data.TableScan;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What DATA stands for. */
sealed interface DataInput {
  /** Read by later versions; told apart from text that is no table. */
  List<String> NOT_YET = List.of(".xlsx", ".xls", ".zip");

  /** The name of the built-in images. */
  String DIGITS = "digits";

  /** A built-in set. */
  record ToySet(Toy toy) implements DataInput {}

  /**
   * A table in a file that is there, or what a query over files finds.
   *
   * @param path null for a query
   * @param sql null for a file
   */
  record TableFile(Path path, String sql) implements DataInput {
    TableFile(Path path) {
      this(path, null);
    }

    /** Whether it is lines of text, which can be copied with a column more. */
    boolean delimited() {
      return sql == null && RawTables.isText(path);
    }

    /**
     * Reads columns as they are found, all if none is named.
     *
     * @throws DataException with one line that names the file, row and column
     */
    MixedTable read(TableInput format, List<String> columns) {
      return MixedTable.of(raw(format.raw().withColumns(columns)));
    }

    /** Reads all columns as they are found, whatever they hold. */
    RawTable raw(TableInput format) {
      return raw(format.raw());
    }

    private RawTable raw(RawOptions options) {
      return sql == null ? RawTables.read(path, options) : RawTables.query(sql, options);
    }

    /**
     * Opens all columns to be read row by row.
     *
     * @throws DataException with one line that names the file
     */
    TableScan scan(TableInput format) {
      return sql == null ? RawTables.scan(path, format.raw()) : RawTables.scanQuery(sql);
    }

    @Override
    public String toString() {
      return sql == null ? path.toString() : sql;
    }
  }

  /**
   * Images: a file or folder that is there, or the built-in digits.
   *
   * @param path null for the digits
   */
  record ImageFiles(String text, Path path) implements DataInput {
    /**
     * Reads them all.
     *
     * @throws DataException naming the file and what is wrong with it
     */
    ImageSet read(ImageOptions options) {
      if (path != null) return Images.read(path, options);
      ImageSet digits = Images.digits();
      return options.equals(ImageOptions.defaults())
          ? digits
          : digits.resized(options.height(), options.width());
    }
  }

  /** The names of all built-in sets. */
  static List<String> builtIn() {
    List<String> names = new ArrayList<>(Toys.names());
    names.add(DIGITS);
    return names;
  }

  /**
   * The built-in set or the file of a name; a set if it is both.
   *
   * @throws DataException if it is neither
   */
  static DataInput resolve(String text) {
    if (Toys.names().contains(text)) return new ToySet(Toys.named(text));
    if (text.equals(DIGITS)) return new ImageFiles(text, null);
    if (RawTables.isQuery(text)) return new TableFile(null, text);
    Path path = path(text);
    if (Files.isRegularFile(path)) {
      for (String ending : NOT_YET)
        if (text.toLowerCase(Locale.ROOT).endsWith(ending))
          throw new DataException(
              text
                  + " can't be read: tables are .csv, .tsv, .txt, .parquet, .json, .npy or .npz files,"
                  + " images IDX, CIFAR or .npy files, or folders of PNG or JPEG files");
      return Images.recognizes(path) ? new ImageFiles(text, path) : new TableFile(path);
    }
    // Named pipes and the like: /dev/stdin.
    if (Files.exists(path) && !Files.isDirectory(path)) return new TableFile(path);
    if (Files.isDirectory(path)) {
      if (Images.recognizes(path)) return new ImageFiles(text, path);
      throw new DataException(text + " is a folder, not a table, and holds no PNG or JPEG files");
    }
    boolean fileLike = text.contains("/") || text.contains("\\") || text.contains(".");
    if (fileLike) throw new DataException(text + " does not exist");
    throw new DataException(
        "there is no file and no built-in set '" + text + "'" + Names.choices(text, builtIn()));
  }

  /** A path from an argument. */
  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new DataException("'" + text + "' is no file's name: " + e.getReason(), e);
    }
  }
}

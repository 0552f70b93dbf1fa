package io.github.flows4j.cli;

import io.github.flows4j.DataException;
import io.github.flows4j.Toy;
import io.github.flows4j.Toys;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What DATA stands for. */
sealed interface DataInput {
  /** Read by later versions; told apart from text that is no table. */
  List<String> NOT_YET = List.of(".parquet", ".json", ".npy", ".npz", ".png", ".xlsx", ".zip");

  /** A built-in set. */
  record ToySet(Toy toy) implements DataInput {}

  /** A table in a file that is there. */
  record TableFile(Path path) implements DataInput {}

  /**
   * The built-in set or the file of a name; a set if it is both.
   *
   * @throws DataException if it is neither
   */
  static DataInput resolve(String text) {
    if (Toys.names().contains(text)) return new ToySet(Toys.named(text));
    Path path = path(text);
    if (Files.isRegularFile(path)) {
      for (String ending : NOT_YET)
        if (text.toLowerCase(Locale.ROOT).endsWith(ending))
          throw new DataException(
              text + " can't be read: tables are .csv, .tsv or .txt files, with or without .gz");
      return new TableFile(path);
    }
    // Named pipes and the like: /dev/stdin.
    if (Files.exists(path) && !Files.isDirectory(path)) return new TableFile(path);
    if (Files.isDirectory(path)) throw new DataException(text + " is a folder, not a table");
    boolean fileLike = text.contains("/") || text.contains("\\") || text.contains(".");
    if (fileLike) throw new DataException(text + " does not exist");
    throw new DataException(
        "there is no file and no built-in set '" + text + "'" + Names.choices(text, Toys.names()));
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

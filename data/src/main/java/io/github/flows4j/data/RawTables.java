package io.github.flows4j.data;

import io.github.flows4j.DataException;
import java.nio.file.Path;

/**
 * Reads tables as people have them, into typed columns. All methods are safe for use by many
 * threads.
 */
public final class RawTables {
  private RawTables() {}

  /**
   * Reads a file.
   *
   * @throws DataException with one line that names the file
   */
  public static RawTable read(Path file, RawOptions options) {
    return RawCsv.read(file, options);
  }
}

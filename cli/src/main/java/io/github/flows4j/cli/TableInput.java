package io.github.flows4j.cli;

import io.github.flows4j.data.RawOptions;
import io.github.flows4j.data.TableOptions;
import java.util.List;
import picocli.CommandLine.Option;

/** How tables are read. */
final class TableInput {
  @Option(
      names = "--no-header",
      description = "The tables' first line is data; their columns are x0, x1, ...")
  private boolean noHeader;

  @Option(
      names = "--unseen",
      paramLabel = "WHAT",
      description =
          "Of a category that the model does not know: refuse (default), or lowest, which gives"
              + " its row density 0, and so a row with another value in a column that was always"
              + " the same in training.")
  private String unseen = "refuse";

  @Option(
      names = "--skip-bad-rows",
      description =
          "Leave out rows with too few or too many fields, stray quotes, NUL, infinities or bytes"
              + " that are no text, and say how many.")
  private boolean skipBadRows;

  /** How tables are read as they are found. */
  RawOptions raw() {
    return RawOptions.defaults().withHeader(!noHeader).withSkipBadRows(skipBadRows);
  }

  boolean skipsBadRows() {
    return skipBadRows;
  }

  /** Whether categories that the model does not know are let in. */
  boolean unseenLowest() {
    return Names.one("--unseen", unseen, List.of("refuse", "lowest")).equals("lowest");
  }

  boolean given() {
    return noHeader;
  }

  TableOptions options() {
    return noHeader ? TableOptions.defaults().withoutHeader() : TableOptions.defaults();
  }
}

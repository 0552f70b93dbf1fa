package io.github.flows4j.cli;

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
              + " its row density 0.")
  private String unseen = "refuse";

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

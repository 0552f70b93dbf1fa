package io.github.flows4j.cli;

import io.github.flows4j.data.TableOptions;
import picocli.CommandLine.Option;

/** How tables are read. */
final class TableInput {
  @Option(
      names = "--no-header",
      description = "The tables' first line is data; their columns are x0, x1, ...")
  private boolean noHeader;

  boolean given() {
    return noHeader;
  }

  TableOptions options() {
    return noHeader ? TableOptions.defaults().withoutHeader() : TableOptions.defaults();
  }
}

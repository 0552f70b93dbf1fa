package io.github.flows4j.cli;

import picocli.CommandLine.Option;

/** Where random choices come from. */
final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where random choices come from (default 0): the same gives the same rows.")
  long seed;
}

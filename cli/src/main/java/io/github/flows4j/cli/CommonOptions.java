package io.github.flows4j.cli;

import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  // Read from the arguments themselves: it must count for failures of parsing too.
  @Option(names = "--verbose", description = "Show the stack trace of a failure.")
  boolean verbose;
}

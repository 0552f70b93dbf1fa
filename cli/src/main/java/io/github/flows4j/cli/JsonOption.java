package io.github.flows4j.cli;

import picocli.CommandLine.Option;

/** The form of a result. */
final class JsonOption {
  @Option(names = "--json", description = "Print the result as one JSON object on one line.")
  boolean json;
}

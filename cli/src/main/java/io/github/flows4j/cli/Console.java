package io.github.flows4j.cli;

import java.io.PrintStream;

/**
 * Where a command writes to.
 *
 * @param out results, nothing else
 * @param err notes, progress and failures
 * @param terminal what err is
 */
record Console(PrintStream out, PrintStream err, Terminal terminal) {
  /** A line for the user that is no result. */
  void note(String line) {
    err.println(line);
  }
}

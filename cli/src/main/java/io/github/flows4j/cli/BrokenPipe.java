package io.github.flows4j.cli;

import java.io.IOException;

/** Who read the results has gone, as {@code head} does when it has seen enough: no failure. */
final class BrokenPipe extends IOException {
  private static final long serialVersionUID = 1;

  BrokenPipe() {
    super("nobody reads the results any more");
  }
}

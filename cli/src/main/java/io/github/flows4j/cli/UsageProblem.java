package io.github.flows4j.cli;

/** Arguments that do not go together, found after they were parsed. */
final class UsageProblem extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  UsageProblem(String message) {
    super(message);
  }
}

package io.github.flows4j.cli;

/** Checks of options that commands share. */
final class Checks {
  private Checks() {}

  /** The number of rows asked for, or the usual one. */
  static int rows(Integer given, int usual) {
    if (given != null && given < 1) throw new UsageProblem("--rows must be >= 1, was " + given);
    return given == null ? usual : given;
  }

  /** A file has the rows it has. */
  static void noRows(Integer given, String data) {
    if (given != null)
      throw new UsageProblem("--rows is for built-in sets; " + data + " is a file, used whole");
  }
}

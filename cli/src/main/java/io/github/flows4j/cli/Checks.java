package io.github.flows4j.cli;

/** Checks of options that commands share. */
final class Checks {
  private Checks() {}

  /** The number of rows asked for, or the usual one. */
  static int rows(Integer given, int usual) {
    if (given != null && given < 1) throw new UsageProblem("--rows must be >= 1, was " + given);
    return given == null ? usual : given;
  }

  /** Refuses options that are for tables where the model is one of images. */
  static void onlyTables(Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2)
      if (given(namesAndValues[i + 1]))
        throw new UsageProblem(
            namesAndValues[i] + " is for tables, and the model is one of images");
  }

  /** Refuses options that are for images where the model is one of tables. */
  static void onlyImages(Object... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2)
      if (given(namesAndValues[i + 1]))
        throw new UsageProblem(
            namesAndValues[i] + " is for images, and the model is one of tables");
  }

  private static boolean given(Object value) {
    return value != null && !value.equals(false);
  }

  /** So many draws of noise for each image, or the usual one. */
  static int draws(Integer given) {
    if (given != null && given < 1)
      throw new UsageProblem("--noise-draws must be >= 1, was " + given);
    return given == null ? 1 : given;
  }

  /** The share of usual rows that may be flagged. */
  static void rate(double falseAlarms) {
    if (!(falseAlarms > 0 && falseAlarms < 1))
      throw new UsageProblem(
          "--false-alarms must be above 0 and below 1, such as 0.01 for 1 %, was " + falseAlarms);
  }

  /** A file has the rows it has. */
  static void noRows(Integer given, String data) {
    if (given != null)
      throw new UsageProblem("--rows is for built-in sets; " + data + " is a file, used whole");
  }
}

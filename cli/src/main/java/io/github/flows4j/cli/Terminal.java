package io.github.flows4j.cli;

import java.util.Map;

/**
 * What the notes go to.
 *
 * @param interactive whether a line can be drawn over
 * @param width columns of a line
 */
record Terminal(boolean interactive, int width) {
  /** Set by the launcher: the columns of the terminal that stderr is, 0 if it is none. */
  static final String VARIABLE = "FLOWS4J_TERMINAL";

  private static final int USUAL = 80;
  private static final int NARROWEST = 20;

  /** No terminal: a file, a pipe, a log. */
  static Terminal none() {
    return new Terminal(false, USUAL);
  }

  /** What the launcher says or, started without it, what Java can tell. */
  static Terminal detect(Map<String, String> environment) {
    if (environment.getOrDefault("TERM", "").equals("dumb")) return none();
    String told = environment.get(VARIABLE);
    // Java 17 knows only whether both stdin and stdout are terminals; then stderr mostly is too.
    if (told == null) return new Terminal(hasConsole(), USUAL);
    try {
      int width = Integer.parseInt(told.strip());
      return width <= 0 ? none() : new Terminal(true, Math.max(NARROWEST, width));
    } catch (NumberFormatException e) {
      return none();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // from Java 22 on: below
  private static boolean hasConsole() {
    if (System.console() == null) return false;
    try {
      // From Java 22 on there always is a console, which says itself whether it is a terminal.
      return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Runtime.version().feature() < 22;
    }
  }
}

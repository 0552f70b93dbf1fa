package io.github.flows4j.cli;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how many rows are done, and how fast, on one line of a terminal; elsewhere nothing. */
final class RowProgress implements AutoCloseable {
  private static final long REDRAW = 200_000_000L;

  private final Console console;
  private final LongSupplier nanoTime;
  private final long begun;
  private long next;
  private int drawn;

  RowProgress(Console console) {
    this(console, System::nanoTime);
  }

  RowProgress(Console console, LongSupplier nanoTime) {
    this.console = console;
    this.nanoTime = nanoTime;
    begun = nanoTime.getAsLong();
    // What is done at once needs no line.
    next = begun + REDRAW;
  }

  /** So many rows are done in all. */
  void rows(long count) {
    if (!console.terminal().interactive()) return;
    long now = nanoTime.getAsLong();
    if (now < next) return;
    next = now + REDRAW;
    draw(Report.count(count) + " rows  " + rate(count, now) + " rows/s");
  }

  /** Rows a second so far. */
  private String rate(long count, long now) {
    double rate = count / ((now - begun) * 1e-9);
    return rate < 10 ? String.format(Locale.ROOT, "%.1f", rate) : Report.count(Math.round(rate));
  }

  private void draw(String text) {
    String line = text.substring(0, Math.min(text.length(), console.terminal().width() - 1));
    console.err().print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
    console.err().flush();
    drawn = line.length();
  }

  /** Wipes the line out. */
  @Override
  public void close() {
    if (drawn == 0) return;
    draw("");
    console.err().print("\r");
    console.err().flush();
    drawn = 0;
  }
}

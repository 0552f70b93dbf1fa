package io.github.flows4j.cli;

import io.github.flows4j.train.Progress;
import io.github.flows4j.train.TrainListener;
import io.github.flows4j.train.Training;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how a training goes: one line drawn over at most ten times a second on a terminal, a line
 * of its own after two seconds and then every ten elsewhere.
 */
final class ProgressBar implements TrainListener {
  private static final long SECOND = 1_000_000_000L;
  private static final long REDRAW = SECOND / 10;
  private static final long FIRST_LINE = 2 * SECOND;
  private static final long LINE = 10 * SECOND;
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 8;

  /** The first steps are slow, not yet compiled: they tell nothing of the rest, unless all are. */
  private static final int FEWEST_STEPS = 20;

  private static final int SLOW = 10;

  /** The shown loss is a mean over about so many steps. */
  private static final double MEMORY = 0.98;

  private final PrintStream err;
  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private final int images;
  private final double perBit;
  private Progress latest;
  private double weightedLoss;
  private double weight;
  private long next;
  private boolean begun;
  private long lastTime;
  private long lastStep;
  private double rate;
  private int drawn;
  private String member = "";

  ProgressBar(PrintStream err, Terminal terminal) {
    this(err, terminal, System::nanoTime);
  }

  ProgressBar(PrintStream err, Terminal terminal, LongSupplier nanoTime) {
    this(err, terminal, nanoTime, 0, 1);
  }

  /**
   * A bar in images a second and bits per dimension.
   *
   * @param images images a step, 0 for a bar in steps a second and nats
   * @param perBit nats a row for a bit a dimension
   */
  ProgressBar(
      PrintStream err, Terminal terminal, LongSupplier nanoTime, int images, double perBit) {
    this.err = err;
    this.terminal = terminal;
    this.nanoTime = nanoTime;
    this.images = images;
    this.perBit = perBit;
  }

  /** A line of its own, above the bar where there is one. */
  void line(String text) {
    if (drawn > 0) {
      err.print("\r" + text + " ".repeat(Math.max(0, drawn - text.length())) + "\n");
      show();
    } else {
      err.println(text);
    }
    err.flush();
  }

  @Override
  public void member(int number, int members) {
    member = number + " of " + members;
    begun = false;
    rate = 0;
    weight = 0;
    weightedLoss = 0;
  }

  @Override
  public void step(Progress progress) {
    latest = progress;
    weightedLoss = MEMORY * weightedLoss + (1 - MEMORY) * progress.loss();
    weight = MEMORY * weight + (1 - MEMORY);
    long now = nanoTime.getAsLong();
    if (!begun) {
      begun = true;
      lastTime = now;
      lastStep = progress.step();
      next = now + (terminal.interactive() ? REDRAW : FIRST_LINE);
      if (terminal.interactive()) show();
      return;
    }
    if (now < next) return;
    measure(now);
    show();
    next = now + (terminal.interactive() ? REDRAW : LINE);
  }

  /** Steps a second, the newest counting most: the first ones are slow, not yet compiled. */
  private void measure(long now) {
    double seconds = (now - lastTime) * 1e-9;
    if (seconds <= 0) return;
    double newest = (latest.step() - lastStep) / seconds;
    double keep = rate == 0 ? 0 : Math.exp(-seconds / 2);
    rate = keep * rate + (1 - keep) * newest;
    lastTime = now;
    lastStep = latest.step();
  }

  @Override
  public void finished(Training training) {
    if (latest == null) return;
    // What the whole took, not what the last moment did.
    if (training.seconds() > 0) rate = training.history().steps().size() / training.seconds();
    show();
    if (terminal.interactive()) err.println();
    err.flush();
  }

  private void show() {
    if (!terminal.interactive()) {
      err.println(String.join("  ", parts(true, true)));
      err.flush();
      return;
    }
    // The last column stays free: some terminals wrap when it is written to.
    String line = line(terminal.width() - 1);
    err.print("\r" + line + " ".repeat(Math.max(0, drawn - line.length())));
    err.flush();
    drawn = line.length();
  }

  /** The line with as much on it as fits. */
  private String line(int width) {
    List<String> parts = parts(true, true);
    if (length(parts) + 3 + NARROWEST_BAR > width) parts = parts(true, false);
    if (length(parts) + 3 + NARROWEST_BAR > width) parts = parts(false, false);
    String text = String.join("  ", parts);
    int room = Math.min(WIDEST_BAR, width - text.length() - 3);
    if (room < NARROWEST_BAR) return text.substring(0, Math.min(width, text.length()));
    int done = (int) (room * latest.step() / latest.totalSteps());
    return "[" + "#".repeat(done) + "-".repeat(room - done) + "] " + text;
  }

  private static int length(List<String> parts) {
    return String.join("  ", parts).length();
  }

  private List<String> parts(boolean validation, boolean best) {
    long left = latest.totalSteps() - latest.step();
    List<String> parts = new ArrayList<>();
    if (!member.isEmpty()) parts.add(member);
    parts.add(String.format(Locale.ROOT, "%3d%%", 100 * latest.step() / latest.totalSteps()));
    parts.add(latest.step() + "/" + latest.totalSteps());
    double shown = images > 0 ? rate * images : rate;
    String unit = images > 0 ? " images/s" : " steps/s";
    if (rate > 0) parts.add(String.format(Locale.ROOT, shown < 10 ? "%.1f" : "%.0f", shown) + unit);
    boolean known = rate > 0 && (latest.step() >= FEWEST_STEPS || latest.seconds() >= SLOW);
    if (left == 0) parts.add(time(latest.seconds()));
    else if (known) parts.add("ETA " + time(left / rate));
    parts.add((images > 0 ? "bits/dim " : "loss ") + loss(weightedLoss / weight / perBit));
    boolean validated = !Double.isNaN(latest.validationLoss());
    if (validation && validated)
      parts.add(
          "validation "
              + loss(latest.validationLoss() / perBit)
              + (best ? " (best " + loss(latest.bestValidationLoss() / perBit) + ")" : ""));
    return parts;
  }

  static String loss(double value) {
    return Math.abs(value) < 1e6
        ? String.format(Locale.ROOT, "%.3f", value)
        : String.format(Locale.ROOT, "%.2e", value);
  }

  static String time(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}

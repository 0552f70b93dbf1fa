package io.github.flows4j.cli;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Times work that is done over and over: after a warm-up, rounds of equal length, each with a rate
 * of its own. Driven by whoever does the work, since a training calls us and not the other way
 * round.
 *
 * <p>Code on the Vector API is a thousand times slower until the JIT compiler is through with it,
 * which on a loaded machine takes long. So a warm-up goes on, {@value #PATIENCE} times as long as
 * asked for at most, while the work still gets faster or the compiler is still busy.
 */
final class Meter {
  private static final int PATIENCE = 20;
  private static final int LOOKS = 4;
  private static final int STEADY_LOOKS = 3;
  private static final double STEADY = 1.1;
  private static final double BUSY = 0.1;

  private final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
  private final double[] rates;
  private final double roundSeconds;
  private final double lookSeconds;
  private final double warm;
  private final double warmAtLast;
  private boolean warmingUp = true;
  private int round;
  private int steady;
  private double lastRate;
  private double lastCompiled;
  private double begun = now();
  private double end;
  private double work;

  /**
   * A meter that starts now.
   *
   * @param warmUp seconds of work that do not count
   * @param seconds of work that does, in all rounds together
   */
  Meter(double warmUp, double seconds, int rounds) {
    rates = new double[rounds];
    roundSeconds = seconds / rounds;
    lookSeconds = warmUp / LOOKS;
    warm = begun + warmUp;
    warmAtLast = begun + PATIENCE * warmUp;
    lastCompiled = compiled();
    end = begun + lookSeconds;
  }

  /** So much work was done since the last call. */
  void done(double amount) {
    work += amount;
    double now = now();
    if (now < end || over()) return;
    double rate = work / (now - begun);
    if (warmingUp) {
      look(rate, now - begun);
      warmingUp = now < warmAtLast && (now < warm || steady < STEADY_LOOKS);
    } else {
      rates[round++] = rate;
    }
    work = 0;
    begun = now;
    end = now + (warmingUp ? lookSeconds : roundSeconds);
  }

  private void look(double rate, double seconds) {
    double compiled = compiled();
    boolean still = rate < lastRate * STEADY && compiled - lastCompiled < seconds * BUSY;
    steady = still ? steady + 1 : 0;
    lastRate = rate;
    lastCompiled = compiled;
  }

  private double compiled() {
    boolean known = compiler != null && compiler.isCompilationTimeMonitoringSupported();
    return known ? compiler.getTotalCompilationTime() * 1e-3 : 0;
  }

  /** Whether all rounds are done. */
  boolean over() {
    return round == rates.length;
  }

  /** Does the same work until all rounds are done. */
  Rate time(double amount, Runnable task) {
    while (!over()) {
      task.run();
      done(amount);
    }
    return rate();
  }

  /** What came of it. */
  Rate rate() {
    double[] sorted = rates.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Rate(median, sorted[0], sorted[sorted.length - 1]);
  }

  private static double now() {
    return System.nanoTime() * 1e-9;
  }

  /** Work a second over the rounds. */
  record Rate(double median, double min, double max) {
    /** Microseconds for one piece of work. */
    Rate microseconds() {
      return new Rate(1e6 / median, 1e6 / max, 1e6 / min);
    }
  }
}

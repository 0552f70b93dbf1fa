package io.github.flows4j.train;

import java.util.function.DoubleSupplier;

/** How long a training is: by steps, or by the clock. */
interface TrainingLength {
  /** Looks at the validation rows in a training, where the options do not say. */
  int LOOKS = 100;

  /** The part of the time that looks may take, beside that of the training. */
  double LOOKING = 0.05;

  /** Whether it is over after so many steps. */
  boolean over(long done);

  /** Steps in all; by the clock, as far as can be told after so many. */
  long total(long done);

  /** Whether to look at the validation rows after so many steps. */
  boolean looks(long done);

  /** Told after each look how many seconds it took. */
  default void looked(double took) {}

  /** By steps. */
  record Steps(long total, long every) implements TrainingLength {
    @Override
    public boolean over(long done) {
      return done >= total;
    }

    @Override
    public long total(long done) {
      return total;
    }

    @Override
    public boolean looks(long done) {
      return done % every == 0 || done == total;
    }
  }

  /**
   * By the clock: what a schedule is asked about is a training as long as the pace so far makes it.
   * Looks that take long are made less often: they are to take a small part of the time.
   */
  final class Clock implements TrainingLength {
    private final double budget;
    private final long every;
    private final DoubleSupplier seconds;
    private double looked;
    private double pause;

    /**
     * A length by the clock.
     *
     * @param every steps between looks, or 0 for looks by the clock
     * @param seconds time spent so far
     */
    Clock(double budget, long every, DoubleSupplier seconds) {
      this.budget = budget;
      this.every = every;
      this.seconds = seconds;
      pause = budget / LOOKS;
    }

    @Override
    public boolean over(long done) {
      return seconds.getAsDouble() >= budget;
    }

    @Override
    public long total(long done) {
      double spent = seconds.getAsDouble();
      if (done == 0 || spent <= 0) return Long.MAX_VALUE;
      return Math.max(done + 1, (long) (done * budget / spent));
    }

    @Override
    public boolean looks(long done) {
      if (every > 0) return done % every == 0 || over(done);
      double now = seconds.getAsDouble();
      return now - looked >= pause || now >= budget;
    }

    @Override
    public void looked(double took) {
      looked = seconds.getAsDouble();
      pause = Math.max(budget / LOOKS, took / LOOKING);
    }
  }
}

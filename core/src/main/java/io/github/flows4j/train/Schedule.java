package io.github.flows4j.train;

/** How the learning rate goes over a training: what it is multiplied by at each step. */
public sealed interface Schedule {
  /**
   * The factor at a step.
   *
   * @param step the step, from 0
   * @param total steps in all, at least 1
   */
  double factor(long step, long total);

  /** The same rate throughout. */
  record Constant() implements Schedule {
    @Override
    public double factor(long step, long total) {
      return 1;
    }
  }

  /**
   * From 1 down to a last factor along half a cosine (arXiv:1608.03983, eq. 5).
   *
   * @param last the factor at the end, in [0, 1]
   */
  record Cosine(double last) implements Schedule {
    /**
     * Checks the last factor.
     *
     * @throws IllegalArgumentException if it is outside [0, 1]
     */
    public Cosine {
      if (!(last >= 0 && last <= 1))
        throw new IllegalArgumentException("last must be in [0, 1], was " + last);
    }

    /** Down to 0. */
    public Cosine() {
      this(0);
    }

    @Override
    public double factor(long step, long total) {
      return last + (1 - last) * 0.5 * (1 + Math.cos(Math.PI * step / total));
    }
  }

  /**
   * Linearly up from 1/steps to 1, then another schedule over what is left.
   *
   * @param steps steps of the rise, at least 1
   * @param then what follows
   */
  record WarmUp(long steps, Schedule then) implements Schedule {
    /**
     * Checks the steps.
     *
     * @throws IllegalArgumentException if they are below 1
     */
    public WarmUp {
      if (steps < 1)
        throw new IllegalArgumentException("warm-up steps must be >= 1, were " + steps);
    }

    @Override
    public double factor(long step, long total) {
      if (step < steps) return (step + 1.0) / steps;
      return then.factor(step - steps, Math.max(1, total - steps));
    }
  }
}

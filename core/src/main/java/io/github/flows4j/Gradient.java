package io.github.flows4j;

import java.util.Optional;

/** Log-densities and their derivatives, in the user's units. */
public final class Gradient {
  private final double[] logProb;
  private final Rows byRow;
  private final Rows byContext;

  Gradient(double[] logProb, Rows byRow, Rows byContext) {
    this.logProb = logProb;
    this.byRow = byRow;
    this.byContext = byContext;
  }

  /** log p(x), one number a row, nats; copied. */
  public double[] logProb() {
    return logProb.clone();
  }

  /** d log p / dx, [rows, features]. */
  public Rows byRow() {
    return byRow;
  }

  /** d log p / d context, [rows, context columns]; empty for a flow without context. */
  public Optional<Rows> byContext() {
    return Optional.ofNullable(byContext);
  }
}

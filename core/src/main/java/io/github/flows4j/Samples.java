package io.github.flows4j;

/** Rows drawn from a flow with their log-densities. */
public final class Samples {
  private final Rows rows;
  private final double[] logProb;

  Samples(Rows rows, double[] logProb) {
    this.rows = rows;
    this.logProb = logProb;
  }

  /** The rows, [rows, features], in the user's units. */
  public Rows rows() {
    return rows;
  }

  /** log p(x) of each row, nats, in the user's units; copied. */
  public double[] logProb() {
    return logProb.clone();
  }
}

package io.github.flows4j;

/** Rows that went through a flow, in either direction. */
public final class Transformed {
  private final Rows rows;
  private final double[] logDet;

  Transformed(Rows rows, double[] logDet) {
    this.rows = rows;
    this.logDet = logDet;
  }

  /** What came out, [rows, features]. */
  public Rows rows() {
    return rows;
  }

  /** log|det| of the direction run, one number a row, nats; copied. */
  public double[] logDet() {
    return logDet.clone();
  }
}

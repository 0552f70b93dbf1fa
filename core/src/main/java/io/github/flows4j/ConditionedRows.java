package io.github.flows4j;

/** Rows drawn given some of their columns, and how well that went: {@link PartialConditional}. */
public final class ConditionedRows {
  private final Rows rows;
  private final double[] logWeights;
  private final int rounds;

  ConditionedRows(Rows rows, double[] logWeights, int rounds) {
    this.rows = rows;
    this.logWeights = logWeights;
    this.rounds = rounds;
  }

  /** The rows as the flow's user has them; those of one particle are there several times. */
  public Rows rows() {
    return rows;
  }

  /** How many particles the rows were picked from. */
  public int particles() {
    return logWeights.length;
  }

  /** How many rounds the proposal was fitted for. */
  public int rounds() {
    return rounds;
  }

  /**
   * How many independent draws the particles are worth, (sum w)^2 / sum w^2, in 1..particles (Kong,
   * 1992).
   */
  public double effectiveSampleSize() {
    return ParticleWeights.effective(logWeights);
  }

  /**
   * The particles' log weights, nats; copied. Their log-mean-exp estimates the log-density of what
   * was given.
   */
  public double[] logWeights() {
    return logWeights.clone();
  }
}

package io.github.flows4j.engine.training;

/**
 * Rows sampled from a flow, and where a {@link SampleLoss} writes what it makes of them. Its arrays
 * are used again for the next tile.
 */
public final class SampleTile {
  private final double[] x;
  private final double[] logProb;
  private final double[] loss;
  private final double[] byRow;
  private final double[] byLogProb;
  private int from;
  private int rows;

  /** Room for so many rows. */
  public SampleTile(int capacity, int features) {
    x = new double[Math.multiplyExact(capacity, features)];
    logProb = new double[capacity];
    loss = new double[capacity];
    byRow = new double[x.length];
    byLogProb = new double[capacity];
  }

  /** Says which rows of the batch it holds now. */
  public void hold(int first, int count) {
    from = first;
    rows = count;
  }

  /** The place in the batch of its first row. */
  public int from() {
    return from;
  }

  /** The rows it holds. */
  public int rows() {
    return rows;
  }

  /** The rows, [rows, features], in the flow's units. */
  public double[] x() {
    return x;
  }

  /** log q(x) of each row, nats, in the flow's units. */
  public double[] logProb() {
    return logProb;
  }

  /** [rows]: each row's loss, to be written. */
  public double[] loss() {
    return loss;
  }

  /** [rows, features]: the loss's derivative by each row, to be written. */
  public double[] byRow() {
    return byRow;
  }

  /** [rows]: the loss's derivative by each row's log q(x), to be written. */
  public double[] byLogProb() {
    return byLogProb;
  }
}

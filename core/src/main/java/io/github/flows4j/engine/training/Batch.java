package io.github.flows4j.engine.training;

import java.util.Arrays;

/**
 * Rows for one training step, in arrays that whoever fills it may fill again. Rows and contexts are
 * in the flow's units (standardized already).
 */
public final class Batch {
  private final double[] rows;
  private final double[] context;
  private final double[] weights;
  private final double[] logDet;
  private int count;

  /** Room for so many rows; weights all 1, log-determinants all 0. */
  public Batch(int capacity, int features, int contextColumns) {
    rows = new double[Math.multiplyExact(capacity, features)];
    context = new double[Math.multiplyExact(capacity, contextColumns)];
    weights = new double[capacity];
    logDet = new double[capacity];
    Arrays.fill(weights, 1);
  }

  /** [capacity, features]. */
  public double[] rows() {
    return rows;
  }

  /** [capacity, context columns]. */
  public double[] context() {
    return context;
  }

  /** [capacity]: how much each row counts; not negative. */
  public double[] weights() {
    return weights;
  }

  /**
   * [capacity]: log|det| of what brought each row into the flow's units, as far as losses are to
   * count it. The flow knows nothing of it: {@link #meanLogDet}.
   */
  public double[] logDet() {
    return logDet;
  }

  /**
   * The weighted mean of {@link #logDet}: what the flow's mean negative log-density is to be
   * lessened by.
   */
  public double meanLogDet() {
    double sum = 0;
    double weight = 0;
    for (int r = 0; r < count; r++) {
      sum += weights[r] * logDet[r];
      weight += weights[r];
    }
    return sum / weight;
  }

  /** The rows it holds now. */
  public int count() {
    return count;
  }

  /** Says how many rows it holds now. */
  public void count(int now) {
    if (now < 0 || now > weights.length)
      throw new IllegalArgumentException("count must be in 0.." + weights.length + ", was " + now);
    count = now;
  }

  /** The most rows it can hold. */
  public int capacity() {
    return weights.length;
  }
}

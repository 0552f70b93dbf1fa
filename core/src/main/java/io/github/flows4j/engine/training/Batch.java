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
  private int count;

  /** Room for so many rows; weights all 1. */
  public Batch(int capacity, int features, int contextColumns) {
    rows = new double[Math.multiplyExact(capacity, features)];
    context = new double[Math.multiplyExact(capacity, contextColumns)];
    weights = new double[capacity];
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

package io.github.flows4j.engine.f32.memory;

/**
 * Which numbers a univariate map is to work on: number i is at {@code at + i} of arrays of numbers,
 * its parameter p at {@code thetaAt + p * stride + i}. One belongs to a pass and is aimed anew for
 * every call, so that calls allocate nothing.
 */
public final class Run {
  private int at;
  private int count;
  private int thetaAt;
  private int stride;
  private int feature;

  Run() {}

  /** Aims at numbers of all moved features, row by row: number i is of feature i mod moved. */
  public Run rows(int numbers) {
    return aim(0, numbers, 0, numbers, -1);
  }

  /** Aims at numbers of one feature. */
  public Run feature(int which, int from, int numbers, int thetaFrom, int thetaStride) {
    return aim(from, numbers, thetaFrom, thetaStride, which);
  }

  private Run aim(int from, int numbers, int thetaFrom, int thetaStride, int which) {
    at = from;
    count = numbers;
    thetaAt = thetaFrom;
    stride = thetaStride;
    feature = which;
    return this;
  }

  /** Where the first number is. */
  public int at() {
    return at;
  }

  /** How many numbers. */
  public int count() {
    return count;
  }

  /** Where the first parameter of the first number is. */
  public int thetaAt() {
    return thetaAt;
  }

  /** Distance from one parameter of a number to the next. */
  public int stride() {
    return stride;
  }

  /** The moved feature that all numbers belong to, or -1 for i mod moved. */
  public int feature() {
    return feature;
  }
}

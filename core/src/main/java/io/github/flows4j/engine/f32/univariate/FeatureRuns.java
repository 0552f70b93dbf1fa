package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import java.util.Arrays;

/**
 * A {@link Run} feature by feature: the numbers of one feature, gathered to be contiguous and
 * padded with zeros to whole vectors.
 */
final class FeatureRuns {
  private final int moved;

  /**
   * Of rows with so many moved features.
   *
   * @param moved numbers of a row
   */
  FeatureRuns(int moved) {
    this.moved = moved;
  }

  /** Features in the run: one or all. */
  int features(Run run) {
    return run.feature() >= 0 ? 1 : moved;
  }

  /** The moved feature of the run's f-th. */
  int feature(Run run, int f) {
    return run.feature() >= 0 ? run.feature() : f;
  }

  /** Numbers of one feature. */
  int count(Run run) {
    return run.count() / features(run);
  }

  /** The same, padded. */
  int padded(Pass pass, Run run) {
    return pass.padded(count(run));
  }

  /**
   * Where a buffer that has {@code width} numbers for each number of a row holds those of the run's
   * f-th feature.
   */
  int place(Pass pass, Run run, int f, int width) {
    return (run.feature() >= 0 ? run.at() : f * padded(pass, run)) * width;
  }

  /** Copies a feature's numbers, with the run's first at {@code at}, to {@code to[toAt...]}. */
  void gather(Pass pass, Run run, int f, float[] from, int at, float[] to, int toAt) {
    int count = count(run);
    int step = features(run);
    if (step == 1) System.arraycopy(from, at, to, toAt, count);
    else for (int i = 0; i < count; i++) to[toAt + i] = from[at + f + i * step];
    Arrays.fill(to, toAt + count, toAt + padded(pass, run), 0);
  }

  /** Copies a feature's parameters from {@code first} on, to rows of {@code to}. */
  void gather(
      Pass pass, Run run, int f, float[] theta, int first, int parameters, float[] to, int toAt) {
    int n = padded(pass, run);
    for (int p = 0; p < parameters; p++)
      gather(pass, run, f, theta, run.thetaAt() + (first + p) * run.stride(), to, toAt + p * n);
  }

  /** Copies numbers back to where {@link #gather} takes them from. */
  void scatter(Run run, int f, float[] from, int fromAt, float[] to, int at) {
    int count = count(run);
    int step = features(run);
    if (step == 1) System.arraycopy(from, fromAt, to, at, count);
    else for (int i = 0; i < count; i++) to[at + f + i * step] = from[fromAt + i];
  }

  /** Copies rows back to a feature's parameters from {@code first} on. */
  void scatter(
      Pass pass, Run run, int f, float[] from, int fromAt, int first, int parameters, float[] to) {
    int n = padded(pass, run);
    for (int p = 0; p < parameters; p++)
      scatter(run, f, from, fromAt + p * n, to, run.thetaAt() + (first + p) * run.stride());
  }
}

package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.simd.Kernels;

/** A {@link Run} feature by feature: the numbers of one feature, gathered to be contiguous. */
final class FeatureRuns {
  private final Kernels kernels;
  private final int moved;

  /**
   * Of rows with so many moved features.
   *
   * @param moved numbers of a row
   */
  FeatureRuns(Kernels kernels, int moved) {
    this.kernels = kernels;
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

  /**
   * Where a buffer that has {@code width} numbers for each number of a row holds those of the run's
   * f-th feature.
   */
  int place(Run run, int f, int width) {
    return (run.feature() >= 0 ? run.at() : f * count(run)) * width;
  }

  /** Copies a feature's numbers, with the run's first at {@code at}, to {@code to[toAt...]}. */
  void gather(Run run, int f, float[] from, int at, float[] to, int toAt) {
    int count = count(run);
    int step = features(run);
    if (step == 1) System.arraycopy(from, at, to, toAt, count);
    else for (int i = 0; i < count; i++) to[toAt + i] = from[at + f + i * step];
  }

  /** Copies numbers back to where {@link #gather} takes them from. */
  void scatter(Run run, int f, float[] from, int fromAt, float[] to, int at) {
    int count = count(run);
    int step = features(run);
    if (step == 1) System.arraycopy(from, fromAt, to, at, count);
    else for (int i = 0; i < count; i++) to[at + f + i * step] = from[fromAt + i];
  }

  /** Copies the first parameters of a feature's numbers to {@code to}, [numbers][parameters]. */
  void gatherParameters(Run run, int f, float[] theta, int parameters, float[] to) {
    int count = count(run);
    int step = features(run);
    if (step == 1) {
      kernels.transpose(parameters, count, theta, run.thetaAt(), run.stride(), to, 0, parameters);
      return;
    }
    for (int i = 0; i < count; i++) {
      int at = run.thetaAt() + f + i * step;
      for (int p = 0; p < parameters; p++) to[i * parameters + p] = theta[at + p * run.stride()];
    }
  }

  /**
   * Copies them back.
   *
   * @param row distance between the numbers in {@code from}
   */
  void scatterParameters(Run run, int f, float[] from, int row, int parameters, float[] theta) {
    int count = count(run);
    int step = features(run);
    if (step == 1) {
      kernels.transpose(count, parameters, from, 0, row, theta, run.thetaAt(), run.stride());
      return;
    }
    for (int i = 0; i < count; i++) {
      int at = run.thetaAt() + f + i * step;
      for (int p = 0; p < parameters; p++) theta[at + p * run.stride()] = from[i * row + p];
    }
  }
}

package io.github.flows4j.train;

/**
 * How to fit a flow to a target density, beside the {@link TrainOptions}: {@link #defaults} and
 * what is changed of them.
 *
 * @param annealFrom the power of the target at the first step, in (0, 1], from which it rises to 1
 *     on a line: a flat target first lets the flow find all of its modes; 1 for none
 * @param annealFraction the part of the training by which it has risen, in (0, 1]
 * @param stickTheLanding whether the gradient leaves out what log q changes by the weights at fixed
 *     rows (arXiv:1703.09194): its mean is 0, and so is the variance of what is left once the flow
 *     is the target, at the price of one more pass; where flow and target differ its variance may
 *     be the larger
 * @param rows rows drawn after the last step to judge the fit by, at least 25
 */
public record TargetOptions(
    double annealFrom, double annealFraction, boolean stickTheLanding, int rows) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException quoting a value outside its range
   */
  public TargetOptions {
    if (!(annealFrom > 0 && annealFrom <= 1))
      throw new IllegalArgumentException("annealFrom must be in (0, 1], was " + annealFrom);
    if (!(annealFraction > 0 && annealFraction <= 1))
      throw new IllegalArgumentException("annealFraction must be in (0, 1], was " + annealFraction);
    if (rows < 25) throw new IllegalArgumentException("rows must be >= 25, was " + rows);
  }

  /** No annealing, the full gradient, 20,000 rows to judge by. */
  public static TargetOptions defaults() {
    return new TargetOptions(1, 1, false, 20_000);
  }

  /** The target's power rising from the given one to 1 over a part of the training. */
  public TargetOptions withAnnealing(double from, double fraction) {
    return new TargetOptions(from, fraction, stickTheLanding, rows);
  }

  /** With the path gradient, or the full one. */
  public TargetOptions withStickTheLanding(boolean other) {
    return new TargetOptions(annealFrom, annealFraction, other, rows);
  }

  /** So many rows to judge by. */
  public TargetOptions withRows(int other) {
    return new TargetOptions(annealFrom, annealFraction, stickTheLanding, other);
  }

  /** The target's power after a part of the training. */
  double power(double progress) {
    return annealFrom + (1 - annealFrom) * Math.min(1, progress / annealFraction);
  }
}

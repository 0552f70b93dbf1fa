package io.github.flows4j.spec;

import java.util.Objects;

/**
 * Numbers: reals, whole numbers, or times in seconds since 1970 (UTC). With x the value, spread
 * over its cell where it has one, the flow sees (warp(x) - mean) / scale.
 *
 * <p>Whole numbers and times lie on a grid: x is spread evenly over [value, value + step), and
 * densities are the mass of the cell (the measure counts). Reals that were rounded, or of which
 * many are equal, have a cell too, value +- step / 2, and their density is the mean over it (the
 * measure is Lebesgue's).
 *
 * <p>Where values may be missing, a second feature says whether they are, and a missing one is
 * filled with noise whose density is divided out again, so that p(missing, rest) is exact on
 * average over the noise.
 *
 * @param name the user's name for it
 * @param kind what is written back
 * @param step the width of a cell, positive for all but reals, for which 0 is none; 1 for whole
 *     numbers
 * @param origin of reals with a step: a value that all others are whole steps from, so that samples
 *     are rounded to them; null where there is no such grid. Null for all other kinds
 * @param warp from its range to all real numbers
 * @param mean subtracted after the warp, finite
 * @param scale divided by then, positive and finite
 * @param gaps the share of values that are missing, in [0, 1); 0 if none may be
 */
public record NumberColumn(
    String name,
    Kind kind,
    double step,
    Double origin,
    Warp warp,
    double mean,
    double scale,
    double gaps)
    implements TableColumn {
  /** What a number is. */
  public enum Kind {
    /** Any number. */
    REAL,
    /** Whole numbers. */
    WHOLE,
    /** Days. */
    DATE,
    /** Times to the second, or to a finer step. */
    TIME
  }

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming the column
   */
  public NumberColumn {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(warp, "warp");
    String column = "column " + name + ": ";
    if (!(step >= 0 && step < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(column + "step must be finite and >= 0, was " + step);
    if (step == 0 && kind != Kind.REAL)
      throw new IllegalArgumentException(column + "step must be positive for " + kind);
    if (kind == Kind.WHOLE && step != 1)
      throw new IllegalArgumentException(column + "step must be 1 for WHOLE, was " + step);
    if (origin != null && !(kind == Kind.REAL && step > 0))
      throw new IllegalArgumentException(column + "origin is for reals with a step");
    if (origin != null && !Double.isFinite(origin))
      throw new IllegalArgumentException(column + "origin must be finite, was " + origin);
    if (!Double.isFinite(mean))
      throw new IllegalArgumentException(column + "mean must be finite, was " + mean);
    Checks.positive(column + "scale", scale);
    if (!(gaps >= 0 && gaps < 1))
      throw new IllegalArgumentException(column + "gaps must be in [0, 1), was " + gaps);
  }

  /** A column whose reals, if they have a step, are whole steps from 0. */
  public NumberColumn(
      String name, Kind kind, double step, Warp warp, double mean, double scale, double gaps) {
    this(name, kind, step, kind == Kind.REAL && step > 0 ? 0.0 : null, warp, mean, scale, gaps);
  }

  /** A real number standardized, without cell, bounds or gaps. */
  public static NumberColumn real(String name, double mean, double scale) {
    return new NumberColumn(name, Kind.REAL, 0, new Warp.Identity(), mean, scale, 0);
  }

  /** Whether it is nothing but standardized: no cell, no warp, no gaps. */
  public boolean plain() {
    return kind == Kind.REAL && step == 0 && warp instanceof Warp.Identity && !mayMiss();
  }

  @Override
  public int features() {
    return mayMiss() ? 2 : 1;
  }

  @Override
  public int contextColumns() {
    return features();
  }

  @Override
  public int noise() {
    return mayMiss() ? 2 : step > 0 ? 1 : 0;
  }

  @Override
  public boolean mayMiss() {
    return gaps > 0;
  }
}

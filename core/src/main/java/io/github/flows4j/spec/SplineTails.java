package io.github.flows4j.spec;

/** What a spline does outside its box. */
public enum SplineTails {
  /** y = x, with slope 1 at both ends of the box: 3 K - 1 parameters. */
  IDENTITY,
  /** Straight lines that go on with trained slopes of the ends: 3 K + 1 parameters. */
  LINEAR,
  /**
   * There is no outside: x is wrapped around into the box, shifted by half of it ((x mod 2 bound) -
   * bound), with slope 1 at both ends: 3 K - 1 parameters. For angles (arXiv:2002.02428).
   */
  CIRCULAR
}

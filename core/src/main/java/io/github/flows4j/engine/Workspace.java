package io.github.flows4j.engine;

/**
 * The arrays in which one thread hands a tile of rows to a {@link CompiledFlow} and finds what came
 * of it.
 */
public interface Workspace {
  /** The most rows of a tile. */
  int capacity();

  /** [rows, features]: what goes in, and what comes out in its place. */
  double[] rows();

  /** [rows, context columns]. */
  double[] context();

  /** [rows]: log-determinants or log-densities that come out. */
  double[] logDet();

  /** [rows, context columns]: gradients by context that come out. */
  double[] contextGradient();
}

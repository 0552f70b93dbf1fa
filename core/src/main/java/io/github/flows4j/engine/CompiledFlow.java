package io.github.flows4j.engine;

import java.util.random.RandomGenerator;

/**
 * A flow's description and weights, ready to run. Immutable and safe for use by many threads, each
 * with a workspace of its own. Forward is data to latent; all log-determinants are those of the
 * direction run. NaN goes in and comes out.
 */
public interface CompiledFlow {
  /**
   * Rows of a tile that suit the flow and the machine's caches.
   *
   * @param gradients whether {@link #gradient} will be called
   */
  int tile(boolean gradients);

  /**
   * A workspace for tiles of up to so many rows.
   *
   * @param gradients whether {@link #gradient} will be called with it
   */
  Workspace workspace(int capacity, boolean gradients);

  /** Turns x into z, with log|det dz/dx|. */
  void forward(Workspace workspace, int rows);

  /** Turns z into x, with log|det dx/dz|. */
  void inverse(Workspace workspace, int rows);

  /** Turns z into x, with log p(x) = log p_base(z) - log|det dx/dz|. */
  void sample(Workspace workspace, int rows);

  /** Finds log p(x); the rows are spent. */
  void logProb(Workspace workspace, int rows);

  /**
   * Finds log p(x), and turns x into its gradient d log p / dx, with the gradient by context beside
   * it.
   */
  void gradient(Workspace workspace, int rows);

  /**
   * Writes so many draws from the base density, their distance from its location multiplied by the
   * temperature.
   *
   * @param context the rows' context, one row for each or one for all; empty where there is none
   */
  void sampleBase(
      RandomGenerator random, int rows, double temperature, double[] context, double[] z);

  /**
   * Whether the base is a centred location-scale family, so that temperatures other than 1 make
   * sense.
   */
  boolean locationScale();

  /** The kernels at work: {@code vector} or {@code scalar}. */
  String kernels();
}

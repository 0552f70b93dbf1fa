package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.Pass;
import java.util.random.RandomGenerator;

/** The density of the latent rows in a pass. */
public interface BaseDensity {
  /** Adds log p(z) of each row to the pass's log-determinants. */
  void addLogProb(Pass pass);

  /**
   * Replaces the pass's rows z by seed * d log p(z) / dz; adds the gradients of trained tensors.
   * Called after {@link #addLogProb} on the same rows.
   */
  void backward(Pass pass);

  /**
   * Writes so many draws, row-major, each with its distance from the location multiplied by the
   * temperature.
   *
   * @param context the rows' context as a pass's layers see it, one row for each or one for all;
   *     empty where there is none
   */
  void sample(
      float[] values,
      RandomGenerator random,
      int rows,
      double temperature,
      double[] context,
      double[] z);

  /** Whether it depends on the context. */
  default boolean conditioned() {
    return false;
  }

  /** Whether it is a centred location-scale family, so that a temperature makes sense. */
  boolean locationScale();
}

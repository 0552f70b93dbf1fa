package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.CustomUnivariate;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.Univariate;

/** Makes the maps that descriptions ask for. */
public final class UnivariateMaps {
  private UnivariateMaps() {}

  /**
   * The map of a description.
   *
   * @param name what its own tensors' names begin with
   * @param features for each number of a row, the feature whose part of its own tensors is its
   */
  public static UnivariateMap of(
      Univariate univariate,
      String name,
      int[] features,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    int numbers = features.length;
    if (univariate instanceof AdditiveUnivariate) return new AdditiveMap();
    if (univariate instanceof AffineUnivariate affine)
      return new AffineMap(kernels, affine.bound(), true, numbers, plan);
    if (univariate instanceof ScalingUnivariate scaling)
      return new AffineMap(kernels, scaling.bound(), false, numbers, plan);
    if (univariate instanceof CustomUnivariate custom) return new CustomMap(custom.function());
    throw new AssertionError(univariate);
  }
}

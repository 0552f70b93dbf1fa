package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.CustomUnivariate;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
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
    if (univariate instanceof NeuralMonotonicUnivariate neural)
      return new NeuralMonotonicMap(neural, name, features, kernels, layout, plan);
    if (univariate instanceof IntegratedNeuralUnivariate neural)
      return new IntegratedNeuralMap(neural, name, features, kernels, layout, plan);
    if (univariate instanceof SoftClipUnivariate clip) return new SoftClipMap(clip.bound());
    if (univariate instanceof SumOfSquaresUnivariate sum)
      return new SumOfSquaresMap(sum, numbers, plan);
    if (univariate instanceof BernsteinUnivariate bernstein)
      return new BernsteinMap(bernstein, numbers, plan);
    if (univariate instanceof GaussianizationUnivariate gaussianization)
      return new GaussianizationMap(gaussianization.components(), numbers, plan);
    if (univariate instanceof SplineUnivariate spline)
      return new SplineMap(kernels, spline, numbers, plan);
    if (univariate instanceof CustomUnivariate custom) return new CustomMap(custom.function());
    throw new AssertionError(univariate);
  }
}

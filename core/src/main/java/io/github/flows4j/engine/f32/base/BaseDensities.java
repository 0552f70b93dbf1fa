package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.CustomBase;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.StudentT;

/** Makes the base densities that descriptions ask for. */
public final class BaseDensities {
  private BaseDensities() {}

  /** The density of a description; claims its buffers of the plan. */
  public static BaseDensity of(
      Base base, int features, int context, Kernels kernels, Layout layout, BufferPlan plan) {
    if (base instanceof StandardNormal) return new NormalBase(features);
    if (base instanceof DiagonalNormal)
      return new NormalBase(features, layout.slot("base.location"), layout.slot("base.log_scale"));
    if (base instanceof Logistic) return new LogisticBase(features);
    if (base instanceof BoxUniform) return new BoxBase(features, layout);
    if (base instanceof StudentT) return new StudentBase(features, layout, plan);
    if (base instanceof NormalMixture mixture)
      return new MixtureBase(mixture.components(), features, layout, plan);
    if (base instanceof ConditionalNormal)
      return new ConditionalNormalBase(features, context, kernels, layout, plan);
    if (base instanceof CustomBase custom)
      return new CustomBaseDensity(custom.function(), features);
    throw new AssertionError(base);
  }
}

package io.github.flows4j.engine.f32.base;

import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.CustomBase;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.StandardNormal;

/** Makes the base densities that descriptions ask for. */
public final class BaseDensities {
  private BaseDensities() {}

  /** The density of a description. */
  public static BaseDensity of(Base base, int features, int context, Layout layout) {
    if (base instanceof StandardNormal) return new NormalBase(features);
    if (base instanceof DiagonalNormal)
      return new NormalBase(features, layout.slot("base.location"), layout.slot("base.log_scale"));
    if (base instanceof Logistic) return new LogisticBase(features);
    if (base instanceof CustomBase custom)
      return new CustomBaseDensity(custom.function(), features);
    throw new AssertionError(base);
  }
}

package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * A flow described as data: transforms applied in order from data x to latent z, and the density of
 * z.
 *
 * <p>log p(x) = log p_base(z) + log|det dz/dx|, z = (T_n o ... o T_1)(x). The description knows
 * nothing of how it is run and holds no weights; {@link #tensors()} names those it needs.
 *
 * @param features number D of features of a row, at least 1
 * @param context number C of context columns that condition the flow, 0 for none
 * @param transforms the transforms, first applied first in the direction data to latent; may be
 *     empty
 * @param base the density of the latent z
 */
public record FlowSpec(int features, int context, List<Transform> transforms, Base base)
    implements Recipe {
  /**
   * Checks the whole tree.
   *
   * @throws IllegalArgumentException naming the transform, if a part does not fit the features or
   *     context
   */
  public FlowSpec {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    if (context < 0) throw new IllegalArgumentException("context must be >= 0, was " + context);
    transforms = List.copyOf(transforms);
    for (int i = 0; i < transforms.size(); i++) {
      try {
        transforms.get(i).check(features, context);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("transforms[" + i + "]: " + e.getMessage(), e);
      }
    }
    try {
      base.check(features, context);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("base: " + e.getMessage(), e);
    }
  }

  /** Itself. */
  @Override
  public FlowSpec spec() {
    return this;
  }

  /**
   * Every tensor of the flow in a fixed order, named {@code transforms.I.NAME} and {@code
   * base.NAME}.
   */
  public List<TensorSpec> tensors() {
    List<TensorSpec> all = new ArrayList<>();
    for (int i = 0; i < transforms.size(); i++)
      for (TensorSpec tensor : transforms.get(i).tensors(features, context))
        all.add(tensor.prefixed("transforms." + i + "."));
    for (TensorSpec tensor : base.tensors(features, context)) all.add(tensor.prefixed("base."));
    return List.copyOf(all);
  }

  /** This flow over a different list of transforms. */
  public FlowSpec withTransforms(List<Transform> changed) {
    return new FlowSpec(features, context, changed, base);
  }

  /** This flow over a different base density. */
  public FlowSpec withBase(Base changed) {
    return new FlowSpec(features, context, transforms, changed);
  }
}

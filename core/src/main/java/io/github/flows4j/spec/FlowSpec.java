package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A flow described as data: transforms applied in order from data x to latent z, and the density of
 * z.
 *
 * <p>log p(x) = log p_base(z) + log|det dz/dx|, z = (T_n o ... o T_1)(x). The description knows
 * nothing of how it is run and holds no weights; {@link #tensors()} names those it needs.
 *
 * @param shape the shape of a row: a vector of features, or an image
 * @param context number C of context columns that condition the flow, 0 for none
 * @param embedding what is made of the context before layers and base see it, if anything
 * @param transforms the transforms, first applied first in the direction data to latent; may be
 *     empty
 * @param base the density of the latent z
 */
public record FlowSpec(
    EventShape shape,
    int context,
    Optional<ContextEmbedding> embedding,
    List<Transform> transforms,
    Base base)
    implements Recipe {
  /**
   * Checks the whole tree.
   *
   * @throws IllegalArgumentException naming the transform, if a part does not fit the features or
   *     context
   */
  public FlowSpec {
    Objects.requireNonNull(shape, "shape");
    if (context < 0) throw new IllegalArgumentException("context must be >= 0, was " + context);
    if (embedding.isPresent()) {
      try {
        embedding.get().check(context);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("embedding: " + e.getMessage(), e);
      }
    }
    int seen = embedding.map(ContextEmbedding::outputs).orElse(context);
    transforms = List.copyOf(transforms);
    EventShape now = shape;
    for (int i = 0; i < transforms.size(); i++) {
      try {
        transforms.get(i).check(now, seen);
        now = transforms.get(i).after(now);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("transforms[" + i + "]: " + e.getMessage(), e);
      }
    }
    try {
      base.check(shape.size(), seen);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("base: " + e.getMessage(), e);
    }
  }

  /** A flow whose layers see the context columns as they are. */
  public FlowSpec(EventShape shape, int context, List<Transform> transforms, Base base) {
    this(shape, context, Optional.empty(), transforms, base);
  }

  /** A flow of vectors of so many features whose layers see the context columns as they are. */
  public FlowSpec(int features, int context, List<Transform> transforms, Base base) {
    this(new VectorShape(features), context, transforms, base);
  }

  /** Numbers D of a row. */
  public int features() {
    return shape.size();
  }

  /** Numbers of a row's context that layers and base condition on: embedded, or as they are. */
  public int conditioning() {
    return embedding.map(ContextEmbedding::outputs).orElse(context);
  }

  /** The shape that each transform is given, and last what is left after them all. */
  public List<EventShape> shapes() {
    List<EventShape> shapes = new ArrayList<>();
    shapes.add(shape);
    for (Transform transform : transforms)
      shapes.add(transform.after(shapes.get(shapes.size() - 1)));
    return shapes;
  }

  /** Itself. */
  @Override
  public FlowSpec spec() {
    return this;
  }

  /**
   * Every tensor of the flow in a fixed order, named {@code embedding.NAME}, {@code
   * transforms.I.NAME} and {@code base.NAME}.
   */
  public List<TensorSpec> tensors() {
    List<TensorSpec> all = new ArrayList<>();
    if (embedding.isPresent())
      for (TensorSpec tensor : embedding.get().tensors(context))
        all.add(tensor.prefixed("embedding."));
    List<EventShape> shapes = shapes();
    for (int i = 0; i < transforms.size(); i++)
      for (TensorSpec tensor : transforms.get(i).tensors(shapes.get(i), conditioning()))
        all.add(tensor.prefixed("transforms." + i + "."));
    for (TensorSpec tensor : base.tensors(features(), conditioning()))
      all.add(tensor.prefixed("base."));
    return List.copyOf(all);
  }

  /** This flow with a network between the context columns and its layers. */
  public FlowSpec withEmbedding(ContextEmbedding network) {
    return new FlowSpec(shape, context, Optional.of(network), transforms, base);
  }

  /** This flow over a different list of transforms. */
  public FlowSpec withTransforms(List<Transform> changed) {
    return new FlowSpec(shape, context, embedding, changed, base);
  }

  /** This flow over a different base density. */
  public FlowSpec withBase(Base changed) {
    return new FlowSpec(shape, context, embedding, transforms, changed);
  }
}

package io.github.flows4j;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.VectorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A flow to be of equal transforms whose parameters do not depend on features: free, or from a
 * network on the context. Every {@code with} gives a changed copy, {@link #spec} the description.
 * Immutable.
 */
public final class StackedFlow implements Recipe, Cloneable {
  private final int features;
  private final Function<Conditioner, Transform> kind;
  private int context;
  private Optional<ContextEmbedding> embedding = Optional.empty();
  private int transforms;
  private List<Integer> hidden = List.of(64, 64);
  private Activation activation = Activation.RELU;
  private LastLayer lastLayer = LastLayer.DEFAULT;
  private boolean rotations;
  private boolean inverted;
  private Base base = new StandardNormal();

  /** So many transforms of the kind that a conditioner makes. */
  StackedFlow(int features, int transforms, Function<Conditioner, Transform> kind) {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    this.features = features;
    this.transforms = transforms;
    this.kind = kind;
  }

  private StackedFlow with(Consumer<StackedFlow> change) {
    try {
      StackedFlow copy = (StackedFlow) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Conditioned on so many context columns: a network on them gives the parameters. */
  public StackedFlow withContext(int columns) {
    if (columns < 0) throw new IllegalArgumentException("context must be >= 0, was " + columns);
    return with(copy -> copy.context = columns);
  }

  /**
   * A network on the context columns first: layers and base see its outputs instead. ReLU between
   * its hidden layers; {@link FlowSpec#withEmbedding} takes others.
   *
   * @param outputs numbers it makes of a row's context, at least 1
   * @param hidden widths of its hidden layers; none make it a linear map
   */
  public StackedFlow withContextEmbedding(int outputs, int... hidden) {
    Optional<ContextEmbedding> network = Optional.of(ContextEmbedding.of(outputs, hidden));
    return with(copy -> copy.embedding = network);
  }

  /** So many transforms, rotations not counted. */
  public StackedFlow withTransforms(int count) {
    if (count < 1) throw new IllegalArgumentException("transforms must be >= 1, was " + count);
    return with(copy -> copy.transforms = count);
  }

  /** Hidden layers of the given widths in the networks on the context. */
  public StackedFlow withHidden(int... widths) {
    return with(copy -> copy.hidden = IntStream.of(widths).boxed().toList());
  }

  /** Another activation in the networks on the context. */
  public StackedFlow withActivation(Activation other) {
    Objects.requireNonNull(other, "activation");
    return with(copy -> copy.activation = other);
  }

  /** Another start of the last layers of the networks on the context. */
  public StackedFlow withLastLayer(LastLayer other) {
    Objects.requireNonNull(other, "lastLayer");
    return with(copy -> copy.lastLayer = other);
  }

  /** A trained rotation between transforms, or none. One feature has nothing to rotate. */
  public StackedFlow withRotations(boolean on) {
    return with(copy -> copy.rotations = on);
  }

  /**
   * Each transform turned round, or not: the map itself goes from latent to data then, as the
   * planar flow's paper has it; sampling is fast, densities of data solve for each row.
   */
  public StackedFlow withInverted(boolean on) {
    return with(copy -> copy.inverted = on);
  }

  /** Another base density. */
  public StackedFlow withBase(Base other) {
    Objects.requireNonNull(other, "base");
    return with(copy -> copy.base = other);
  }

  @Override
  public FlowSpec spec() {
    List<Transform> all = new ArrayList<>();
    Conditioner conditioner =
        context > 0 ? new Mlp(hidden, activation, lastLayer) : new FreeParameters();
    for (int layer = 0; layer < transforms; layer++) {
      if (layer > 0 && rotations && features > 1) all.add(turned(new Rotation()));
      all.add(turned(kind.apply(conditioner)));
    }
    return new FlowSpec(new VectorShape(features), context, embedding, all, base);
  }

  private Transform turned(Transform transform) {
    return inverted ? new Inverse(transform) : transform;
  }
}

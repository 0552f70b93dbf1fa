package io.github.flows4j;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import io.github.flows4j.spec.VectorShape;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A flow of autoregressive transforms to be: every {@code with} gives a changed copy, {@link #spec}
 * the description. Immutable.
 */
public final class AutoregressiveFlow implements Recipe, Cloneable {
  /** Neural and polynomial maps are inverted within +-10; what comes out of this is within +-11. */
  private static final double SOFT_CLIP = 11;

  private final int features;
  private int context;
  private Optional<ContextEmbedding> embedding = Optional.empty();
  private int transforms = 3;
  private List<Integer> hidden = List.of(64, 64);
  private Activation activation = Activation.RELU;
  private LastLayer lastLayer = LastLayer.DEFAULT;
  private int residualBlocks;
  private Univariate univariate = new AffineUnivariate(new ScaleBound.SoftClip(1e-3));
  private IntFunction<Dependencies> orders;
  private int passes;
  private boolean actNorm;
  private boolean softClips;
  private boolean inverted;
  private Base base = new StandardNormal();
  private List<String> remarks = List.of();

  AutoregressiveFlow(int features) {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    this.features = features;
    orders =
        layer ->
            layer % 2 == 0 ? Dependencies.ascending(features) : Dependencies.descending(features);
  }

  private AutoregressiveFlow with(Consumer<AutoregressiveFlow> change) {
    try {
      AutoregressiveFlow copy = (AutoregressiveFlow) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Conditioned on so many context columns. */
  public AutoregressiveFlow withContext(int columns) {
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
  public AutoregressiveFlow withContextEmbedding(int outputs, int... hidden) {
    Optional<ContextEmbedding> network = Optional.of(ContextEmbedding.of(outputs, hidden));
    return with(copy -> copy.embedding = network);
  }

  /** So many autoregressive transforms. */
  public AutoregressiveFlow withTransforms(int count) {
    if (count < 1) throw new IllegalArgumentException("transforms must be >= 1, was " + count);
    return with(copy -> copy.transforms = count);
  }

  /** Hidden layers of the given widths. */
  public AutoregressiveFlow withHidden(int... widths) {
    return with(copy -> copy.hidden = IntStream.of(widths).boxed().toList());
  }

  /** Another activation in the masked networks. */
  public AutoregressiveFlow withActivation(Activation other) {
    Objects.requireNonNull(other, "activation");
    return with(copy -> copy.activation = other);
  }

  /** Another start of the networks' last layers. */
  public AutoregressiveFlow withLastLayer(LastLayer other) {
    Objects.requireNonNull(other, "lastLayer");
    return with(copy -> copy.lastLayer = other);
  }

  /** Residual networks of so many blocks, as wide as the first hidden layer. */
  public AutoregressiveFlow withResidualBlocks(int blocks) {
    if (blocks < 1) throw new IllegalArgumentException("blocks must be >= 1, was " + blocks);
    return with(copy -> copy.residualBlocks = blocks);
  }

  /** Another univariate map. */
  public AutoregressiveFlow withUnivariate(Univariate other) {
    Objects.requireNonNull(other, "univariate");
    return with(copy -> copy.univariate = other);
  }

  /** Affine maps with another bound on their log-scale. */
  public AutoregressiveFlow withScaleBound(ScaleBound bound) {
    return withUnivariate(new AffineUnivariate(bound));
  }

  /**
   * Splines of so many bins, at least 2.
   *
   * @throws IllegalArgumentException if the map is no spline
   */
  public AutoregressiveFlow withBins(int bins) {
    return withUnivariate(Univariates.withBins(univariate, bins));
  }

  /**
   * The direction latent to data (data to latent where {@link #withInverted inverted}) in so many
   * steps, of ceil(features / passes) features each, instead of one for each feature: faster, and
   * less able. 2 make a coupling.
   *
   * @param count at least 2 and at most the number of features: {@link #spec} refuses others
   */
  public AutoregressiveFlow withPasses(int count) {
    if (count < 1) throw new IllegalArgumentException("passes must be >= 1, was " + count);
    return with(copy -> copy.passes = count);
  }

  /** An order drawn from the seed for each transform, instead of ascending and descending. */
  public AutoregressiveFlow withRandomOrders(long seed) {
    return with(copy -> copy.orders = layer -> Dependencies.random(features, seed + layer));
  }

  /**
   * An order of the caller's own and its reverse in turn.
   *
   * @param order each of 0..D-1 once; the parameters of a feature depend on the features before it
   */
  public AutoregressiveFlow withOrder(int... order) {
    List<Integer> checked = new Permutation(IntStream.of(order).boxed().toList()).order();
    if (checked.size() != features)
      throw new IllegalArgumentException(
          "order is for " + checked.size() + " features, the flow has " + features);
    List<Integer> ranks = IntStream.range(0, features).map(checked::indexOf).boxed().toList();
    List<Integer> reversed = ranks.stream().map(rank -> features - 1 - rank).toList();
    return with(
        copy -> copy.orders = layer -> new Dependencies.Ranks(layer % 2 == 0 ? ranks : reversed));
  }

  /** Dependencies of the caller's own, used in turn. */
  public AutoregressiveFlow withDependencies(Dependencies... own) {
    List<Dependencies> given = List.of(own);
    if (given.isEmpty()) throw new IllegalArgumentException("dependencies must not be empty");
    return with(copy -> copy.orders = layer -> given.get(layer % given.size()));
  }

  /** An ActNorm before every transform, or none. */
  public AutoregressiveFlow withActNorm(boolean on) {
    return with(copy -> copy.actNorm = on);
  }

  /** Between transforms y = x / (1 + |x / 11|), or nothing; for maps that flatten out far away. */
  public AutoregressiveFlow withSoftClips(boolean on) {
    return with(copy -> copy.softClips = on);
  }

  /**
   * Each transform turned round, or not: an inverse autoregressive flow (arXiv:1606.04934), which
   * is fast to sample, and whose densities take a step for each feature.
   */
  public AutoregressiveFlow withInverted(boolean on) {
    return with(copy -> copy.inverted = on);
  }

  /** Another base density. */
  public AutoregressiveFlow withBase(Base other) {
    Objects.requireNonNull(other, "base");
    return with(copy -> copy.base = other);
  }

  /** What {@link #notes} says before all else. */
  AutoregressiveFlow withRemarks(String... sentences) {
    return with(copy -> copy.remarks = List.of(sentences));
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>(remarks);
    if (features == 1)
      notes.add(
          "one feature has no other to depend on: the flow is an elementwise map"
              + (context > 0 ? " on the context" : " with free parameters"));
    else if (!hidden.isEmpty()) {
      int width = residualBlocks > 0 ? hidden.get(0) : Collections.min(hidden);
      int groups = IntStream.range(0, transforms).map(this::groups).max().orElse(0);
      if (width < groups)
        notes.add(
            "hidden layer of "
                + width
                + " units is narrower than the "
                + groups
                + " groups of inputs: some inputs are not seen");
    }
    return notes;
  }

  /**
   * The distinct sets of inputs that the hidden units of a transform's network are dealt out to.
   */
  private int groups(int layer) {
    Dependencies dependencies = dependencies(layer);
    Set<BitSet> sets =
        IntStream.range(0, dependencies.features())
            .mapToObj(dependencies::seen)
            .filter(set -> context > 0 || !set.isEmpty())
            .collect(Collectors.toSet());
    return sets.size();
  }

  @Override
  public FlowSpec spec() {
    List<Transform> all = new ArrayList<>();
    for (int layer = 0; layer < transforms; layer++) {
      if (layer > 0 && softClips)
        all.add(turned(Elementwise.free(new SoftClipUnivariate(SOFT_CLIP))));
      if (actNorm) all.add(new ActNorm());
      all.add(
          turned(
              features > 1
                  ? new Autoregressive(dependencies(layer), univariate, masked())
                  : new Elementwise(univariate, context > 0 ? plain() : new FreeParameters())));
    }
    return new FlowSpec(new VectorShape(features), context, embedding, all, base);
  }

  private Transform turned(Transform transform) {
    return inverted ? new Inverse(transform) : transform;
  }

  private Dependencies dependencies(int layer) {
    Dependencies dependencies = orders.apply(layer);
    if (passes == 0) return dependencies;
    if (dependencies instanceof Dependencies.Ranks ranks) return ranks.withPasses(passes);
    throw new IllegalArgumentException(
        "passes are of orders: a graph of the caller's own has "
            + dependencies.passes()
            + ", asked for "
            + passes);
  }

  private Conditioner masked() {
    if (residualBlocks == 0) return new MaskedMlp(hidden, activation, lastLayer, HiddenUnits.EVEN);
    return new MaskedResidualMlp(
        residualWidth(), residualBlocks, activation, lastLayer, HiddenUnits.EVEN, false);
  }

  private Conditioner plain() {
    if (residualBlocks == 0) return new Mlp(hidden, activation, lastLayer);
    return new ResidualMlp(residualWidth(), residualBlocks, activation, lastLayer);
  }

  private int residualWidth() {
    if (hidden.isEmpty())
      throw new IllegalArgumentException("residual networks need a hidden width, there is none");
    return hidden.get(0);
  }
}

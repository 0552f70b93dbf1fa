package io.github.flows4j;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import io.github.flows4j.spec.VectorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A flow of couplings to be: every {@code with} gives a changed copy, {@link #spec} the
 * description. Immutable.
 */
public final class CouplingFlow implements Recipe, Cloneable {
  private final int features;
  private int context;
  private Optional<ContextEmbedding> embedding = Optional.empty();
  private int transforms = 3;
  private List<Integer> hidden = List.of(64, 64);
  private Activation activation = Activation.RELU;
  private LastLayer lastLayer = LastLayer.DEFAULT;
  private int residualBlocks;
  private boolean separateNetworks;
  private Univariate univariate = new AffineUnivariate(new ScaleBound.SoftClip(1e-3));
  private IntFunction<Mask> masks;
  private boolean batchNorm;
  private boolean actNorm;
  private boolean luLinear;
  private IntFunction<Permutation> permutations;
  private boolean finalScaling;
  private Base base = new StandardNormal();

  CouplingFlow(int features) {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    this.features = features;
    masks = layer -> alternate(Mask.checkered(features), layer);
  }

  private CouplingFlow with(Consumer<CouplingFlow> change) {
    try {
      CouplingFlow copy = (CouplingFlow) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private static Mask alternate(Mask mask, int layer) {
    return layer % 2 == 0 ? mask : mask.flipped();
  }

  /** Conditioned on so many context columns. */
  public CouplingFlow withContext(int columns) {
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
  public CouplingFlow withContextEmbedding(int outputs, int... hidden) {
    Optional<ContextEmbedding> network = Optional.of(ContextEmbedding.of(outputs, hidden));
    return with(copy -> copy.embedding = network);
  }

  /** So many couplings. */
  public CouplingFlow withTransforms(int count) {
    if (count < 1) throw new IllegalArgumentException("transforms must be >= 1, was " + count);
    return with(copy -> copy.transforms = count);
  }

  /** Hidden layers of the given widths. */
  public CouplingFlow withHidden(int... widths) {
    return with(copy -> copy.hidden = IntStream.of(widths).boxed().toList());
  }

  /** Another activation in the networks. */
  public CouplingFlow withActivation(Activation other) {
    Objects.requireNonNull(other, "activation");
    return with(copy -> copy.activation = other);
  }

  /** Another start of the networks' last layers. */
  public CouplingFlow withLastLayer(LastLayer other) {
    Objects.requireNonNull(other, "lastLayer");
    return with(copy -> copy.lastLayer = other);
  }

  /** Residual networks of so many blocks, as wide as the first hidden layer. */
  public CouplingFlow withResidualBlocks(int blocks) {
    if (blocks < 1) throw new IllegalArgumentException("blocks must be >= 1, was " + blocks);
    return with(copy -> copy.residualBlocks = blocks);
  }

  /** One network for each parameter of the map (shift and scale), instead of one for all. */
  public CouplingFlow withSeparateNetworks(boolean separate) {
    return with(copy -> copy.separateNetworks = separate);
  }

  /** Another univariate map. */
  public CouplingFlow withUnivariate(Univariate other) {
    Objects.requireNonNull(other, "univariate");
    return with(copy -> copy.univariate = other);
  }

  /** Affine couplings with another bound on their log-scale. */
  public CouplingFlow withScaleBound(ScaleBound bound) {
    return withUnivariate(new AffineUnivariate(bound));
  }

  /**
   * Splines of so many bins, at least 2.
   *
   * @throws IllegalArgumentException if the map is no spline
   */
  public CouplingFlow withBins(int bins) {
    return withUnivariate(Univariates.withBins(univariate, bins));
  }

  /** Even and odd features in turn, the even ones kept first. */
  public CouplingFlow withCheckeredMasks() {
    return with(copy -> copy.masks = layer -> alternate(Mask.checkered(features), layer));
  }

  /** First and second half in turn, the first kept first. */
  public CouplingFlow withHalfMasks() {
    return with(copy -> copy.masks = layer -> alternate(Mask.half(features), layer));
  }

  /** Halves drawn from a seed, each used twice: as drawn, then flipped. */
  public CouplingFlow withRandomMasks(long seed) {
    return with(
        copy -> copy.masks = layer -> alternate(Mask.random(features, seed + layer / 2), layer));
  }

  /** A mask of the caller's own and its opposite in turn; true is kept. */
  public CouplingFlow withMask(boolean... kept) {
    Mask mask = Mask.of(kept);
    return with(copy -> copy.masks = layer -> alternate(mask, layer));
  }

  /** Masks of the caller's own, used in turn. */
  public CouplingFlow withMasks(List<Mask> own) {
    List<Mask> given = List.copyOf(own);
    if (given.isEmpty()) throw new IllegalArgumentException("masks must not be empty");
    return with(copy -> copy.masks = layer -> given.get(layer % given.size()));
  }

  /** Batch normalization between couplings, or none. */
  public CouplingFlow withBatchNorm(boolean on) {
    return with(copy -> copy.batchNorm = on);
  }

  /** An ActNorm before every coupling, or none. */
  public CouplingFlow withActNorm(boolean on) {
    return with(copy -> copy.actNorm = on);
  }

  /** A trained linear map in LU form before every coupling, behind its ActNorm, or none. */
  public CouplingFlow withLuLinear(boolean on) {
    return with(copy -> copy.luLinear = on);
  }

  /** Features reversed between couplings. */
  public CouplingFlow withReversals() {
    return with(copy -> copy.permutations = layer -> Permutation.reverse(features));
  }

  /** Features put in an order drawn from a seed between couplings. */
  public CouplingFlow withRandomPermutations(long seed) {
    return with(copy -> copy.permutations = layer -> Permutation.random(features, seed + layer));
  }

  /** A trained scale of each feature after the last coupling, or none. */
  public CouplingFlow withFinalScaling(boolean on) {
    return with(copy -> copy.finalScaling = on);
  }

  /** Another base density. */
  public CouplingFlow withBase(Base other) {
    Objects.requireNonNull(other, "base");
    return with(copy -> copy.base = other);
  }

  @Override
  public List<String> notes() {
    if (features > 1) return List.of();
    return List.of(
        "one feature leaves nothing to couple: the flow is an elementwise map"
            + (context > 0 ? " on the context" : " with free parameters"));
  }

  @Override
  public FlowSpec spec() {
    List<Transform> all = new ArrayList<>();
    for (int layer = 0; layer < transforms; layer++) {
      if (layer > 0 && batchNorm) all.add(new BatchNorm());
      if (layer > 0 && permutations != null) all.add(permutations.apply(layer));
      if (actNorm) all.add(new ActNorm());
      if (luLinear) all.add(new LuLinear());
      all.add(
          features > 1
              ? new Coupling(masks.apply(layer), univariate, conditioner())
              : new Elementwise(univariate, context > 0 ? conditioner() : new FreeParameters()));
    }
    if (finalScaling) all.add(Elementwise.free(new ScalingUnivariate(new ScaleBound.None())));
    return new FlowSpec(new VectorShape(features), context, embedding, all, base);
  }

  private Conditioner conditioner() {
    if (residualBlocks > 0 && hidden.isEmpty())
      throw new IllegalArgumentException("residual networks need a hidden width, there is none");
    Conditioner network =
        residualBlocks > 0
            ? new ResidualMlp(hidden.get(0), residualBlocks, activation, lastLayer)
            : new Mlp(hidden, activation, lastLayer);
    return separateNetworks ? PerParameter.of(network, univariate.parametersPerFeature()) : network;
  }
}

package io.github.flows4j;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Convolutional;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FactorOut;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.Squeeze;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A flow of images to be: couplings whose networks are convolutions, at one scale after another.
 * Every {@code with} gives a changed copy, {@link #spec} the description. Immutable.
 */
public final class ImageFlow implements Recipe, Cloneable {
  /** The order of couplings and squeezes within a scale. */
  enum Plan {
    /** Real NVP's: checkerboards, a squeeze, channels; on the last scale checkerboards only. */
    CHECKERBOARD_FIRST,
    /** The tutorials': checkerboards and channels in turn, then a squeeze. */
    ALTERNATING,
    /** Glow's: a squeeze, then channels. */
    SQUEEZE_FIRST
  }

  private static final ScaleBound PRIOR_SCALE = new ScaleBound.SoftClip(1e-3);

  private final ImageShape shape;
  private Plan plan;
  private int context;
  private Optional<ContextEmbedding> embedding = Optional.empty();
  private int scales;
  private int couplings;
  private Convolutional network;
  private Univariate univariate;
  private boolean actNorm;
  private boolean batchNorm;
  private boolean mixing;
  private boolean factoring = true;
  private FactorOut.Half leaving = FactorOut.Half.FIRST;
  private boolean learnedPrior;

  ImageFlow(
      ImageShape shape,
      Plan plan,
      int scales,
      int couplings,
      Convolutional network,
      Univariate univariate) {
    this.shape = shape;
    this.plan = plan;
    this.scales = scales;
    this.couplings = couplings;
    this.network = network;
    this.univariate = univariate;
  }

  private ImageFlow with(Consumer<ImageFlow> change) {
    try {
      ImageFlow copy = (ImageFlow) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Conditioned on so many context columns, such as a class, one column a class. */
  public ImageFlow withContext(int columns) {
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
  public ImageFlow withContextEmbedding(int outputs, int... hidden) {
    Optional<ContextEmbedding> network = Optional.of(ContextEmbedding.of(outputs, hidden));
    return with(copy -> copy.embedding = network);
  }

  /** So many scales (Glow: levels), at least 1. */
  public ImageFlow withScales(int count) {
    if (count < 1) throw new IllegalArgumentException("scales must be >= 1, was " + count);
    return with(copy -> copy.scales = count);
  }

  /** So many couplings a scale (Glow: steps a level), at least 1. */
  public ImageFlow withCouplings(int count) {
    if (count < 1) throw new IllegalArgumentException("couplings must be >= 1, was " + count);
    return with(copy -> copy.couplings = count);
  }

  /** Another network in every coupling. */
  public ImageFlow withNetwork(Convolutional other) {
    Objects.requireNonNull(other, "network");
    return with(copy -> copy.network = other);
  }

  /** Another map in every coupling. */
  public ImageFlow withUnivariate(Univariate other) {
    Objects.requireNonNull(other, "univariate");
    return with(copy -> copy.univariate = other);
  }

  /** An ActNorm of the channels before every coupling, or none. */
  public ImageFlow withActNorm(boolean on) {
    return with(copy -> copy.actNorm = on);
  }

  /** A batch normalization of the channels after every coupling, or none. */
  public ImageFlow withBatchNorm(boolean on) {
    return with(copy -> copy.batchNorm = on);
  }

  /** A trained invertible 1 x 1 convolution before every coupling of channels, or none. */
  public ImageFlow withMixing(boolean on) {
    return with(copy -> copy.mixing = on);
  }

  /** Half of the channels become latent after every scale but the last, or none do. */
  public ImageFlow withFactorOut(boolean on) {
    return with(copy -> copy.factoring = on);
  }

  /** The half of the channels that becomes latent. */
  public ImageFlow withLeaving(FactorOut.Half half) {
    Objects.requireNonNull(half, "half");
    return with(copy -> copy.leaving = half);
  }

  /**
   * What becomes latent is normal with location and scale given by a network of what stays, as in
   * Glow, or standard normal. It is a coupling like any other: what stays is kept, what leaves is
   * moved.
   */
  public ImageFlow withLearnedPrior(boolean on) {
    return with(copy -> copy.learnedPrior = on);
  }

  /** Couplings in the tutorials' order, checkerboards and channels in turn and then a squeeze. */
  public ImageFlow withAlternatingMasks() {
    return with(copy -> copy.plan = Plan.ALTERNATING);
  }

  /** Squeezes that images of a size allow, one after another. */
  static int squeezes(ImageShape shape) {
    return Math.min(
        Integer.numberOfTrailingZeros(shape.height()),
        Integer.numberOfTrailingZeros(shape.width()));
  }

  /** Scales, as far as the images can be halved for them; the tutorials' blocks need no halving. */
  private int possibleScales() {
    return switch (plan) {
      case CHECKERBOARD_FIRST -> Math.min(scales, squeezes(shape) + 1);
      case SQUEEZE_FIRST -> Math.min(scales, squeezes(shape));
      case ALTERNATING -> scales;
    };
  }

  @Override
  public List<String> notes() {
    if (scales == possibleScales()) return List.of();
    return List.of(
        "images of "
            + shape
            + " can be halved "
            + squeezes(shape)
            + " times only: "
            + possibleScales()
            + " scales instead of "
            + scales);
  }

  /**
   * The description; with fewer scales than asked for if the images can't be halved so often.
   *
   * @throws IllegalArgumentException if they can't be halved at all
   */
  @Override
  public FlowSpec spec() {
    if (squeezes(shape) == 0)
      throw new IllegalArgumentException(
          "images of "
              + shape
              + " can't be squeezed, height and width must be even: pad them, to a power of two at"
              + " best");
    Building building = new Building();
    int count = possibleScales();
    for (int scale = 1; scale < count; scale++) {
      building.scale();
      if (factoring) building.factorOut();
    }
    building.lastScale();
    return new FlowSpec(shape, context, embedding, building.transforms, new StandardNormal());
  }

  /** The transforms so far. */
  private final class Building {
    private final List<Transform> transforms = new ArrayList<>();
    private EventShape now = shape;
    private int channelCouplings;
    private int checkerboards;

    private ImageShape image() {
      return (ImageShape) now;
    }

    void scale() {
      switch (plan) {
        case CHECKERBOARD_FIRST -> {
          couplings((couplings + 1) / 2, false);
          add(new Squeeze());
          couplings(couplings / 2, true);
        }
        case SQUEEZE_FIRST -> {
          add(new Squeeze());
          couplings(couplings, true);
        }
        case ALTERNATING -> {
          alternating();
          if (squeezes(image()) > 0) add(new Squeeze());
        }
      }
    }

    void lastScale() {
      switch (plan) {
        case CHECKERBOARD_FIRST -> couplings(couplings, false);
        case SQUEEZE_FIRST -> scale();
        case ALTERNATING -> alternating();
      }
    }

    private void alternating() {
      for (int k = 0; k < couplings; k++) couplings(1, k % 2 == 1 && image().channels() > 1);
    }

    private void add(Transform transform) {
      transforms.add(transform);
      now = transform.after(now);
    }

    private void couplings(int count, boolean byChannel) {
      for (int k = 0; k < count; k++) {
        if (actNorm) add(new ActNorm());
        if (mixing && byChannel) add(new LuLinear());
        Mask mask =
            // A checkerboard of one pixel alone would move nothing, or all.
            byChannel || image().pixels() == 1
                ? half(channelCouplings++ % 2 == 0)
                : Mask.checkerboard(image(), checkerboards++ % 2 == 0);
        add(new Coupling(mask, univariate, network));
        if (batchNorm) add(new BatchNorm());
      }
    }

    private Mask half(boolean first) {
      Mask mask = Mask.half(image().channels());
      return first ? mask : mask.flipped();
    }

    void factorOut() {
      FactorOut out = new FactorOut(leaving);
      if (learnedPrior) {
        int leave = out.channels(now);
        boolean[] kept = new boolean[image().channels()];
        for (int c = 0; c < kept.length; c++)
          kept[c] = leaving == FactorOut.Half.FIRST ? c >= leave : c < kept.length - leave;
        add(new Coupling(Mask.of(kept), new AffineUnivariate(PRIOR_SCALE), network));
      }
      add(out);
    }
  }
}

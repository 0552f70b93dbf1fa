package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.f32.base.BaseDensities;
import io.github.flows4j.engine.f32.base.BaseDensity;
import io.github.flows4j.engine.f32.layer.ImageEnds;
import io.github.flows4j.engine.f32.layer.Layer;
import io.github.flows4j.engine.f32.layer.Layers;
import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Keeping;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.net.Network;
import io.github.flows4j.engine.f32.net.Networks;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.Transform;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A flow's layers in order, without weights. Immutable; the tile and the weights are the pass's.
 */
public final class FlowProgram {
  private static final int MOST_ROWS = 64;

  /** About a megabyte in single precision. */
  private static final int CACHE_NUMBERS = 1 << 18;

  private final FlowSpec spec;
  private final Kernels kernels;
  private final Layout layout;

  /**
   * The buffers of each layer, then those of the base, of an image's ends, and of a context's
   * embedding.
   */
  private final List<BufferPlan> plans = new ArrayList<>();

  private final List<Layer> layers = new ArrayList<>();
  private final BaseDensity base;

  /** Before the first and after the last of an image's layers; null for vectors. */
  private final ImageEnds ends;

  /** From the context as it is given to what layers and base see; null where that is the same. */
  private final Network embedding;

  /** Lays out a flow for the given kernels. */
  public FlowProgram(FlowSpec spec, Kernels kernels) {
    this.spec = spec;
    this.kernels = kernels;
    layout = new Layout(spec, kernels::pad);
    for (int i = 0; i < spec.transforms().size(); i++) {
      BufferPlan plan = new BufferPlan();
      layers.add(Layers.of(spec, i, kernels, layout, plan));
      plans.add(plan);
    }
    BufferPlan plan = new BufferPlan();
    base =
        BaseDensities.of(spec.base(), spec.features(), spec.conditioning(), kernels, layout, plan);
    plans.add(plan);
    plan = new BufferPlan();
    ends = ImageEnds.of(spec, plan);
    plans.add(plan);
    plan = new BufferPlan();
    embedding = spec.embedding().isEmpty() ? null : embedding(spec.embedding().get(), plan);
    plans.add(plan);
  }

  private Network embedding(ContextEmbedding of, BufferPlan plan) {
    return Networks.of(
        of.network(), "embedding.", spec.context(), of.outputs(), 1, kernels, layout, plan);
  }

  /**
   * Rows of a tile: so many that a matrix product is worth while, so few that what is kept of them
   * stays in a core's cache.
   */
  public int tile(Keeping keeping) {
    if (!(spec.shape() instanceof ImageShape)) return MOST_ROWS;
    LongStream sizes = plans.stream().mapToLong(BufferPlan::perRow);
    long row = keeping == Keeping.EVERYTHING ? sizes.sum() : sizes.max().orElse(1);
    return (int) Math.max(1, Math.min(MOST_ROWS, CACHE_NUMBERS / Math.max(1, row)));
  }

  /** A pass over tiles of up to so many rows; keeping what backward needs, or not. */
  public Pass pass(Weights weights, int capacity, Keeping keeping) {
    boolean[] recomputable = new boolean[plans.size()];
    for (int i = 0; i < layers.size(); i++) recomputable[i] = layers.get(i).recomputable();
    return new Pass(weights, plans, spec, capacity, keeping, leastMoved(spec), recomputable);
  }

  /** The fewest numbers of an image that a coupling moves. */
  private static int leastMoved(FlowSpec spec) {
    int least = spec.features();
    List<EventShape> shapes = spec.shapes();
    for (int i = 0; i < spec.transforms().size(); i++) {
      Transform transform = spec.transforms().get(i);
      if (transform instanceof Inverse inverse) transform = inverse.transform();
      if (!(transform instanceof Coupling coupling)) continue;
      int places = shapes.get(i).size() / coupling.mask().features();
      least = Math.min(least, coupling.mask().movedCount() * places);
    }
    return least;
  }

  /** The context as it is given to what layers and base see; nothing where that is the same. */
  void embed(Pass pass) {
    if (embedding == null) return;
    pass.enter(layers.size() + 2);
    embedding.forward(pass, pass.givenContext(), pass.contextRows(), 0);
  }

  /** The way back from {@link #embed}, after all that adds to the gradient by what they saw. */
  private void backwardEmbedding(Pass pass) {
    if (embedding == null) return;
    pass.enter(layers.size() + 2);
    embedding.backward(pass, pass.givenContext(), pass.contextGradient(), 0, pass.givenGradient());
  }

  /** Data to latent. */
  public void forward(Pass pass) {
    embed(pass);
    enter(pass);
    for (int i = 0; i < layers.size(); i++) {
      pass.enter(i);
      pass.keepInput();
      layers.get(i).forward(pass);
    }
    leave(pass);
  }

  /** Images from planes to pixels, before the first layer forward and after the last backward. */
  private void enter(Pass pass) {
    if (ends == null) return;
    pass.enter(layers.size() + 1);
    ends.toPixels(pass);
  }

  /** The latent row out of all that has left and what is left. */
  private void leave(Pass pass) {
    if (ends == null) return;
    pass.enter(layers.size() + 1);
    ends.toLatent(pass);
  }

  /** The way back from {@link #leave}. */
  private void enterInverse(Pass pass) {
    if (ends == null) return;
    pass.enter(layers.size() + 1);
    ends.fromLatent(pass);
  }

  /** The way back from {@link #enter}. */
  private void leaveInverse(Pass pass) {
    if (ends == null) return;
    pass.enter(layers.size() + 1);
    ends.toPlanes(pass);
  }

  /** Latent to data. */
  public void inverse(Pass pass) {
    embed(pass);
    toData(pass);
  }

  private void toData(Pass pass) {
    enterInverse(pass);
    for (int i = layers.size() - 1; i >= 0; i--) {
      pass.enter(i);
      layers.get(i).inverse(pass);
    }
    leaveInverse(pass);
  }

  /**
   * Latent to data, with log q(x) = log p(z) - log|det dx/dz| in place of the log-determinants,
   * which are to be zero before.
   */
  public void sample(Pass pass) {
    embed(pass);
    addLogProb(pass);
    negate(pass);
    toData(pass);
    negate(pass);
  }

  private static void negate(Pass pass) {
    for (int r = 0; r < pass.rows(); r++) pass.logDet()[r] = -pass.logDet()[r];
  }

  /**
   * After forward: adds the base's log-density to the log-determinants, which makes them log p(x).
   */
  public void addLogProb(Pass pass) {
    pass.enter(layers.size());
    base.addLogProb(pass);
  }

  /**
   * After {@link #addLogProb}: gradients of sum over rows of seed * log p(x), by x in place of the
   * rows, by the context as it is given in {@link Pass#givenGradient}.
   */
  public void backward(Pass pass) {
    pass.enter(layers.size());
    base.backward(pass);
    enterInverse(pass);
    for (int i = layers.size() - 1; i >= 0; i--) {
      pass.enter(i);
      if (pass.recomputes()) forwardAgain(pass, layers.get(i));
      layers.get(i).backward(pass);
    }
    leaveInverse(pass);
    backwardEmbedding(pass);
  }

  private static void forwardAgain(Pass pass, Layer layer) {
    pass.beginAgain();
    layer.forward(pass);
    pass.endAgain();
  }

  /**
   * After {@link #inverse} or {@link #sample}: turns the gradient by data in place of the rows into
   * that by latents, with the pass's seed as the derivative by the log-determinants; adds weight
   * gradients.
   */
  public void backwardInverse(Pass pass) {
    enter(pass);
    for (int i = 0; i < layers.size(); i++) {
      pass.enter(i);
      layers.get(i).backwardInverse(pass);
    }
    leave(pass);
    backwardEmbedding(pass);
  }

  /**
   * Data to latent with a look after every layer: the index of the first whose outputs or
   * log-determinants are not all finite, or -1.
   */
  public int firstNonFinite(Pass pass) {
    embed(pass);
    enter(pass);
    for (int i = 0; i < layers.size(); i++) {
      pass.enter(i);
      layers.get(i).forward(pass);
      if (!finite(pass)) return i;
    }
    return -1;
  }

  /** As {@link #firstNonFinite}, from latent to data. */
  public int firstNonFiniteInverse(Pass pass) {
    embed(pass);
    enterInverse(pass);
    for (int i = layers.size() - 1; i >= 0; i--) {
      pass.enter(i);
      layers.get(i).inverse(pass);
      if (!finite(pass)) return i;
    }
    return -1;
  }

  /** Whether all that layers and base are to see of the context is finite. */
  boolean finiteEmbedding(Pass pass) {
    embed(pass);
    double sum = 0;
    for (int k = 0; k < pass.rows() * pass.context(); k++) sum += 0 * pass.contextRows()[k];
    return !Double.isNaN(sum);
  }

  private boolean finite(Pass pass) {
    double sum = 0;
    for (int k = 0; k < pass.rows() * pass.features(); k++) sum += 0 * pass.x()[k];
    for (int r = 0; r < pass.rows(); r++) sum += 0 * pass.logDet()[r];
    return !Double.isNaN(sum); // 0 * infinity is NaN
  }

  /** Where the tensors are. */
  public Layout layout() {
    return layout;
  }

  /** The base density. */
  public BaseDensity base() {
    return base;
  }

  /** The kernels it was laid out for. */
  public Kernels kernels() {
    return kernels;
  }
}

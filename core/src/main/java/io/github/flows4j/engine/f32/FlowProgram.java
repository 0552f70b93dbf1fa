package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.f32.base.BaseDensities;
import io.github.flows4j.engine.f32.base.BaseDensity;
import io.github.flows4j.engine.f32.layer.Layer;
import io.github.flows4j.engine.f32.layer.Layers;
import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.FlowSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A flow's layers in order, without weights. Immutable; the tile and the weights are the pass's.
 */
public final class FlowProgram {
  private final FlowSpec spec;
  private final Kernels kernels;
  private final Layout layout;

  /** The buffers of each layer, and last those of the base. */
  private final List<BufferPlan> plans = new ArrayList<>();

  private final List<Layer> layers = new ArrayList<>();
  private final BaseDensity base;

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
    base = BaseDensities.of(spec.base(), spec.features(), spec.context(), kernels, layout, plan);
    plans.add(plan);
  }

  /** A pass over tiles of up to so many rows; keeping what backward needs, or not. */
  public Pass pass(Weights weights, int capacity, boolean keeping) {
    return new Pass(weights, plans, spec.features(), spec.context(), capacity, keeping);
  }

  /** Data to latent. */
  public void forward(Pass pass) {
    for (int i = 0; i < layers.size(); i++) {
      pass.enter(i);
      layers.get(i).forward(pass);
    }
  }

  /** Latent to data. */
  public void inverse(Pass pass) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      pass.enter(i);
      layers.get(i).inverse(pass);
    }
  }

  /**
   * Latent to data, with log q(x) = log p(z) - log|det dx/dz| in place of the log-determinants,
   * which are to be zero before.
   */
  public void sample(Pass pass) {
    addLogProb(pass);
    negate(pass);
    inverse(pass);
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
   * rows.
   */
  public void backward(Pass pass) {
    pass.enter(layers.size());
    base.backward(pass);
    for (int i = layers.size() - 1; i >= 0; i--) {
      pass.enter(i);
      layers.get(i).backward(pass);
    }
  }

  /**
   * After {@link #inverse} or {@link #sample}: turns the gradient by data in place of the rows into
   * that by latents, with the pass's seed as the derivative by the log-determinants; adds weight
   * gradients.
   */
  public void backwardInverse(Pass pass) {
    for (int i = 0; i < layers.size(); i++) {
      pass.enter(i);
      layers.get(i).backwardInverse(pass);
    }
  }

  /**
   * Data to latent with a look after every layer: the index of the first whose outputs or
   * log-determinants are not all finite, or -1.
   */
  public int firstNonFinite(Pass pass) {
    for (int i = 0; i < layers.size(); i++) {
      pass.enter(i);
      layers.get(i).forward(pass);
      if (!finite(pass)) return i;
    }
    return -1;
  }

  /** As {@link #firstNonFinite}, from latent to data. */
  public int firstNonFiniteInverse(Pass pass) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      pass.enter(i);
      layers.get(i).inverse(pass);
      if (!finite(pass)) return i;
    }
    return -1;
  }

  private boolean finite(Pass pass) {
    double sum = 0;
    for (int k = 0; k < pass.rows() * spec.features(); k++) sum += 0 * pass.x()[k];
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

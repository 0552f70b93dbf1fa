package io.github.flows4j.engine.f32.net;

import io.github.flows4j.engine.f32.memory.Arrangement;
import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.MaskedResidualMlp;
import java.util.Arrays;

/**
 * A masked residual perceptron over a tile: h = h + W1 act(W0 act(h) + b0 + V c + v) + b1. All its
 * hidden layers have the same units in the same order, so a run of rows is the same run everywhere.
 */
final class MaskedResidualNetwork implements MaskedNetwork {
  private final Kernels kernels;
  private final Activation activation;
  private final int context;
  private final MaskedDense initial;
  private final MaskedDense last;
  private final MaskedDense[] first;
  private final MaskedDense[] second;
  private final MaskedDense ofContext;
  private final MaskedDense[] blockContext;
  private final int input;
  private final int contextInput;
  private final int contextRaw;
  private final int contextActive;
  private final int[] state;
  private final int[] stateActive;
  private final int[] inner;
  private final int[] innerActive;
  private final int added;
  private final int gradState;
  private final int[] gradBranch;
  private final int[] gradInner;
  private final int gradActive;
  private final int gradContext;
  private final int gradContextActive;
  private final int gradFeatures;
  private final int zeros;
  private final int transposed;

  /** The network whose tensors begin with {@code name}. */
  MaskedResidualNetwork(
      MaskedResidualMlp mlp,
      String name,
      int context,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    this.kernels = kernels;
    this.context = context;
    activation = mlp.activation();
    boolean inside = mlp.contextInside() && context > 0;
    int blocks = mlp.blocks();
    initial = dense(layout, name + "initial");
    last = dense(layout, name + "final");
    ofContext = inside ? dense(layout, name + "context") : null;
    first = new MaskedDense[blocks];
    second = new MaskedDense[blocks];
    blockContext = inside ? new MaskedDense[blocks] : null;
    state = new int[blocks + 1];
    stateActive = new int[blocks];
    inner = new int[blocks];
    innerActive = new int[blocks];
    gradBranch = new int[blocks];
    gradInner = new int[blocks];
    int width = 1 + mlp.width();
    int widest = Math.max(initial.transposedStride(), last.transposedStride());
    state[0] = plan.perRow(width);
    for (int b = 0; b < blocks; b++) {
      first[b] = dense(layout, name + "blocks." + b + ".0");
      second[b] = dense(layout, name + "blocks." + b + ".1");
      stateActive[b] = plan.perRow(width);
      inner[b] = plan.perRow(width);
      innerActive[b] = plan.perRow(width);
      state[b + 1] = plan.perRow(width);
      gradBranch[b] = plan.perRow(width);
      gradInner[b] = plan.perRow(width);
      if (inside) blockContext[b] = dense(layout, name + "blocks." + b + ".context");
    }
    added = plan.perRow(width);
    input = plan.perRow(initial.arrangement().columns());
    contextInput = plan.perRow(inside ? 1 + context : 0);
    contextRaw = plan.perRow(inside ? width : 0);
    contextActive = plan.perRow(inside ? width : 0);
    gradContextActive = plan.perRow(inside ? width : 0);
    gradFeatures = plan.perRow(inside ? initial.arrangement().columns() : 0);
    gradContext = plan.perRow(inside ? 1 + context : 0);
    gradState = plan.perRow(width);
    gradActive = plan.perRow(width);
    zeros = plan.perRow(MaskedDense.SINGLE_VECTORS);
    transposed = plan.perRow(Math.max(widest, inside ? ofContext.transposedStride() : 0));
  }

  private MaskedDense dense(Layout layout, String name) {
    return new MaskedDense(kernels, layout.slot(name + ".weight"));
  }

  @Override
  public float[] input(Pass pass) {
    return pass.buffer(input);
  }

  @Override
  public int firstFeature() {
    return ofContext == null ? 1 + context : 1;
  }

  @Override
  public void forward(Pass pass, int fromStep, int toStep, float[] theta) {
    if (fromStep == 0) begin(pass);
    int from = initial.arrangement().rowsBefore(fromStep);
    int to = initial.arrangement().rowsBefore(toStep);
    int lanes = pass.lanes();
    int at = (1 + from) * lanes;
    int end = (1 + to) * lanes;
    float[] zero = pass.buffer(zeros);
    float[] h = pass.buffer(state[0]);
    initial.forward(pass, pass.buffer(input), zero, h, 1, false, from, to);
    if (ofContext != null) {
      float[] raw = pass.buffer(contextRaw);
      float[] active = pass.buffer(contextActive);
      ofContext.forward(pass, pass.buffer(contextInput), zero, raw, 1, false, from, to);
      Activations.forward(kernels, activation, at, end, raw, active);
      kernels.add(end - at, active, at, h, at);
    }
    for (int b = 0; b < first.length; b++) {
      float[] active = pass.buffer(stateActive[b]);
      float[] raw = pass.buffer(inner[b]);
      float[] rawActive = pass.buffer(innerActive[b]);
      float[] sum = pass.buffer(added);
      float[] next = pass.buffer(state[b + 1]);
      Activations.forward(kernels, activation, at, end, h, active);
      first[b].forward(pass, active, zero, raw, 1, false, from, to);
      if (blockContext != null) {
        blockContext[b].forward(pass, pass.buffer(contextInput), zero, sum, 1, false, from, to);
        kernels.add(end - at, sum, at, raw, at);
      }
      Activations.forward(kernels, activation, at, end, raw, rawActive);
      second[b].forward(pass, rawActive, zero, sum, 1, false, from, to);
      for (int i = at; i < end; i++) next[i] = h[i] + sum[i];
      h = next;
    }
    Arrangement rows = last.arrangement();
    last.forward(
        pass, h, zero, theta, 0, false, rows.rowsBefore(fromStep), rows.rowsBefore(toStep));
  }

  /** Ones in the first rows of all that a layer reads; the context's rows. */
  private void begin(Pass pass) {
    int lanes = pass.lanes();
    Arrays.fill(pass.buffer(zeros), 0);
    Arrays.fill(pass.buffer(input), 0, lanes, 1);
    Arrays.fill(pass.buffer(state[first.length]), 0, lanes, 1);
    for (int b = 0; b < first.length; b++) {
      Arrays.fill(pass.buffer(stateActive[b]), 0, lanes, 1);
      Arrays.fill(pass.buffer(innerActive[b]), 0, lanes, 1);
    }
    if (ofContext == null) return;
    float[] columns = pass.buffer(contextInput);
    Arrays.fill(columns, 0, lanes, 1);
    for (int c = 0; c < context; c++)
      for (int r = 0; r < lanes; r++)
        columns[(1 + c) * lanes + r] = r < pass.rows() ? pass.contextRows()[r * context + c] : 0.0f;
  }

  @Override
  public void backwardUnits(Pass pass, int fromStep, int toStep, float[] gradTheta) {
    Arrangement columns = last.arrangement();
    int from = columns.columnsBefore(fromStep);
    int to = columns.columnsBefore(toStep);
    int lanes = pass.lanes();
    int at = from * lanes;
    int end = to * lanes;
    float[] gradH = pass.buffer(gradState);
    last.backwardInput(pass, gradTheta, 0, gradH, from, to);
    for (int b = first.length - 1; b >= 0; b--) {
      float[] gradAdded = pass.buffer(gradBranch[b]);
      float[] gradRaw = pass.buffer(gradInner[b]);
      float[] gradBack = pass.buffer(gradActive);
      System.arraycopy(gradH, at, gradAdded, at, end - at);
      second[b].backwardInput(pass, gradAdded, 1, gradRaw, from, to);
      Activations.backward(
          activation, at, end, pass.buffer(inner[b]), pass.buffer(innerActive[b]), gradRaw);
      first[b].backwardInput(pass, gradRaw, 1, gradBack, from, to);
      Activations.backward(
          activation, at, end, pass.buffer(state[b]), pass.buffer(stateActive[b]), gradBack);
      kernels.add(end - at, gradBack, at, gradH, at);
    }
    if (ofContext == null) return;
    float[] gradOfContext = pass.buffer(gradContextActive);
    System.arraycopy(gradH, at, gradOfContext, at, end - at);
    Activations.backward(
        activation, at, end, pass.buffer(contextRaw), pass.buffer(contextActive), gradOfContext);
  }

  @Override
  public void backwardInputs(
      Pass pass, int fromStep, int toStep, float[] gradTheta, float[] gradInput) {
    // Features of a step are known at the next.
    Arrangement columns = initial.arrangement();
    int from = columns.columnsBefore(fromStep + 1);
    int to = columns.columnsBefore(toStep + 1);
    if (ofContext == null) {
      initial.backwardInput(pass, pass.buffer(gradState), 1, gradInput, from, to);
      return;
    }
    // The layer's own input has the context's rows before the features', this network's has not.
    int lanes = pass.lanes();
    float[] own = pass.buffer(gradFeatures);
    initial.backwardInput(pass, pass.buffer(gradState), 1, own, from, to);
    int ownAt = from * lanes;
    System.arraycopy(own, ownAt, gradInput, ownAt + context * lanes, (to - from) * lanes);
  }

  @Override
  public void backwardEnd(Pass pass, float[] gradTheta, float[] gradInput) {
    float[] room = pass.buffer(transposed);
    float[] gradH = pass.buffer(gradState);
    last.backwardWeights(pass, pass.buffer(state[first.length]), room, gradTheta, 0);
    for (int b = 0; b < first.length; b++) {
      second[b].backwardWeights(
          pass, pass.buffer(innerActive[b]), room, pass.buffer(gradBranch[b]), 1);
      first[b].backwardWeights(
          pass, pass.buffer(stateActive[b]), room, pass.buffer(gradInner[b]), 1);
    }
    initial.backwardWeights(pass, pass.buffer(input), room, gradH, 1);
    if (ofContext != null) backwardContext(pass, room, gradInput);
    else if (context > 0) initial.backwardInput(pass, gradH, 1, gradInput, 1, 1 + context);
  }

  private void backwardContext(Pass pass, float[] room, float[] gradInput) {
    int lanes = pass.lanes();
    float[] columns = pass.buffer(contextInput);
    float[] part = pass.buffer(gradContext);
    ofContext.backwardWeights(pass, columns, room, pass.buffer(gradContextActive), 1);
    ofContext.backwardInput(pass, pass.buffer(gradContextActive), 1, gradInput, 1, 1 + context);
    for (int b = 0; b < blockContext.length; b++) {
      float[] gradRaw = pass.buffer(gradInner[b]);
      blockContext[b].backwardWeights(pass, columns, room, gradRaw, 1);
      blockContext[b].backwardInput(pass, gradRaw, 1, part, 1, 1 + context);
      kernels.add(context * lanes, part, lanes, gradInput, lanes);
    }
  }
}

package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;
import java.util.List;

/**
 * ELU perceptrons from [x, signal] to one number, one of each feature: tensors {@code
 * layers.J.weight} [features, outputs, inputs] and {@code layers.J.bias} [features, outputs]. All
 * works on n numbers of one feature at a time, n a multiple of the kernels' lanes; matrices are
 * [units][n], lanes over the numbers.
 *
 * <p>A monotonic one uses |W|, mirrors the second half of each hidden layer, -ELU(-u), and carries
 * the derivative by x beside the values: v = W t, t = d v with the unit's slope d; t is (1, 0, ...)
 * for [x, signal].
 *
 * <p>{@link #load} comes first; then {@link #signal}, what the signal alone does to the first
 * layer; then {@link #forward} for as many x as there are.
 */
final class FeatureNetworks {
  private final Kernels kernels;
  final boolean monotonic;
  final int inputs;
  final int[] widths;
  private final int[] features;
  private final Slot[] weight;
  private final Slot[] bias;
  private final int keptWidth;
  private final int[] hiddenAt;
  private final int[] magnitudeAt;

  private final int magnitudes;
  final int ones;
  final int tangent;

  /**
   * Claims its buffers.
   *
   * @param signal numbers beside x
   * @param features for each moved feature, whose network is its
   */
  FeatureNetworks(
      Kernels kernels,
      Layout layout,
      String name,
      int signal,
      List<Integer> hidden,
      boolean monotonic,
      int[] features,
      BufferPlan plan) {
    this.kernels = kernels;
    this.monotonic = monotonic;
    this.features = features.clone();
    inputs = 1 + signal;
    widths = hidden.stream().mapToInt(Integer::intValue).toArray();
    int layers = widths.length + 1;
    weight = new Slot[layers];
    bias = new Slot[layers];
    hiddenAt = new int[layers];
    magnitudeAt = new int[layers + 1];
    int widest = 0;
    for (int j = 0; j < layers; j++) {
      weight[j] = layout.slot(name + "layers." + j + ".weight");
      bias[j] = layout.slot(name + "layers." + j + ".bias");
      magnitudeAt[j + 1] = magnitudeAt[j] + outputs(j) * inputs(j);
      if (j < widths.length) {
        hiddenAt[j + 1] = hiddenAt[j] + (monotonic ? 3 : 2) * widths[j];
        widest = Math.max(widest, widths[j]);
      }
    }
    keptWidth = hiddenAt[widths.length];
    magnitudes = plan.fixed(monotonic ? magnitudeAt[layers] : 0);
    ones = plan.perRow(1);
    tangent = plan.perRow(monotonic ? widest : 0);
  }

  /** Numbers that {@link #forward} keeps for each x. */
  int keptWidth() {
    return keptWidth;
  }

  /** Numbers that {@link #signal} finds for each signal. */
  int signalWidth() {
    return widths[0];
  }

  /** Outputs of layer j. */
  int outputs(int j) {
    return j < widths.length ? widths[j] : 1;
  }

  /** Inputs of layer j. */
  int inputs(int j) {
    return j == 0 ? inputs : widths[j - 1];
  }

  /** The slot of a layer's biases, [features, outputs]. */
  Slot bias(int j) {
    return bias[j];
  }

  /** The row of a moved feature in the tensors. */
  int row(int feature) {
    return features[feature];
  }

  /** Where a feature's weights are among the flow's numbers, [outputs][inputs]. */
  int weightAt(int j, int feature) {
    return weight[j].at() + features[feature] * outputs(j) * inputs(j);
  }

  /** The array that holds the weights to multiply with. */
  float[] used(Pass pass) {
    return monotonic ? pass.buffer(magnitudes) : pass.values();
  }

  /** Where they are in it. */
  int usedAt(int j, int feature) {
    return monotonic ? magnitudeAt[j] : weightAt(j, feature);
  }

  /** Turns to the network of a moved feature, for n numbers. */
  void load(Pass pass, int feature, int n) {
    Arrays.fill(pass.buffer(ones), 0, n, 1.0f);
    if (!monotonic) return;
    float[] values = pass.values();
    float[] sizes = pass.buffer(magnitudes);
    for (int j = 0; j < weight.length; j++) {
      int from = weightAt(j, feature);
      int to = magnitudeAt[j];
      int count = outputs(j) * inputs(j);
      for (int i = 0; i < count; i++) sizes[to + i] = Math.abs(values[from + i]);
    }
  }

  /** What the signal [signal][n] and the bias give to the first layer, to [units][n] at partAt. */
  void signal(Pass pass, int feature, int n, float[] in, int inAt, float[] part, int partAt) {
    startWithBias(pass, 0, feature, n, part, partAt);
    kernels.addProduct(
        widths[0],
        n,
        inputs - 1,
        used(pass),
        usedAt(0, feature) + 1,
        inputs,
        in,
        inAt,
        n,
        part,
        partAt,
        n);
  }

  private void startWithBias(Pass pass, int j, int feature, int n, float[] c, int cAt) {
    kernels.product(
        outputs(j),
        n,
        1,
        // a feature's biases are neighbours in the transposed copy only
        pass.weights().transposed(),
        bias[j].transposedAt() + features[feature] * bias[j].transposedStride(),
        1,
        pass.buffer(ones),
        0,
        n,
        c,
        cAt,
        n);
  }

  /**
   * The network's output, and its derivative by x if monotonic.
   *
   * @param part what {@link #signal} found
   * @param kept where hidden units and what else backward wants are kept, {@link #keptWidth} rows
   *     of n from keptAt on
   * @param slope for the derivative; not used if not monotonic
   */
  void forward(
      Pass pass,
      int feature,
      int n,
      float[] part,
      int partAt,
      float[] kept,
      int keptAt,
      float[] x,
      int xAt,
      float[] y,
      int yAt,
      float[] slope,
      int slopeAt) {
    float[] w = used(pass);
    float[] t = monotonic ? pass.buffer(tangent) : null;
    int last = widths.length;
    for (int j = 0; j < last; j++) {
      int width = widths[j];
      int h = hidden(keptAt, j, n);
      if (j == 0) System.arraycopy(part, partAt, kept, h, width * n);
      else startWithBias(pass, j, feature, n, kept, h);
      int in = inputs(j);
      int depth = j == 0 ? 1 : in;
      float[] b = j == 0 ? x : kept;
      int bAt = j == 0 ? xAt : hidden(keptAt, j - 1, n);
      int a = usedAt(j, feature);
      kernels.addProduct(width, n, depth, w, a, in, b, bAt, n, kept, h, n);
      activate(j, n, kept, h);
      if (!monotonic) continue;
      int v = tangents(keptAt, j, n);
      float[] c = j == 0 ? pass.buffer(ones) : t;
      kernels.product(width, n, depth, w, a, in, c, 0, n, kept, v, n);
      tangents(j, n, kept, keptAt, t);
    }
    startWithBias(pass, last, feature, n, y, yAt);
    int a = usedAt(last, feature);
    int width = widths[last - 1];
    kernels.addProduct(1, n, width, w, a, width, kept, hidden(keptAt, last - 1, n), n, y, yAt, n);
    if (monotonic) kernels.product(1, n, width, w, a, width, t, 0, n, slope, slopeAt, n);
  }

  private void activate(int j, int n, float[] kept, int h) {
    int width = widths[j];
    int straight = monotonic ? width / 2 : width;
    int d = h + width * n;
    kernels.elu(straight * n, false, kept, h, kept, h, kept, d);
    if (straight == width) return;
    int skip = straight * n;
    kernels.elu((width - straight) * n, true, kept, h + skip, kept, h + skip, kept, d + skip);
  }

  /** t = d v. */
  void tangents(int j, int n, float[] kept, int keptAt, float[] t) {
    int d = slopes(keptAt, j, n);
    kernels.multiply(widths[j] * n, kept, d, kept, tangents(keptAt, j, n), t, 0);
  }

  /** Where {@link #forward} keeps the hidden units of layer j. */
  int hidden(int keptAt, int j, int n) {
    return keptAt + hiddenAt[j] * n;
  }

  /** Where it keeps their slopes. */
  int slopes(int keptAt, int j, int n) {
    return hidden(keptAt, j, n) + widths[j] * n;
  }

  /** Where it keeps their tangents v. */
  int tangents(int keptAt, int j, int n) {
    return hidden(keptAt, j, n) + 2 * widths[j] * n;
  }
}

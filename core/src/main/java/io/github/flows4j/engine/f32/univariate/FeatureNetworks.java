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
 * works on n numbers of one feature at a time, any n; matrices are [n][units padded], lanes over
 * the units.
 *
 * <p>A monotonic one uses |W|, mirrors the second half of each hidden layer, -ELU(-u), and carries
 * the derivative by x beside the values: v = W t, t = d v with the unit's slope d; t is (1, 0, ...)
 * for [x, signal].
 *
 * <p>{@link #signal} comes first, what the signal alone does to the first layer; then {@link
 * #forward} for as many x as there are.
 */
final class FeatureNetworks {
  /** The derivative's start where values start with a bias. */
  static final float[] ZERO = {0.0f};

  private final Kernels kernels;
  final boolean monotonic;
  final int inputs;
  final int hidden;
  private final int[] features;
  private final int[] widths;
  private final int[] padded;
  private final Slot[] weight;
  private final Slot[] bias;
  private final float[][] signs;
  private final int[] hiddenAt;
  private final int tangent;
  private final int dots;

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
      List<Integer> hiddenWidths,
      boolean monotonic,
      int[] features,
      BufferPlan plan) {
    this.kernels = kernels;
    this.monotonic = monotonic;
    this.features = features.clone();
    inputs = 1 + signal;
    hidden = hiddenWidths.size();
    widths = hiddenWidths.stream().mapToInt(Integer::intValue).toArray();
    padded = Arrays.stream(widths).map(kernels::pad).toArray();
    weight = new Slot[hidden + 1];
    bias = new Slot[hidden + 1];
    signs = new float[hidden][];
    hiddenAt = new int[hidden + 1];
    for (int j = 0; j <= hidden; j++) {
      weight[j] = layout.slot(name + "layers." + j + ".weight");
      bias[j] = layout.slot(name + "layers." + j + ".bias");
      if (j == hidden) break;
      signs[j] = new float[padded[j]];
      Arrays.fill(signs[j], 1.0f);
      if (monotonic) Arrays.fill(signs[j], widths[j] / 2, widths[j], -1.0f);
      hiddenAt[j + 1] = hiddenAt[j] + (monotonic ? 2 : 1) * padded[j];
    }
    tangent = plan.perRow(widest());
    dots = plan.perRow(kernels.lanes());
  }

  /** The most numbers that a hidden layer has for each x. */
  int widest() {
    return Arrays.stream(padded).max().orElse(0);
  }

  /** Numbers that {@link #forward} keeps for each x. */
  int keptWidth() {
    return hiddenAt[hidden];
  }

  /** Units of hidden layer j, padded. */
  int padded(int j) {
    return padded[j];
  }

  /** Units of hidden layer j. */
  int width(int j) {
    return widths[j];
  }

  /** 1 for each unit of hidden layer j, -1 for those that are mirrored. */
  float[] signs(int j) {
    return signs[j];
  }

  /** The slot of a layer's weights. */
  Slot weight(int j) {
    return weight[j];
  }

  /** The slot of a layer's biases, [features, outputs]. */
  Slot bias(int j) {
    return bias[j];
  }

  /** The network of a moved feature. */
  int network(int feature) {
    return features[feature];
  }

  /** The array that holds the weights to multiply with. */
  float[] used(Pass pass) {
    return monotonic ? pass.weights().transposed() : pass.values();
  }

  /** Where they are in it. */
  int usedAt(int j, int feature) {
    int network = features[feature];
    return monotonic ? weight[j].magnitudesAt(network) : weight[j].networkAt(network);
  }

  /** A feature's biases are neighbours in the transposed copy only. */
  private int biasAt(int j, int feature) {
    return bias[j].transposedAt() + features[feature] * bias[j].transposedStride();
  }

  /** What signals [n][signal] and the bias give to the first layer, to [n][units] at partAt. */
  void signal(Pass pass, int feature, int n, float[] in, float[] part, int partAt) {
    int row = padded[0];
    // the first row of the weights is that of x
    int at = usedAt(0, feature) + row;
    layer(pass, 0, feature, n, inputs - 1, in, 0, inputs - 1, at, part, partAt);
  }

  /** C = bias + A W for n rows of A and the weights from some row on. */
  private void layer(
      Pass pass,
      int j,
      int feature,
      int n,
      int depth,
      float[] a,
      int aAt,
      int aRow,
      int usedAt,
      float[] c,
      int cAt) {
    int row = padded[j];
    float[] biases = pass.weights().transposed();
    int biasAt = biasAt(j, feature);
    kernels.affine(
        n, row, depth, a, aAt, aRow, used(pass), usedAt, row, biases, biasAt, c, cAt, row, false);
  }

  /**
   * The network's output, and its derivative by x if monotonic.
   *
   * @param part what {@link #signal} found; may be kept from keptAt on
   * @param kept where hidden units and their tangents are kept, {@link #keptWidth} numbers for each
   *     x, from keptAt on
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
    float[] v = pass.buffer(tangent);
    for (int j = 0; j < hidden; j++) {
      int row = padded[j];
      int h = hidden(keptAt, j, n);
      int t = tangents(keptAt, j, n);
      int at = usedAt(j, feature);
      if (j == 0) {
        if (part != kept) System.arraycopy(part, partAt, kept, h, n * row);
        kernels.addProduct(n, row, 1, x, xAt, 1, w, at, row, kept, h, row);
        if (monotonic) kernels.elu(n, row, signs[j], kept, h, w, at, 0, kept, t);
      } else {
        int before = padded[j - 1];
        int depth = widths[j - 1];
        int in = hidden(keptAt, j - 1, n);
        layer(pass, j, feature, n, depth, kept, in, before, at, kept, h);
        if (monotonic) {
          int inT = tangents(keptAt, j - 1, n);
          kernels.product(n, row, depth, kept, inT, before, w, at, row, v, 0, row);
          kernels.elu(n, row, signs[j], kept, h, v, 0, row, kept, t);
        }
      }
      if (!monotonic) kernels.elu(n, row, signs[j], kept, h, null, 0, 0, v, 0);
    }
    int at = usedAt(hidden, feature);
    int row = padded[hidden - 1];
    float[] biases = pass.weights().transposed();
    int h = hidden(keptAt, hidden - 1, n);
    dots(pass, n, row, kept, h, w, at, biases, biasAt(hidden, feature), y, yAt);
    if (!monotonic) return;
    int t = tangents(keptAt, hidden - 1, n);
    dots(pass, n, row, kept, t, w, at, ZERO, 0, slope, slopeAt);
  }

  /** to[i] = bias + the dot product of row i of A, [n][row], with b. */
  void dots(
      Pass pass,
      int n,
      int row,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] start,
      int startAt,
      float[] to,
      int toAt) {
    float[] found = pass.buffer(dots);
    int lanes = kernels.lanes();
    kernels.dots(n, 1, row, a, aAt, row, b, bAt, row, start, startAt, found, 0, lanes);
    for (int i = 0; i < n; i++) to[toAt + i] = found[i * lanes];
  }

  /** Where {@link #forward} keeps the hidden units of layer j. */
  int hidden(int keptAt, int j, int n) {
    return keptAt + hiddenAt[j] * n;
  }

  /** Where it keeps their tangents t, right behind them. */
  int tangents(int keptAt, int j, int n) {
    return hidden(keptAt, j, n) + padded[j] * n;
  }
}

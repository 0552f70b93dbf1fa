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
  private final boolean monotonic;
  private final int inputs;
  private final int[] widths;
  private final int[] features;
  private final Slot[] weight;
  private final Slot[] bias;
  private final int keptWidth;
  private final int[] hiddenAt;
  private final int[] magnitudeAt;
  private final int[] gradWeightAt;
  private final int[] gradBiasAt;

  private final int magnitudes;
  private final int ones;
  private final int zeros;
  private final int tangent;
  private final int gradHidden;
  private final int gradHiddenNext;
  private final int gradTangent;
  private final int gradTangentNext;
  private final int gradSignalPart;
  private final int turned;
  private final int gradWeights;
  private final int gradBiases;
  private final int sums;

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
    gradWeightAt = new int[layers + 1];
    gradBiasAt = new int[layers + 1];
    int widest = 0;
    for (int j = 0; j < layers; j++) {
      weight[j] = layout.slot(name + "layers." + j + ".weight");
      bias[j] = layout.slot(name + "layers." + j + ".bias");
      magnitudeAt[j + 1] = magnitudeAt[j] + outputs(j) * inputs(j);
      gradWeightAt[j + 1] = gradWeightAt[j] + outputs(j) * kernels.pad(inputs(j));
      gradBiasAt[j + 1] = gradBiasAt[j] + outputs(j);
      if (j < widths.length) {
        hiddenAt[j + 1] = hiddenAt[j] + (monotonic ? 3 : 2) * widths[j];
        widest = Math.max(widest, widths[j]);
      }
    }
    keptWidth = hiddenAt[widths.length];
    magnitudes = plan.fixed(monotonic ? magnitudeAt[layers] : 0);
    ones = plan.perRow(1);
    zeros = plan.fixed(kernels.lanes());
    tangent = plan.perRow(monotonic ? widest : 0);
    gradHidden = plan.perRow(widest);
    gradHiddenNext = plan.perRow(widest);
    gradTangent = plan.perRow(monotonic ? widest : 0);
    gradTangentNext = plan.perRow(monotonic ? widest : 0);
    gradSignalPart = plan.perRow(widths[0]);
    turned = plan.perRow(kernels.pad(Math.max(widest, inputs)));
    gradWeights = plan.fixed(gradWeightAt[layers]);
    gradBiases = plan.fixed(gradBiasAt[layers]);
    sums = plan.fixed(Math.max(widest, 1) * kernels.lanes());
  }

  /** Numbers that {@link #forward} keeps for each x. */
  int keptWidth() {
    return keptWidth;
  }

  /** Numbers that {@link #signal} finds for each signal. */
  int signalWidth() {
    return widths[0];
  }

  private int outputs(int j) {
    return j < widths.length ? widths[j] : 1;
  }

  private int inputs(int j) {
    return j == 0 ? inputs : widths[j - 1];
  }

  private int weightAt(int j, int feature) {
    return weight[j].at() + features[feature] * outputs(j) * inputs(j);
  }

  /** Where the weights to multiply with are, and from where on. */
  private float[] used(Pass pass) {
    return monotonic ? pass.buffer(magnitudes) : pass.values();
  }

  private int usedAt(int j, int feature) {
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
  private void tangents(int j, int n, float[] kept, int keptAt, float[] t) {
    int d = slopes(keptAt, j, n);
    kernels.multiply(widths[j] * n, kept, d, kept, tangents(keptAt, j, n), t, 0);
  }

  private int hidden(int keptAt, int j, int n) {
    return keptAt + hiddenAt[j] * n;
  }

  private int slopes(int keptAt, int j, int n) {
    return hidden(keptAt, j, n) + widths[j] * n;
  }

  private int tangents(int keptAt, int j, int n) {
    return hidden(keptAt, j, n) + 2 * widths[j] * n;
  }

  /** Sets the feature's gradients to zero. */
  void clearGradients(Pass pass, int n) {
    Arrays.fill(pass.buffer(gradSignalPart), 0, widths[0] * n, 0);
    if (pass.gradient() == null) return;
    Arrays.fill(pass.buffer(gradWeights), 0);
    Arrays.fill(pass.buffer(gradBiases), 0);
  }

  /**
   * Backward through one {@link #forward}: writes the gradient by x, adds up those of the first
   * layer's {@link #signal} part and of the weights until {@link #finish}.
   *
   * @param gradSlope the gradient by the derivative; not used if not monotonic
   */
  void backward(
      Pass pass,
      int feature,
      int n,
      float[] kept,
      int keptAt,
      float[] x,
      int xAt,
      float[] gradY,
      int gradYAt,
      float[] gradSlope,
      int gradSlopeAt,
      float[] gradX,
      int gradXAt) {
    boolean wanted = pass.gradient() != null;
    float[] w = used(pass);
    float[] one = pass.buffer(ones);
    float[] t = monotonic ? pass.buffer(tangent) : null;
    float[] gradH = pass.buffer(gradHidden);
    float[] nextH = pass.buffer(gradHiddenNext);
    float[] gradT = pass.buffer(gradTangent);
    float[] nextT = pass.buffer(gradTangentNext);
    int last = widths.length;
    int width = widths[last - 1];
    int a = usedAt(last, feature);
    kernels.product(width, n, 1, w, a, 1, gradY, gradYAt, n, gradH, 0, n);
    if (monotonic) kernels.product(width, n, 1, w, a, 1, gradSlope, gradSlopeAt, n, gradT, 0, n);
    if (wanted) {
      float[] into = pass.buffer(gradWeights);
      int at = gradWeightAt[last];
      addDots(pass, width, n, kept, hidden(keptAt, last - 1, n), gradY, gradYAt, into, at, 1);
      addDots(pass, 1, n, one, 0, gradY, gradYAt, pass.buffer(gradBiases), gradBiasAt[last], 1);
      if (monotonic) {
        tangents(last - 1, n, kept, keptAt, t);
        addDots(pass, width, n, t, 0, gradSlope, gradSlopeAt, into, at, 1);
      }
    }
    for (int j = last - 1; j >= 0; j--) {
      unactivate(j, n, kept, keptAt, gradH, gradT);
      if (wanted) addWeightGradients(pass, j, n, kept, keptAt, x, xAt, gradH, gradT);
      if (j == 0) break;
      int in = inputs(j);
      a = usedAt(j, feature);
      Arrays.fill(nextH, 0, in * n, 0);
      kernels.addTransposedProduct(in, n, widths[j], w, a, in, gradH, 0, n, nextH, 0, n);
      float[] swap = gradH;
      gradH = nextH;
      nextH = swap;
      if (!monotonic) continue;
      Arrays.fill(nextT, 0, in * n, 0);
      kernels.addTransposedProduct(in, n, widths[j], w, a, in, gradT, 0, n, nextT, 0, n);
      swap = gradT;
      gradT = nextT;
      nextT = swap;
    }
    Arrays.fill(gradX, gradXAt, gradXAt + n, 0);
    a = usedAt(0, feature);
    kernels.addTransposedProduct(1, n, widths[0], w, a, inputs, gradH, 0, n, gradX, gradXAt, n);
    kernels.add(widths[0] * n, gradH, 0, pass.buffer(gradSignalPart), 0);
  }

  private void unactivate(int j, int n, float[] kept, int keptAt, float[] gradH, float[] gradT) {
    int width = widths[j];
    int d = slopes(keptAt, j, n);
    if (!monotonic) {
      kernels.multiply(width * n, gradH, 0, kept, d, gradH, 0);
      return;
    }
    int v = tangents(keptAt, j, n);
    int half = width / 2 * n;
    kernels.eluBackward(half, false, kept, d, kept, v, gradH, 0, gradT, 0);
    kernels.eluBackward(half, true, kept, d + half, kept, v + half, gradH, half, gradT, half);
  }

  private void addWeightGradients(
      Pass pass,
      int j,
      int n,
      float[] kept,
      int keptAt,
      float[] x,
      int xAt,
      float[] gradU,
      float[] gradV) {
    float[] into = pass.buffer(gradWeights);
    float[] one = pass.buffer(ones);
    int at = gradWeightAt[j];
    int row = kernels.pad(inputs(j));
    if (j == 0) {
      addDots(pass, widths[0], n, gradU, 0, x, xAt, into, at, row);
      if (monotonic) addDots(pass, widths[0], n, gradV, 0, one, 0, into, at, row);
      return;
    }
    addDots(pass, widths[j], n, gradU, 0, one, 0, pass.buffer(gradBiases), gradBiasAt[j], 1);
    addOuter(pass, j, n, gradU, kept, hidden(keptAt, j - 1, n), widths[j - 1], into, at);
    if (!monotonic) return;
    float[] t = pass.buffer(tangent);
    tangents(j - 1, n, kept, keptAt, t);
    addOuter(pass, j, n, gradV, t, 0, widths[j - 1], into, at);
  }

  /** C += G B' for G [outputs][n] and B [rows][n]; C's rows are as long as the layer's padded. */
  private void addOuter(
      Pass pass, int j, int n, float[] g, float[] b, int bAt, int rows, float[] c, int cAt) {
    float[] columns = pass.buffer(turned);
    int row = kernels.pad(rows);
    kernels.transpose(rows, n, b, bAt, n, columns, 0, row);
    int stride = kernels.pad(inputs(j));
    kernels.addProduct(widths[j], row, n, g, 0, n, columns, 0, row, c, cAt, stride);
  }

  /** to[i * step] += the dot product of row i of A [rows][n] with b. */
  private void addDots(
      Pass pass,
      int rows,
      int n,
      float[] a,
      int aAt,
      float[] b,
      int bAt,
      float[] to,
      int toAt,
      int step) {
    float[] dots = pass.buffer(sums);
    int lanes = kernels.lanes();
    kernels.dots(rows, 1, n, a, aAt, n, b, bAt, n, pass.buffer(zeros), 0, dots, 0, lanes);
    for (int i = 0; i < rows; i++) to[toAt + i * step] += dots[i * lanes];
  }

  /**
   * Ends the feature: the gradient by its signal, and those of its weights added to the pass's.
   *
   * @param in the signal, [signal][n]
   * @param gradIn where its gradient goes
   */
  void finish(Pass pass, int feature, int n, float[] in, int inAt, float[] gradIn, int gradInAt) {
    float[] grad = pass.buffer(gradSignalPart);
    int signal = inputs - 1;
    Arrays.fill(gradIn, gradInAt, gradInAt + signal * n, 0);
    kernels.addTransposedProduct(
        signal,
        n,
        widths[0],
        used(pass),
        usedAt(0, feature) + 1,
        inputs,
        grad,
        0,
        n,
        gradIn,
        gradInAt,
        n);
    float[] gradient = pass.gradient();
    if (gradient == null) return;
    float[] own = pass.buffer(gradWeights);
    float[] ownBiases = pass.buffer(gradBiases);
    addDots(pass, widths[0], n, grad, 0, pass.buffer(ones), 0, ownBiases, gradBiasAt[0], 1);
    addSignalGradients(pass, n, grad, in, inAt, own);
    for (int j = 0; j < weight.length; j++) {
      int at = weightAt(j, feature);
      int row = kernels.pad(inputs(j));
      // rows without padding are one run of numbers
      int runs = row == inputs(j) ? 1 : outputs(j);
      int length = outputs(j) * inputs(j) / runs;
      for (int o = 0; o < runs; o++) {
        int from = gradWeightAt[j] + o * row;
        int to = at + o * length;
        if (monotonic) kernels.addSigned(length, own, from, pass.values(), to, gradient, to);
        else kernels.add(length, own, from, gradient, to);
      }
      int biasAt = bias[j].at() + features[feature];
      for (int o = 0; o < outputs(j); o++)
        gradient[biasAt + o * bias[j].stride()] += ownBiases[gradBiasAt[j] + o];
    }
  }

  /** Adds to the columns of the first layer's weights behind that of x. */
  private void addSignalGradients(
      Pass pass, int n, float[] grad, float[] in, int inAt, float[] own) {
    int row = kernels.pad(inputs);
    float[] columns = pass.buffer(turned);
    // the column of x adds nothing here
    Arrays.fill(columns, 0, n * row, 0);
    kernels.transpose(inputs - 1, n, in, inAt, n, columns, 1, row);
    kernels.addProduct(widths[0], row, n, grad, 0, n, columns, 0, row, own, gradWeightAt[0], row);
  }
}

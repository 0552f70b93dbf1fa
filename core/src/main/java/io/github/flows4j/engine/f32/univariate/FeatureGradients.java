package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * The way back through {@link FeatureNetworks}: {@link #clear}, {@link #backward} after each of a
 * feature's forward passes, {@link #finish}. With the gradients a of a unit's h and b of its
 * tangent t = d v, those of its sum u and of v are d a + d' v b and d b.
 */
final class FeatureGradients {
  private final Kernels kernels;
  private final FeatureNetworks nets;
  private final boolean monotonic;
  private final int inputs;
  private final int[] widths;
  private final int[] gradWeightAt;
  private final int[] gradBiasAt;

  private final int zeros;
  private final int gradHidden;
  private final int gradHiddenNext;
  private final int gradTangent;
  private final int gradTangentNext;
  private final int gradSignalPart;
  private final int turned;
  private final int gradWeights;
  private final int gradBiases;
  private final int sums;

  /** Claims its buffers. */
  FeatureGradients(Kernels kernels, FeatureNetworks nets, BufferPlan plan) {
    this.kernels = kernels;
    this.nets = nets;
    monotonic = nets.monotonic;
    inputs = nets.inputs;
    widths = nets.widths;
    int layers = widths.length + 1;
    gradWeightAt = new int[layers + 1];
    gradBiasAt = new int[layers + 1];
    int widest = 0;
    for (int j = 0; j < layers; j++) {
      gradWeightAt[j + 1] = gradWeightAt[j] + nets.outputs(j) * kernels.pad(nets.inputs(j));
      gradBiasAt[j + 1] = gradBiasAt[j] + nets.outputs(j);
      widest = Math.max(widest, nets.outputs(j));
    }
    zeros = plan.fixed(kernels.lanes());
    gradHidden = plan.perRow(widest);
    gradHiddenNext = plan.perRow(widest);
    gradTangent = plan.perRow(monotonic ? widest : 0);
    gradTangentNext = plan.perRow(monotonic ? widest : 0);
    gradSignalPart = plan.perRow(widths[0]);
    turned = plan.perRow(kernels.pad(Math.max(widest, inputs)));
    gradWeights = plan.fixed(gradWeightAt[layers]);
    gradBiases = plan.fixed(gradBiasAt[layers]);
    sums = plan.fixed(widest * kernels.lanes());
  }

  /** Sets the feature's gradients to zero. */
  void clear(Pass pass, int n) {
    Arrays.fill(pass.buffer(gradSignalPart), 0, widths[0] * n, 0);
    if (pass.gradient() == null) return;
    Arrays.fill(pass.buffer(gradWeights), 0);
    Arrays.fill(pass.buffer(gradBiases), 0);
  }

  /**
   * Backward through one {@link FeatureNetworks#forward}: writes the gradient by x, adds up those
   * of the first layer's {@link FeatureNetworks#signal} part and of the weights until {@link
   * #finish}.
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
    float[] w = nets.used(pass);
    float[] one = pass.buffer(nets.ones);
    float[] t = monotonic ? pass.buffer(nets.tangent) : null;
    float[] gradH = pass.buffer(gradHidden);
    float[] nextH = pass.buffer(gradHiddenNext);
    float[] gradT = pass.buffer(gradTangent);
    float[] nextT = pass.buffer(gradTangentNext);
    int last = widths.length;
    int width = widths[last - 1];
    int a = nets.usedAt(last, feature);
    kernels.product(width, n, 1, w, a, 1, gradY, gradYAt, n, gradH, 0, n);
    if (monotonic) kernels.product(width, n, 1, w, a, 1, gradSlope, gradSlopeAt, n, gradT, 0, n);
    if (wanted) {
      float[] into = pass.buffer(gradWeights);
      int at = gradWeightAt[last];
      addDots(pass, width, n, kept, nets.hidden(keptAt, last - 1, n), gradY, gradYAt, into, at, 1);
      addDots(pass, 1, n, one, 0, gradY, gradYAt, pass.buffer(gradBiases), gradBiasAt[last], 1);
      if (monotonic) {
        nets.tangents(last - 1, n, kept, keptAt, t);
        addDots(pass, width, n, t, 0, gradSlope, gradSlopeAt, into, at, 1);
      }
    }
    for (int j = last - 1; j >= 0; j--) {
      unactivate(j, n, kept, keptAt, gradH, gradT);
      if (wanted) addWeightGradients(pass, j, n, kept, keptAt, x, xAt, gradH, gradT);
      if (j == 0) break;
      int in = nets.inputs(j);
      a = nets.usedAt(j, feature);
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
    a = nets.usedAt(0, feature);
    kernels.addTransposedProduct(1, n, widths[0], w, a, inputs, gradH, 0, n, gradX, gradXAt, n);
    kernels.add(widths[0] * n, gradH, 0, pass.buffer(gradSignalPart), 0);
  }

  private void unactivate(int j, int n, float[] kept, int keptAt, float[] gradH, float[] gradT) {
    int width = widths[j];
    int d = nets.slopes(keptAt, j, n);
    if (!monotonic) {
      kernels.multiply(width * n, gradH, 0, kept, d, gradH, 0);
      return;
    }
    int v = nets.tangents(keptAt, j, n);
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
    float[] one = pass.buffer(nets.ones);
    int at = gradWeightAt[j];
    int row = kernels.pad(nets.inputs(j));
    if (j == 0) {
      addDots(pass, widths[0], n, gradU, 0, x, xAt, into, at, row);
      if (monotonic) addDots(pass, widths[0], n, gradV, 0, one, 0, into, at, row);
      return;
    }
    addDots(pass, widths[j], n, gradU, 0, one, 0, pass.buffer(gradBiases), gradBiasAt[j], 1);
    addOuter(pass, j, n, gradU, kept, nets.hidden(keptAt, j - 1, n), widths[j - 1], into, at);
    if (!monotonic) return;
    float[] t = pass.buffer(nets.tangent);
    nets.tangents(j - 1, n, kept, keptAt, t);
    addOuter(pass, j, n, gradV, t, 0, widths[j - 1], into, at);
  }

  /** C += G B' for G [outputs][n] and B [rows][n]; C's rows are as long as the layer's padded. */
  private void addOuter(
      Pass pass, int j, int n, float[] g, float[] b, int bAt, int rows, float[] c, int cAt) {
    float[] columns = pass.buffer(turned);
    int row = kernels.pad(rows);
    kernels.transpose(rows, n, b, bAt, n, columns, 0, row);
    int stride = kernels.pad(nets.inputs(j));
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
        nets.used(pass),
        nets.usedAt(0, feature) + 1,
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
    addDots(pass, widths[0], n, grad, 0, pass.buffer(nets.ones), 0, ownBiases, gradBiasAt[0], 1);
    addSignalGradients(pass, n, grad, in, inAt, own);
    for (int j = 0; j <= widths.length; j++) {
      int at = nets.weightAt(j, feature);
      int row = kernels.pad(nets.inputs(j));
      // rows without padding are one run of numbers
      int runs = row == nets.inputs(j) ? 1 : nets.outputs(j);
      int length = nets.outputs(j) * nets.inputs(j) / runs;
      for (int o = 0; o < runs; o++) {
        int from = gradWeightAt[j] + o * row;
        int to = at + o * length;
        if (monotonic) kernels.addSigned(length, own, from, pass.values(), to, gradient, to);
        else kernels.add(length, own, from, gradient, to);
      }
      Slot bias = nets.bias(j);
      int biasAt = bias.at() + nets.row(feature);
      for (int o = 0; o < nets.outputs(j); o++)
        gradient[biasAt + o * bias.stride()] += ownBiases[gradBiasAt[j] + o];
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

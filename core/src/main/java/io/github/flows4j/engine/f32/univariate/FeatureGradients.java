package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Slot;
import io.github.flows4j.engine.f32.simd.Kernels;
import java.util.Arrays;

/**
 * The way back through {@link FeatureNetworks}: {@link #backward} after each of a feature's forward
 * passes, then {@link #finish}. With the gradients a of a unit's h and b of its tangent t = d v,
 * those of its sum u and of v are d a + d' v b and d b. Values and tangents go through the same
 * weights, so that one product serves both: [n][units] of one are right behind those of the other.
 *
 * <p>Added to the pass's gradient is that by what the networks use: by |W| if they are monotonic.
 */
final class FeatureGradients {
  private final Kernels kernels;
  private final FeatureNetworks nets;
  private final boolean monotonic;
  private final int last;
  private final int signal;

  private final int gradUnits;
  private final int gradUnitsNext;
  private final int gradSignalPart;
  private final int sums;

  /** Claims its buffers. */
  FeatureGradients(Kernels kernels, FeatureNetworks nets, BufferPlan plan) {
    this.kernels = kernels;
    this.nets = nets;
    monotonic = nets.monotonic;
    last = nets.hidden;
    signal = nets.inputs - 1;
    int widest = nets.widest();
    gradUnits = plan.perRow(2 * widest);
    gradUnitsNext = plan.perRow(2 * widest);
    gradSignalPart = plan.perRow(nets.padded(0));
    sums = plan.fixed(widest);
  }

  /** Numbers of a row that {@link #finish} writes. */
  int signalRow() {
    return kernels.pad(signal);
  }

  /**
   * Backward through one {@link FeatureNetworks#forward}: writes the gradient by x, adds up those
   * of the first layer's {@link FeatureNetworks#signal} part until {@link #finish}, adds those of
   * the weights to the pass's.
   *
   * @param first whether it is the first since {@link #finish}
   * @param gradSlope the gradient by the derivative; not used if not monotonic
   */
  void backward(
      Pass pass,
      int feature,
      int n,
      boolean first,
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
    float[] grad = pass.buffer(gradUnits);
    float[] next = pass.buffer(gradUnitsNext);
    int row = nets.padded(last - 1);
    int at = nets.usedAt(last, feature);
    kernels.product(n, row, 1, gradY, gradYAt, 1, w, at, row, grad, 0, row);
    if (monotonic)
      kernels.product(n, row, 1, gradSlope, gradSlopeAt, 1, w, at, row, grad, n * row, row);
    if (wanted)
      addLastGradients(pass, feature, n, kept, keptAt, gradY, gradYAt, gradSlope, gradSlopeAt);
    int rows = monotonic ? 2 * n : n;
    for (int j = last - 1; j >= 0; j--) {
      row = nets.padded(j);
      int h = nets.hidden(keptAt, j, n);
      int t = nets.tangents(keptAt, j, n);
      float[] tangents = monotonic ? kept : null;
      kernels.eluBackward(n, row, nets.signs(j), kept, h, tangents, t, grad, 0, grad, n * row);
      if (j == 0) break;
      int in = nets.padded(j - 1);
      if (wanted) {
        int from = nets.hidden(keptAt, j - 1, n);
        int to = nets.weight(j).networkAt(nets.network(feature));
        int depth = nets.width(j - 1);
        kernels.addTransposedProduct(
            depth, row, rows, kept, from, in, grad, 0, row, pass.gradient(), to, row);
        addBiases(pass, j, feature, n, grad);
      }
      float[] turned = pass.weights().transposed();
      int turnedAt = nets.weight(j).turnedAt(nets.network(feature));
      kernels.product(rows, in, nets.width(j), grad, 0, row, turned, turnedAt, in, next, 0, in);
      float[] swap = grad;
      grad = next;
      next = swap;
    }
    row = nets.padded(0);
    at = nets.usedAt(0, feature);
    nets.dots(pass, n, row, grad, 0, w, at, FeatureNetworks.ZERO, 0, gradX, gradXAt);
    if (wanted) addFirstGradients(pass, feature, n, x, xAt, grad);
    float[] part = pass.buffer(gradSignalPart);
    if (first) System.arraycopy(grad, 0, part, 0, n * row);
    else kernels.add(n * row, grad, 0, part, 0);
  }

  /** Those of the last layer, which has one output. */
  private void addLastGradients(
      Pass pass,
      int feature,
      int n,
      float[] kept,
      int keptAt,
      float[] gradY,
      int gradYAt,
      float[] gradSlope,
      int gradSlopeAt) {
    float[] gradient = pass.gradient();
    int network = nets.network(feature);
    int row = nets.padded(last - 1);
    int to = nets.weight(last).networkAt(network);
    int h = nets.hidden(keptAt, last - 1, n);
    kernels.addProduct(1, row, n, gradY, gradYAt, n, kept, h, row, gradient, to, row);
    float sum = 0;
    for (int i = 0; i < n; i++) sum += gradY[gradYAt + i];
    gradient[nets.bias(last).at() + network] += sum;
    if (!monotonic) return;
    int t = nets.tangents(keptAt, last - 1, n);
    kernels.addProduct(1, row, n, gradSlope, gradSlopeAt, n, kept, t, row, gradient, to, row);
  }

  /** Those of the weights by which x goes in; its tangent is 1. */
  private void addFirstGradients(Pass pass, int feature, int n, float[] x, int xAt, float[] grad) {
    float[] gradient = pass.gradient();
    int row = nets.padded(0);
    int to = nets.weight(0).networkAt(nets.network(feature));
    kernels.addProduct(1, row, n, x, xAt, n, grad, 0, row, gradient, to, row);
    if (monotonic) kernels.addColumnSums(n, row, grad, n * row, row, gradient, to);
  }

  private void addBiases(Pass pass, int j, int feature, int n, float[] grad) {
    float[] found = pass.buffer(sums);
    int row = nets.padded(j);
    Arrays.fill(found, 0, row, 0);
    kernels.addColumnSums(n, row, grad, 0, row, found, 0);
    Slot bias = nets.bias(j);
    float[] gradient = pass.gradient();
    int at = bias.at() + nets.network(feature);
    for (int o = 0; o < nets.width(j); o++) gradient[at + o * bias.stride()] += found[o];
  }

  /**
   * Ends the feature: the gradient by its signal.
   *
   * @param in the signal, [n][signal]
   * @param gradIn where its gradient goes, [n][{@link #signalRow}]
   */
  void finish(Pass pass, int feature, int n, float[] in, float[] gradIn) {
    float[] grad = pass.buffer(gradSignalPart);
    Slot weight = nets.weight(0);
    int network = nets.network(feature);
    int row = nets.padded(0);
    int turnedAt = weight.turnedAt(network);
    kernels.product(
        n,
        signalRow(),
        nets.width(0),
        grad,
        0,
        row,
        pass.weights().transposed(),
        turnedAt,
        signalRow(),
        gradIn,
        0,
        signalRow());
    if (pass.gradient() == null) return;
    int to = weight.networkAt(network) + row;
    kernels.addTransposedProduct(
        signal, row, n, in, 0, signal, grad, 0, row, pass.gradient(), to, row);
    addBiases(pass, 0, feature, n, grad);
  }
}

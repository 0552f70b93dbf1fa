package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import java.util.Arrays;

/**
 * y = int_0^x g(t) dt + constant by Gauss-Legendre quadrature, g = exp(clipped(a network of [t,
 * signal])). Parameters: the signal, then the constant.
 *
 * <p>As in zuko, dy/dx is g(x), not the derivative of the quadrature; that by the signal and the
 * weights is the quadrature's. Backward runs the networks again: what they keep of all nodes would
 * not stay in a cache.
 */
@SuppressWarnings("cast")
final class IntegratedNeuralMap implements UnivariateMap {
  private final int signal;
  private final float clip;
  private final GaussLegendre rule;
  private final Kernels kernels;
  private final FeatureNetworks networks;
  private final FeatureGradients gradients;
  private final FeatureRuns runs;
  private final NumericInverse numeric;
  private final UnivariateMap onSignalParts = new OnSignalParts();
  private final int parts;
  private final int kept;
  private final int in;
  private final int gradIn;
  private final int number;
  private final int node;
  private final int value;
  private final int sum;
  private final int grad;
  private final int gradNode;

  /**
   * Claims its buffers.
   *
   * @param features for each number of a row, whose network is its
   */
  IntegratedNeuralMap(
      IntegratedNeuralUnivariate univariate,
      String name,
      int[] features,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    this.kernels = kernels;
    signal = univariate.signal();
    clip = (float) univariate.clip();
    rule = new GaussLegendre(univariate.nodes());
    networks =
        new FeatureNetworks(
            kernels, layout, name, signal, univariate.hidden(), false, features, plan);
    gradients = new FeatureGradients(kernels, networks, plan);
    runs = new FeatureRuns(kernels, features.length);
    numeric = new NumericInverse(features.length, plan);
    parts = plan.perRow(features.length * networks.padded(0));
    kept = plan.perRow(networks.keptWidth());
    in = plan.perRow(signal);
    gradIn = plan.perRow(gradients.signalRow());
    number = plan.perRow(1);
    node = plan.perRow(1);
    value = plan.perRow(1);
    sum = plan.perRow(1);
    grad = plan.perRow(1);
    gradNode = plan.perRow(1);
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    for (int f = 0; f < runs.features(run); f++) {
      signalPart(pass, run, f, theta);
      evaluate(pass, run, f, x, theta, y, logDet);
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    for (int f = 0; f < runs.features(run); f++) signalPart(pass, run, f, theta);
    numeric.solve(onSignalParts, pass, run, y, theta, x, logDet);
  }

  private void signalPart(Pass pass, Run run, int f, float[] theta) {
    int n = runs.count(run);
    float[] given = pass.buffer(in);
    runs.gatherParameters(run, f, theta, signal, given);
    int feature = runs.feature(run, f);
    int at = runs.place(run, f, networks.padded(0));
    networks.signal(pass, feature, n, given, pass.buffer(parts), at);
  }

  /** The values of one feature whose signal's part is there. */
  private void evaluate(
      Pass pass, Run run, int f, float[] x, float[] theta, float[] y, float[] logDet) {
    int n = runs.count(run);
    float[] to = pass.buffer(number);
    float[] at = pass.buffer(node);
    float[] log = pass.buffer(value);
    float[] total = pass.buffer(sum);
    runs.gather(run, f, x, run.at(), to, 0);
    Arrays.fill(total, 0, n, 0);
    for (int k = 0; k < rule.count(); k++) {
      float share = (float) rule.node(k);
      float weight = (float) rule.weight(k);
      for (int i = 0; i < n; i++) at[i] = share * to[i];
      network(pass, run, f, n, at, log);
      for (int i = 0; i < n; i++) log[i] = clipped(log[i]);
      kernels.exp(n, log, 0, log, 0);
      for (int i = 0; i < n; i++) total[i] += weight * log[i];
    }
    network(pass, run, f, n, to, log);
    for (int i = 0; i < n; i++) log[i] = clipped(log[i]);
    runs.scatter(run, f, log, 0, logDet, run.at());
    runs.gather(run, f, theta, run.thetaAt() + signal * run.stride(), at, 0);
    for (int i = 0; i < n; i++) total[i] = to[i] * total[i] + at[i];
    runs.scatter(run, f, total, 0, y, run.at());
  }

  /** The network's output at some t. */
  private void network(Pass pass, Run run, int f, int n, float[] t, float[] out) {
    networks.forward(
        pass,
        runs.feature(run, f),
        n,
        pass.buffer(parts),
        runs.place(run, f, networks.padded(0)),
        pass.buffer(kept),
        0,
        t,
        0,
        out,
        0,
        out,
        0);
  }

  /** a / (1 + |a / clip|), in a form that an infinite a does not turn into NaN. */
  private float clipped(float a) {
    float size = Math.abs(a);
    return size <= clip ? a / (1.0f + size / clip) : Math.copySign(clip, a) / (1.0f + clip / size);
  }

  private float clippedSlope(float a) {
    float d = 1.0f / (1.0f + Math.abs(a) / clip);
    return d * d;
  }

  @Override
  public void backward(
      Pass pass,
      Run run,
      float[] x,
      float[] theta,
      float[] logDet,
      float[] gradY,
      float[] gradLogDet,
      float[] gradX,
      float[] gradTheta) {
    int n = runs.count(run);
    float[] given = pass.buffer(in);
    float[] from = pass.buffer(number);
    float[] at = pass.buffer(node);
    float[] out = pass.buffer(value);
    float[] part = pass.buffer(sum);
    float[] byNumber = pass.buffer(grad);
    float[] byNode = pass.buffer(gradNode);
    for (int f = 0; f < runs.features(run); f++) {
      int feature = runs.feature(run, f);
      runs.gather(run, f, x, run.at(), from, 0);
      runs.gather(run, f, gradY, run.at(), byNumber, 0);
      for (int k = 0; k < rule.count(); k++) {
        float share = (float) rule.node(k);
        float weight = (float) rule.weight(k);
        for (int i = 0; i < n; i++) at[i] = share * from[i];
        network(pass, run, f, n, at, out);
        for (int i = 0; i < n; i++) part[i] = clipped(out[i]);
        kernels.exp(n, part, 0, part, 0);
        for (int i = 0; i < n; i++)
          part[i] *= weight * from[i] * byNumber[i] * clippedSlope(out[i]);
        networkBackward(pass, feature, n, k == 0, at, part, byNode);
      }
      network(pass, run, f, n, from, out);
      runs.gather(run, f, gradLogDet, run.at(), part, 0);
      for (int i = 0; i < n; i++) part[i] *= clippedSlope(out[i]);
      networkBackward(pass, feature, n, false, from, part, byNode);
      for (int i = 0; i < n; i++) part[i] = clipped(out[i]);
      kernels.exp(n, part, 0, part, 0);
      for (int i = 0; i < n; i++) byNode[i] += byNumber[i] * part[i];
      runs.scatter(run, f, byNode, 0, gradX, run.at());
      int constant = run.thetaAt() + signal * run.stride();
      runs.scatter(run, f, byNumber, 0, gradTheta, constant);
      runs.gatherParameters(run, f, theta, signal, given);
      float[] gradGiven = pass.buffer(gradIn);
      gradients.finish(pass, feature, n, given, gradGiven);
      runs.scatterParameters(run, f, gradGiven, gradients.signalRow(), signal, gradTheta);
    }
  }

  private void networkBackward(
      Pass pass, int feature, int n, boolean first, float[] t, float[] gradOut, float[] gradT) {
    float[] units = pass.buffer(kept);
    gradients.backward(pass, feature, n, first, units, 0, t, 0, gradOut, 0, gradOut, 0, gradT, 0);
  }

  /** The map where networks need not be told the signals any more. */
  private final class OnSignalParts implements UnivariateMap {
    @Override
    public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
      for (int f = 0; f < runs.features(run); f++) evaluate(pass, run, f, x, theta, y, logDet);
    }

    @Override
    public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
      throw new AssertionError();
    }

    @Override
    public void backward(
        Pass pass,
        Run run,
        float[] x,
        float[] theta,
        float[] logDet,
        float[] gradY,
        float[] gradLogDet,
        float[] gradX,
        float[] gradTheta) {
      throw new AssertionError();
    }
  }
}

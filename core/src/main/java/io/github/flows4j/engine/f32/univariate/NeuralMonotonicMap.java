package io.github.flows4j.engine.f32.univariate;

import io.github.flows4j.engine.f32.memory.BufferPlan;
import io.github.flows4j.engine.f32.memory.Layout;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Run;
import io.github.flows4j.engine.f32.simd.Kernels;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;

/** y = a monotonic network of [x, signal]. Parameters: the signal. */
@SuppressWarnings("cast")
final class NeuralMonotonicMap implements UnivariateMap {
  private final int signal;
  private final FeatureNetworks networks;
  private final FeatureGradients gradients;
  private final FeatureRuns runs;
  private final NumericInverse numeric;
  private final UnivariateMap onSignalParts = new OnSignalParts();
  private final int parts;
  private final int kept;
  private final int in;
  private final int gradIn;
  private final int numbersIn;
  private final int numbersOut;
  private final int slopes;

  /**
   * Claims its buffers.
   *
   * @param features for each number of a row, whose network is its
   */
  NeuralMonotonicMap(
      NeuralMonotonicUnivariate univariate,
      String name,
      int[] features,
      Kernels kernels,
      Layout layout,
      BufferPlan plan) {
    signal = univariate.signal();
    networks =
        new FeatureNetworks(
            kernels, layout, name, signal, univariate.hidden(), true, features, plan);
    gradients = new FeatureGradients(kernels, networks, plan);
    runs = new FeatureRuns(features.length);
    numeric = new NumericInverse(features.length, plan);
    parts = plan.perRow(features.length * networks.signalWidth());
    kept = plan.perRow(features.length * networks.keptWidth());
    in = plan.perRow(signal);
    gradIn = plan.perRow(signal);
    numbersIn = plan.perRow(2);
    numbersOut = plan.perRow(2);
    slopes = plan.perRow(features.length);
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    for (int f = 0; f < runs.features(run); f++) {
      signalPart(pass, run, f, theta);
      evaluate(pass, run, f, x, y, logDet);
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    for (int f = 0; f < runs.features(run); f++) signalPart(pass, run, f, theta);
    numeric.solve(onSignalParts, pass, run, y, theta, x, logDet);
  }

  private void signalPart(Pass pass, Run run, int f, float[] theta) {
    int n = runs.padded(pass, run);
    float[] given = pass.buffer(in);
    runs.gather(pass, run, f, theta, 0, signal, given, 0);
    int feature = runs.feature(run, f);
    networks.load(pass, feature, n);
    int at = runs.place(pass, run, f, networks.signalWidth());
    networks.signal(pass, feature, n, given, 0, pass.buffer(parts), at);
  }

  /** The values of one feature whose network is loaded and whose signal's part is there. */
  private void evaluate(Pass pass, Run run, int f, float[] x, float[] y, float[] logDet) {
    int n = runs.padded(pass, run);
    float[] from = pass.buffer(numbersIn);
    float[] to = pass.buffer(numbersOut);
    float[] slope = pass.buffer(slopes);
    int slopeAt = runs.place(pass, run, f, 1);
    runs.gather(pass, run, f, x, run.at(), from, 0);
    networks.forward(
        pass,
        runs.feature(run, f),
        n,
        pass.buffer(parts),
        runs.place(pass, run, f, networks.signalWidth()),
        pass.buffer(kept),
        runs.place(pass, run, f, networks.keptWidth()),
        from,
        0,
        to,
        0,
        slope,
        slopeAt);
    runs.scatter(run, f, to, 0, y, run.at());
    // a sum of products of magnitudes and slopes in [0, 1]: not negative
    for (int i = 0; i < runs.count(run); i++) to[i] = (float) Math.log(slope[slopeAt + i]);
    runs.scatter(run, f, to, 0, logDet, run.at());
  }

  /** The map where networks need not be told the signals any more. */
  private final class OnSignalParts implements UnivariateMap {
    @Override
    public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
      int count = runs.features(run);
      for (int f = 0; f < count; f++) {
        // one alone is loaded still
        if (count > 1) networks.load(pass, runs.feature(run, f), runs.padded(pass, run));
        evaluate(pass, run, f, x, y, logDet);
      }
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
    int n = runs.padded(pass, run);
    float[] given = pass.buffer(in);
    float[] gradGiven = pass.buffer(gradIn);
    float[] from = pass.buffer(numbersIn);
    float[] grad = pass.buffer(numbersOut);
    float[] slope = pass.buffer(slopes);
    for (int f = 0; f < runs.features(run); f++) {
      int feature = runs.feature(run, f);
      int slopeAt = runs.place(pass, run, f, 1);
      networks.load(pass, feature, n);
      runs.gather(pass, run, f, theta, 0, signal, given, 0);
      runs.gather(pass, run, f, x, run.at(), from, 0);
      runs.gather(pass, run, f, gradY, run.at(), grad, 0);
      runs.gather(pass, run, f, gradLogDet, run.at(), from, n);
      for (int i = 0; i < n; i++) {
        // padding has no gradient, whatever its slope
        if (from[n + i] != 0) from[n + i] /= slope[slopeAt + i];
      }
      gradients.clear(pass, n);
      gradients.backward(
          pass,
          feature,
          n,
          pass.buffer(kept),
          runs.place(pass, run, f, networks.keptWidth()),
          from,
          0,
          grad,
          0,
          from,
          n,
          grad,
          n);
      runs.scatter(run, f, grad, n, gradX, run.at());
      gradients.finish(pass, feature, n, given, 0, gradGiven, 0);
      runs.scatter(pass, run, f, gradGiven, 0, 0, signal, gradTheta);
    }
  }
}

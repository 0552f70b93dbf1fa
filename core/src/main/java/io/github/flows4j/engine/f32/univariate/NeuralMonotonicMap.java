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
  private final Kernels kernels;
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
    this.kernels = kernels;
    signal = univariate.signal();
    networks =
        new FeatureNetworks(
            kernels, layout, name, signal, univariate.hidden(), true, features, plan);
    gradients = new FeatureGradients(kernels, networks, plan);
    runs = new FeatureRuns(kernels, features.length);
    numeric = new NumericInverse(features.length, plan);
    parts = plan.perRow(features.length * networks.padded(0));
    kept = plan.perRow(features.length * networks.keptWidth());
    in = plan.perRow(signal);
    gradIn = plan.perRow(gradients.signalRow());
    numbersIn = plan.perRow(2);
    numbersOut = plan.perRow(2);
    slopes = plan.perRow(features.length);
  }

  @Override
  public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
    float[] units = pass.buffer(kept);
    for (int f = 0; f < runs.features(run); f++) {
      // one x for each signal: its part is needed once, and made where the units will be
      int at = runs.place(run, f, networks.keptWidth());
      signalPart(pass, run, f, theta, units, at);
      evaluate(pass, run, f, units, at, x, y, logDet);
    }
  }

  @Override
  public void inverse(Pass pass, Run run, float[] y, float[] theta, float[] x, float[] logDet) {
    for (int f = 0; f < runs.features(run); f++)
      signalPart(pass, run, f, theta, pass.buffer(parts), partAt(run, f));
    numeric.solve(onSignalParts, pass, run, y, theta, x, logDet);
  }

  private int partAt(Run run, int f) {
    return runs.place(run, f, networks.padded(0));
  }

  private void signalPart(Pass pass, Run run, int f, float[] theta, float[] part, int partAt) {
    float[] given = pass.buffer(in);
    runs.gatherParameters(run, f, theta, signal, given);
    networks.signal(pass, runs.feature(run, f), runs.count(run), given, part, partAt);
  }

  /** The values of one feature whose signal's part is there. */
  private void evaluate(
      Pass pass, Run run, int f, float[] part, int partAt, float[] x, float[] y, float[] logDet) {
    int n = runs.count(run);
    float[] from = pass.buffer(numbersIn);
    float[] to = pass.buffer(numbersOut);
    float[] slope = pass.buffer(slopes);
    int slopeAt = runs.place(run, f, 1);
    int keptAt = runs.place(run, f, networks.keptWidth());
    runs.gather(run, f, x, run.at(), from, 0);
    networks.forward(
        pass,
        runs.feature(run, f),
        n,
        part,
        partAt,
        pass.buffer(kept),
        keptAt,
        from,
        0,
        to,
        0,
        slope,
        slopeAt);
    runs.scatter(run, f, to, 0, y, run.at());
    // a sum of products of magnitudes and slopes in [0, 1]: not negative
    kernels.log(n, slope, slopeAt, to, 0);
    runs.scatter(run, f, to, 0, logDet, run.at());
  }

  /** The map where networks need not be told the signals any more. */
  private final class OnSignalParts implements UnivariateMap {
    @Override
    public void forward(Pass pass, Run run, float[] x, float[] theta, float[] y, float[] logDet) {
      for (int f = 0; f < runs.features(run); f++)
        evaluate(pass, run, f, pass.buffer(parts), partAt(run, f), x, y, logDet);
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
    int n = runs.count(run);
    float[] given = pass.buffer(in);
    float[] gradGiven = pass.buffer(gradIn);
    float[] from = pass.buffer(numbersIn);
    float[] grad = pass.buffer(numbersOut);
    float[] slope = pass.buffer(slopes);
    for (int f = 0; f < runs.features(run); f++) {
      int feature = runs.feature(run, f);
      int slopeAt = runs.place(run, f, 1);
      runs.gatherParameters(run, f, theta, signal, given);
      runs.gather(run, f, x, run.at(), from, 0);
      runs.gather(run, f, gradY, run.at(), grad, 0);
      runs.gather(run, f, gradLogDet, run.at(), from, n);
      for (int i = 0; i < n; i++) {
        // padding has no gradient, whatever its slope
        if (from[n + i] != 0) from[n + i] /= slope[slopeAt + i];
      }
      gradients.backward(
          pass,
          feature,
          n,
          true,
          pass.buffer(kept),
          runs.place(run, f, networks.keptWidth()),
          from,
          0,
          grad,
          0,
          from,
          n,
          grad,
          n);
      runs.scatter(run, f, grad, n, gradX, run.at());
      gradients.finish(pass, feature, n, given, gradGiven);
      runs.scatterParameters(run, f, gradGiven, gradients.signalRow(), signal, gradTheta);
    }
  }
}

package io.github.flows4j.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A dense layer of {@link ReluClassifier} with room for a batch.
 *
 * <p>Batches lie unit by unit, an array each: few units make short rows but a batch makes long
 * loops, and with the same index everywhere C2 vectorises them.
 */
final class DenseLayer {
  private final AdamVector[] weights;
  private final AdamVector biases;
  private final float[] factors;

  /** Before or after the activation, [unit][row]. */
  final float[][] output;

  /** The same once {@link #transpose} is called, [row][unit]. */
  final float[][] outputByRow;

  /** The loss's derivatives by what came before the activation, summed rather than averaged. */
  final float[][] delta;

  /** With the initial weights of Glorot and Bengio, 2010, eq. 16, which biases get too. */
  DenseLayer(int inputs, int outputs, int batch, SplittableRandom random) {
    double bound = Math.sqrt(6.0 / (inputs + outputs));
    weights = new AdamVector[outputs];
    for (int j = 0; j < outputs; j++) weights[j] = new AdamVector(inputs, bound, random);
    biases = new AdamVector(outputs, bound, random);
    factors = new float[outputs];
    output = new float[outputs][batch];
    outputByRow = new float[batch][outputs];
    delta = new float[outputs][batch];
  }

  /** Fills {@link #output} with the sums, from the input [unit][row]. */
  void forward(float[][] input, int batch) {
    for (int j = 0; j < weights.length; j++) {
      Arrays.fill(output[j], 0, batch, biases.values[j]);
      add(weights[j].values, input, weights[j].values.length, batch, output[j]);
    }
  }

  void rectify(int batch) {
    for (float[] unit : output) for (int r = 0; r < batch; r++) unit[r] = Math.max(0, unit[r]);
  }

  void transpose(int batch) {
    transpose(output, outputByRow, batch);
  }

  /** From [unit][row] to [row][unit]. */
  private static void transpose(float[][] units, float[][] rows, int batch) {
    for (int r = 0; r < batch; r++) {
      float[] row = rows[r];
      for (int j = 0; j < row.length; j++) row[j] = units[j][r];
    }
  }

  /** Fills the gradient from {@link #delta} and the input [row][unit]. */
  void gradient(float[][] inputByRow, int batch) {
    for (int j = 0; j < weights.length; j++) {
      float[] gradient = weights[j].gradient;
      Arrays.fill(gradient, 0);
      add(delta[j], inputByRow, batch, gradient.length, gradient);
      float sum = 0;
      for (int r = 0; r < batch; r++) sum += delta[j][r];
      biases.gradient[j] = sum;
    }
  }

  /** Fills the delta of the layer before, whose output is rectified. */
  void backward(DenseLayer before, int batch) {
    for (int i = 0; i < before.delta.length; i++) {
      for (int j = 0; j < factors.length; j++) factors[j] = weights[j].values[i];
      float[] target = before.delta[i];
      Arrays.fill(target, 0, batch, 0);
      add(factors, delta, factors.length, batch, target);
      float[] active = before.output[i];
      // 0 or 1 without a branch, which would be mispredicted half the time.
      for (int r = 0; r < batch; r++) target[r] *= Math.min(1, active[r] * Float.MAX_VALUE);
    }
  }

  /** A step of Adam; only weights decay. */
  void step(float rate, float decay, int batch) {
    for (AdamVector unit : weights) unit.step(rate, decay, batch);
    biases.step(rate, 0, batch);
  }

  double sumOfSquaredWeights() {
    double sum = 0;
    for (AdamVector unit : weights) sum += unit.sumOfSquares();
    return sum;
  }

  /** Adds sum_{t < count} factors[t] terms[t][k] to out[k] for all k below length. */
  static void add(float[] factors, float[][] terms, int count, int length, float[] out) {
    int t = 0;
    // Four at a time, to load and store a sum once for four terms; of eight C2 makes slow loops.
    for (; t + 4 <= count; t += 4) addFour(factors, terms, t, length, out);
    for (; t < count; t++) addOne(factors[t], terms[t], length, out);
  }

  private static void addFour(float[] factors, float[][] terms, int t, int length, float[] out) {
    float[] t0 = terms[t];
    float[] t1 = terms[t + 1];
    float[] t2 = terms[t + 2];
    float[] t3 = terms[t + 3];
    float f0 = factors[t];
    float f1 = factors[t + 1];
    float f2 = factors[t + 2];
    float f3 = factors[t + 3];
    for (int k = 0; k < length; k++)
      out[k] = out[k] + (f0 * t0[k] + f1 * t1[k]) + (f2 * t2[k] + f3 * t3[k]);
  }

  private static void addOne(float factor, float[] term, int length, float[] out) {
    for (int k = 0; k < length; k++) out[k] = out[k] + factor * term[k];
  }
}

package io.github.flows4j.metrics;

import java.util.SplittableRandom;

/**
 * Parameters with their gradient and Adam's moments (arXiv:1412.6980, with the corrections of the
 * bias in the step size as in section 2, and the defaults given there).
 */
final class AdamVector {
  private static final double RATE = 1e-3;
  private static final float MEAN_DECAY = 0.9f;
  private static final float SQUARE_DECAY = 0.999f;
  private static final float EPSILON = 1e-8f;

  final float[] values;
  final float[] gradient;
  private final float[] mean;
  private final float[] square;

  /** Uniform values in [-bound, bound). */
  AdamVector(int length, double bound, SplittableRandom random) {
    values = new float[length];
    gradient = new float[length];
    mean = new float[length];
    square = new float[length];
    for (int i = 0; i < length; i++) values[i] = (float) (bound * (2 * random.nextDouble() - 1));
  }

  /** The size of step number {@code step}, from 1 on. */
  static float rate(long step) {
    return (float)
        (RATE
            * Math.sqrt(1 - Math.pow(SQUARE_DECAY, (double) step))
            / (1 - Math.pow(MEAN_DECAY, (double) step)));
  }

  double sumOfSquares() {
    double sum = 0;
    for (float value : values) sum += value * value;
    return sum;
  }

  /** A step along (gradient + decay values) / batch. */
  void step(float rate, float decay, float batch) {
    float[] values = this.values;
    float[] gradient = this.gradient;
    float[] mean = this.mean;
    float[] square = this.square;
    for (int i = 0; i < values.length; i++) {
      float g = (gradient[i] + decay * values[i]) / batch;
      float m = MEAN_DECAY * mean[i] + (1 - MEAN_DECAY) * g;
      float s = SQUARE_DECAY * square[i] + (1 - SQUARE_DECAY) * g * g;
      mean[i] = m;
      square[i] = s;
      values[i] -= rate * m / ((float) Math.sqrt(s) + EPSILON);
    }
  }
}

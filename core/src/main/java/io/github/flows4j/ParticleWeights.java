package io.github.flows4j;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Weights of particles, from their logarithms. */
final class ParticleWeights {
  private static final int BISECTIONS = 40;

  private ParticleWeights() {}

  /** Weights, the largest being 1; all 0 if none is above 0. */
  static double[] of(double[] logWeights) {
    double most = Arrays.stream(logWeights).max().orElse(Double.NEGATIVE_INFINITY);
    if (most == Double.NEGATIVE_INFINITY) return new double[logWeights.length];
    return Arrays.stream(logWeights).map(log -> Math.exp(log - most)).toArray();
  }

  /** (sum w)^2 / sum w^2; 0 if all are 0. */
  static double effective(double[] logWeights) {
    double sum = 0;
    double squares = 0;
    for (double weight : of(logWeights)) {
      sum += weight;
      squares += weight * weight;
    }
    return sum > 0 ? sum * sum / squares : 0;
  }

  /** To the largest power up to 1 at which they are worth so many draws, or nearly. */
  static double[] tempered(double[] logWeights, double wanted) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (effective(scaled(logWeights, middle)) >= wanted) low = middle;
      else high = middle;
    }
    return of(scaled(logWeights, high));
  }

  private static double[] scaled(double[] logWeights, double power) {
    return Arrays.stream(logWeights).map(log -> power * log).toArray();
  }

  /** So many particles, by systematic resampling, in a random order. */
  static int[] pick(double[] logWeights, int count, SplittableRandom random) {
    double[] weights = of(logWeights);
    double total = Arrays.stream(weights).sum();
    double offset = random.nextDouble();
    int[] picked = new int[count];
    double below = 0;
    int at = 0;
    for (int i = 0; i < weights.length && at < count; i++) {
      below += weights[i] / total * count;
      while (at < count && at + offset < below) picked[at++] = i;
    }
    // What rounding left over goes to the last particle of any weight.
    int last = weights.length - 1;
    while (weights[last] == 0) last--;
    while (at < count) picked[at++] = last;
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = picked[i];
      picked[i] = picked[j];
      picked[j] = swapped;
    }
    return picked;
  }
}

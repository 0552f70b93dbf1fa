package io.github.flows4j;

/** The logarithm of the mean of what numbers are the logarithms of. */
final class LogMeanExp {
  private LogMeanExp() {}

  /** Of so many numbers from an index on; {@code -infinity} where all are that. */
  static double of(double[] logs, int from, int count) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = from; k < from + count; k++) most = Math.max(most, logs[k]);
    if (most == Double.NEGATIVE_INFINITY) return most;
    double sum = 0;
    for (int k = from; k < from + count; k++) sum += Math.exp(logs[k] - most);
    return most + Math.log(sum / count);
  }
}

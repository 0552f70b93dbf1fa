package io.github.flows4j.metrics;

import java.util.Arrays;

/**
 * The share of positive rows among the k of the highest score. With as many looks as there are
 * positives, precision and recall are the same; chance is the share of positives.
 *
 * <p>Of rows whose score ties with the k-th, those that come in are drawn at random, and the value
 * is the mean over the draws: found + (k - above) t+ / t, over k, where {@code above} rows score
 * higher, {@code found} of them positive, and t rows tie, t+ of them positive.
 *
 * @param value in [0, 1]
 * @param k the number of rows that are looked at
 */
public record PrecisionAtK(double value, int k) {
  /**
   * From one score and one label a row; infinite scores are compared like any other.
   *
   * @param k from 1 to the number of rows
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or k is out of range
   */
  public static PrecisionAtK of(double[] scores, boolean[] positives, int k) {
    if (scores.length != positives.length)
      throw new IllegalArgumentException(
          scores.length + " scores for " + positives.length + " labels");
    if (k < 1 || k > scores.length)
      throw new IllegalArgumentException(
          "k must be from 1 to " + scores.length + ", the number of rows, was " + k);
    double[] sorted = scores.clone();
    for (int i = 0; i < sorted.length; i++) {
      if (Double.isNaN(sorted[i])) throw new IllegalArgumentException("score " + i + " is NaN");
      // Turns -0 to 0, which sorting would tell apart.
      sorted[i] += 0.0;
    }
    Arrays.sort(sorted);
    double last = sorted[sorted.length - k];
    int above = 0;
    int found = 0;
    int tied = 0;
    int tiedPositives = 0;
    for (int i = 0; i < scores.length; i++) {
      if (scores[i] > last) {
        above++;
        if (positives[i]) found++;
      } else if (scores[i] == last) {
        tied++;
        if (positives[i]) tiedPositives++;
      }
    }
    return new PrecisionAtK((found + (k - above) * ((double) tiedPositives / tied)) / k, k);
  }
}

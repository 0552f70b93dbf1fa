package io.github.flows4j.metrics;

import java.util.Arrays;

/**
 * How well a score tells positive rows from negative ones.
 *
 * <p>The area is the probability that a positive row scores above a negative one, ties counting one
 * half: 0.5 is chance. For outliers as positives, the score is the negative log-density.
 *
 * <p>Average precision is sum_n (R_n - R_{n-1}) P_n over the distinct scores from the highest down,
 * P_n and R_n being precision and recall of the rows that score at least that; rows of equal score
 * come in together. Chance is the share of positives.
 *
 * @param area the area under the receiver operating characteristic, in [0, 1]
 * @param averagePrecision in (0, 1]
 * @param positives the number of positive rows
 * @param negatives the number of negative rows
 */
public record Auroc(double area, double averagePrecision, int positives, int negatives) {
  /**
   * From one score and one label a row; infinite scores are compared like any other.
   *
   * @throws IllegalArgumentException if the lengths differ, a score is NaN, or all rows are of one
   *     kind
   */
  public static Auroc of(double[] scores, boolean[] positive) {
    if (scores.length != positive.length)
      throw new IllegalArgumentException(
          scores.length + " scores for " + positive.length + " labels");
    int positives = 0;
    for (boolean p : positive) if (p) positives++;
    double[] yes = new double[positives];
    double[] no = new double[scores.length - positives];
    int yesAt = 0;
    int noAt = 0;
    for (int i = 0; i < scores.length; i++) {
      if (positive[i]) yes[yesAt++] = scores[i];
      else no[noAt++] = scores[i];
    }
    return of(yes, no);
  }

  /**
   * From the scores of the positive rows and those of the negative ones.
   *
   * @throws IllegalArgumentException if there are none of either, or a score is NaN
   */
  public static Auroc of(double[] positives, double[] negatives) {
    double[] yes = ascending("positive", positives);
    double[] no = ascending("negative", negatives);
    double wins = 0;
    double averagePrecision = 0;
    int yesLeft = yes.length;
    int noLeft = no.length;
    while (yesLeft > 0) {
      // All rows of the highest score that is left come in at once.
      double score = yes[yesLeft - 1];
      while (noLeft > 0 && no[noLeft - 1] > score) noLeft--;
      int tiedNo = 0;
      while (noLeft > tiedNo && no[noLeft - 1 - tiedNo] == score) tiedNo++;
      int tiedYes = 0;
      while (yesLeft > 0 && yes[yesLeft - 1] == score) {
        yesLeft--;
        tiedYes++;
      }
      wins += tiedYes * (noLeft - 0.5 * tiedNo);
      noLeft -= tiedNo;
      int found = yes.length - yesLeft;
      averagePrecision += (double) tiedYes / yes.length * found / (found + no.length - noLeft);
    }
    return new Auroc(wins / yes.length / no.length, averagePrecision, yes.length, no.length);
  }

  private static double[] ascending(String kind, double[] scores) {
    if (scores.length == 0) throw new IllegalArgumentException("no " + kind + " rows");
    double[] sorted = scores.clone();
    for (int i = 0; i < sorted.length; i++) {
      if (Double.isNaN(sorted[i]))
        throw new IllegalArgumentException("score " + i + " of the " + kind + " rows is NaN");
      // Turns -0 to 0, which sorting would tell apart.
      sorted[i] += 0.0;
    }
    Arrays.sort(sorted);
    return sorted;
  }
}

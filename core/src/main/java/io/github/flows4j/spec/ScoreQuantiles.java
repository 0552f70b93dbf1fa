package io.github.flows4j.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What log-densities and columns are usual, so that one row's log-density can be judged: quantiles
 * at evenly spaced probabilities, from the least to the greatest value. Immutable.
 *
 * <p>The log-densities are those of the validation rows where there are any, else of the training
 * rows, whose own are too high: a flow knows the rows it was trained on.
 *
 * @param heldOut whether the log-densities are of validation rows
 * @param rows how many rows they are of
 * @param logProb quantiles of the log-densities, nats in the user's units, at most {@value #POINTS}
 * @param features quantiles of each feature's training values in the user's units, at most {@value
 *     #FEATURE_POINTS} each
 * @param alarm what counts as an anomaly, or null if that was not chosen
 */
public record ScoreQuantiles(
    boolean heldOut, long rows, List<Double> logProb, List<List<Double>> features, Alarm alarm) {
  /** Most quantiles of log-densities. */
  public static final int POINTS = 1_001;

  /** Most quantiles of a feature. */
  public static final int FEATURE_POINTS = 33;

  /**
   * A row is an anomaly if its log-density is below the threshold.
   *
   * @param rate the share of usual rows that are flagged, in (0, 1)
   * @param threshold nats in the user's units, finite
   */
  public record Alarm(double rate, double threshold) {
    /** Checks the numbers. */
    public Alarm {
      checkRate(rate);
      if (!Double.isFinite(threshold))
        throw new IllegalArgumentException("threshold must be finite, was " + threshold);
    }

    /** Whether a row of this log-density is an anomaly; of NaN false. */
    public boolean at(double logProb) {
      return logProb < threshold;
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if quantiles are none, too many, not finite or not ascending,
   *     or more than the rows
   */
  public ScoreQuantiles {
    logProb = checked("log_prob", logProb, POINTS);
    if (rows < logProb.size())
      throw new IllegalArgumentException(
          "rows must be at least the quantiles of log_prob, " + logProb.size() + ", were " + rows);
    List<List<Double>> copies = new ArrayList<>();
    for (int j = 0; j < features.size(); j++)
      copies.add(checked("feature " + j, features.get(j), FEATURE_POINTS));
    features = List.copyOf(copies);
  }

  private static List<Double> checked(String what, List<Double> quantiles, int most) {
    if (quantiles.isEmpty() || quantiles.size() > most)
      throw new IllegalArgumentException(
          what + " must have 1 to " + most + " quantiles, has " + quantiles.size());
    List<Double> copy = List.copyOf(quantiles);
    for (int i = 0; i < copy.size(); i++) {
      if (!Double.isFinite(copy.get(i)))
        throw new IllegalArgumentException(
            what + ": quantile " + i + " must be finite, was " + copy.get(i));
      if (i > 0 && copy.get(i) < copy.get(i - 1))
        throw new IllegalArgumentException(
            what + ": quantiles must ascend, " + copy.get(i) + " comes after " + copy.get(i - 1));
    }
    return copy;
  }

  private static void checkRate(double rate) {
    if (!(rate > 0 && rate < 1))
      throw new IllegalArgumentException(
          "the rate of false alarms must be above 0 and below 1, was " + rate);
  }

  /**
   * From log-densities and the values of each feature. Log-densities of {@code -infinity} count as
   * the lowest finite ones; rows of weight 0 are left out.
   *
   * @param heldOut whether the log-densities are of validation rows
   * @param logProb one a row, none NaN
   * @param weights how much each of these rows counts, or null if all count the same
   * @param columns the training values, [features][training rows], all finite
   * @param columnWeights how much each of the training rows counts, or null
   * @throws IllegalArgumentException if no row counts or a number is NaN
   */
  public static ScoreQuantiles of(
      boolean heldOut,
      double[] logProb,
      double[] weights,
      double[][] columns,
      double[] columnWeights) {
    double[] kept = counted(logProb, weights);
    List<List<Double>> features = new ArrayList<>();
    for (double[] column : columns)
      features.add(
          Quantiles.of(
              counted(column, columnWeights),
              columnWeights == null ? null : counted(columnWeights, columnWeights),
              FEATURE_POINTS));
    return new ScoreQuantiles(
        heldOut,
        kept.length,
        Quantiles.of(kept, weights == null ? null : counted(weights, weights), POINTS),
        features,
        null);
  }

  private static double[] counted(double[] values, double[] weights) {
    for (double value : values)
      if (Double.isNaN(value)) throw new IllegalArgumentException("a number is NaN");
    if (weights == null) return values;
    return IntStream.range(0, values.length)
        .filter(i -> weights[i] > 0)
        .mapToDouble(i -> values[i])
        .toArray();
  }

  /** With the threshold for a rate of false alarms: {@link #threshold}. */
  public ScoreQuantiles withFalseAlarms(double rate) {
    return new ScoreQuantiles(heldOut, rows, logProb, features, new Alarm(rate, threshold(rate)));
  }

  /**
   * The share of the rows whose log-density is lower, in percent, linear between quantiles: the
   * lower, the more unusual. 0 below all of them, 100 above; NaN of NaN.
   */
  public double percentile(double logProb) {
    if (Double.isNaN(logProb)) return Double.NaN;
    int points = this.logProb.size();
    int above = below(logProb);
    if (above == 0) return 0;
    if (above == points) return 100;
    double left = this.logProb.get(above - 1);
    double right = this.logProb.get(above);
    return 100 * (above - 1 + (logProb - left) / (right - left)) / (points - 1);
  }

  /** How many quantiles are below a log-density. */
  private int below(double value) {
    int from = 0;
    int to = logProb.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (logProb.get(middle) < value) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /**
   * The log-density below which this share of the rows lies, linear between quantiles. A rate below
   * one row's share is near the least log-density seen, and tells no more than that.
   *
   * @param falseAlarmRate in (0, 1)
   */
  public double threshold(double falseAlarmRate) {
    checkRate(falseAlarmRate);
    double at = falseAlarmRate * (logProb.size() - 1);
    int below = (int) at;
    double left = logProb.get(below);
    if (below == logProb.size() - 1) return left;
    double share = at - below;
    return (1 - share) * left + share * logProb.get(below + 1);
  }

  /**
   * Checks that it fits a flow.
   *
   * @throws IllegalArgumentException if the numbers of features differ
   */
  public void check(FlowSpec spec) {
    if (features.size() != spec.features())
      throw new IllegalArgumentException(
          "quantiles are of " + features.size() + " features, the flow has " + spec.features());
  }
}

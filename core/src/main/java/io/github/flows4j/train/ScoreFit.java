package io.github.flows4j.train;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.TableEncoding;
import io.github.flows4j.TableFlow;
import io.github.flows4j.spec.ScoreQuantiles;
import java.util.stream.IntStream;

/** Finds what log-densities and columns are usual for a flow that was trained on a table. */
final class ScoreFit {
  /** So many rows tell quantiles well enough, and a pass over them takes little time. */
  private static final int MOST_ROWS = 100_000;

  private ScoreFit() {}

  /** The training with quantiles in its flow, if any row counts. */
  static Training withScores(Training training, TrainingData learned, TrainingData validation) {
    TrainingData judged = thinned(validation == null ? learned : validation);
    TrainingData columns = thinned(learned);
    double[] weights = weights(judged);
    double[] columnWeights = weights(columns);
    if (none(weights) || none(columnWeights)) return training;
    Flow flow = training.flow();
    Rows rows = judged.rows();
    boolean typed = flow.schema().typed();
    Rows context = judged.context().orElse(null);
    double[] logProb =
        typed
            ? TableFlow.of(flow).logProb(rows, context)
            : context == null ? flow.logProb(rows) : flow.logProb(rows, context);
    // Of typed columns, the numbers that the flow has of them.
    Rows known =
        typed ? TableEncoding.of(flow.schema().table()).toFlow(columns.rows(), 0) : columns.rows();
    double[][] values =
        IntStream.range(0, known.columns()).mapToObj(known::column).toArray(double[][]::new);
    ScoreQuantiles scores =
        ScoreQuantiles.of(validation != null, logProb, weights, values, columnWeights);
    return new Training(
        flow.withScores(scores),
        training.history(),
        training.reason(),
        training.bestStep(),
        training.seconds());
  }

  private static TrainingData thinned(TrainingData data) {
    int count = data.rows().count();
    if (count <= MOST_ROWS) return data;
    int[] some =
        IntStream.range(0, MOST_ROWS).map(i -> (int) ((long) i * count / MOST_ROWS)).toArray();
    return data.pick(some, 0, MOST_ROWS);
  }

  private static double[] weights(TrainingData data) {
    double[] weights = new double[data.rows().count()];
    boolean same = true;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = data.weight(i);
      same &= weights[i] == 1;
    }
    return same ? null : weights;
  }

  private static boolean none(double[] weights) {
    if (weights == null) return false;
    for (double weight : weights) if (weight > 0) return false;
    return true;
  }
}

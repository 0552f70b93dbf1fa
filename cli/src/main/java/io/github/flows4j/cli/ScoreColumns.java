package io.github.flows4j.cli;

import io.github.flows4j.Contributions;
import io.github.flows4j.DataException;
import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.spec.ScoreQuantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Option;

/** What score adds to a table. */
final class ScoreColumns {
  static final String LOG_PROB = "log_prob";

  @Option(
      names = "--false-alarms",
      paramLabel = "RATE",
      description =
          "Add a column anomaly, 1 for rows below the log-density that this share of usual rows"
              + " is below, such as 0.01 (default: as train --false-alarms chose, else no column).")
  private Double falseAlarms;

  @Option(
      names = "--contributions",
      description =
          "Add a column odd_NAME for each column that the model is of: how many nats less likely its"
              + " value is than what is usual beside the row's other values (0 on average, 4 at"
              + " three deviations of a normal column). And a column oddest with the name of the"
              + " most odd one. A row of low log_prob without an odd column has several that are odd"
              + " together. Takes as long as scoring some 85 rows for each column of each row.")
  private boolean contributions;

  /** The options given. */
  boolean given() {
    return falseAlarms != null || contributions;
  }

  /**
   * The new columns of rows whose log-densities are known.
   *
   * @throws DataException if the model does not know what they take
   */
  List<NewColumn> of(Flow flow, Sample sample, double[] logProb) {
    if (falseAlarms != null) Checks.rate(falseAlarms);
    ScoreQuantiles scores = flow.scores().orElse(null);
    if (scores == null && given())
      throw new DataException(
          (contributions ? "--contributions" : "--false-alarms")
              + " needs the quantiles of scores, which the model lacks: train it on a table with"
              + " this version, --start MODEL keeps what it has learned");
    if (contributions && flow.schema().typed())
      throw new DataException(
          "--contributions are for models whose columns are all plain reals; the model's are typed");
    List<NewColumn> columns = new ArrayList<>();
    columns.add(NewColumn.of(LOG_PROB, logProb));
    if (scores == null) return columns;
    columns.add(
        NewColumn.of("percentile", Arrays.stream(logProb).map(scores::percentile).toArray()));
    ScoreQuantiles judging = falseAlarms == null ? scores : scores.withFalseAlarms(falseAlarms);
    if (judging.alarm() != null)
      columns.add(
          NewColumn.of(
              "anomaly", Arrays.stream(logProb).map(v -> judging.alarm().at(v) ? 1 : 0).toArray()));
    if (contributions) contributions(flow, sample, columns);
    return columns;
  }

  private static void contributions(Flow flow, Sample sample, List<NewColumn> columns) {
    Rows odd = Contributions.of(flow).of(sample.rows(), sample.context());
    List<String> names = ModelTable.names(flow.schema().features());
    for (int j = 0; j < names.size(); j++)
      columns.add(NewColumn.of("odd_" + names.get(j), odd.column(j)));
    columns.add(
        new NewColumn(
            "oddest",
            Arrays.stream(Contributions.oddest(odd))
                .mapToObj(j -> j < 0 ? "" : names.get(j))
                .toList()));
  }
}

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
  private static final String PERCENTILE = "percentile";
  private static final String ANOMALY = "anomaly";
  private static final String ODDEST = "oddest";

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
              + " together. Takes as long as scoring some 85 rows for each number of each row, and a row for"
              + " each level of a category.")
  private boolean contributions;

  /** The options given. */
  boolean given() {
    return falseAlarms != null || contributions;
  }

  /** Whether a row takes as long as hundreds that are scored alone. */
  boolean slow() {
    return contributions;
  }

  /**
   * Checks that a model can give what was asked for.
   *
   * @throws DataException if it does not know what that takes
   */
  void check(Flow flow) {
    if (falseAlarms != null) Checks.rate(falseAlarms);
    if (flow.scores().isEmpty() && given())
      throw new DataException(
          (contributions ? "--contributions" : "--false-alarms")
              + " needs the quantiles of scores, which the model lacks: train it on a table with"
              + " this version, --start MODEL keeps what it has learned");
  }

  /** The names of the new columns. */
  List<String> names(Flow flow) {
    List<String> names = new ArrayList<>(List.of(LOG_PROB));
    if (flow.scores().isEmpty()) return names;
    names.add(PERCENTILE);
    if (judging(flow).alarm() != null) names.add(ANOMALY);
    if (!contributions) return names;
    for (String name : ModelTable.featureNames(flow)) names.add("odd_" + name);
    names.add(ODDEST);
    return names;
  }

  /** The quantiles with the threshold that counts. */
  private ScoreQuantiles judging(Flow flow) {
    ScoreQuantiles scores = flow.scores().orElseThrow();
    return falseAlarms == null ? scores : scores.withFalseAlarms(falseAlarms);
  }

  /**
   * The new columns of rows whose log-densities are known.
   *
   * @param x [rows, features], of typed columns as {@link io.github.flows4j.TableFlow} takes them
   * @param context [rows, context columns], or null
   */
  List<NewColumn> of(Flow flow, Rows x, Rows context, double[] logProb) {
    List<NewColumn> columns = new ArrayList<>();
    columns.add(NewColumn.of(LOG_PROB, logProb));
    if (flow.scores().isEmpty()) return columns;
    ScoreQuantiles scores = judging(flow);
    columns.add(NewColumn.of(PERCENTILE, Arrays.stream(logProb).map(scores::percentile).toArray()));
    if (scores.alarm() != null)
      columns.add(
          NewColumn.of(
              ANOMALY, Arrays.stream(logProb).map(v -> scores.alarm().at(v) ? 1 : 0).toArray()));
    if (contributions) contributions(flow, x, context, columns);
    return columns;
  }

  private static void contributions(Flow flow, Rows x, Rows context, List<NewColumn> columns) {
    Rows odd = Contributions.of(flow).of(x, context);
    List<String> names = ModelTable.featureNames(flow);
    for (int j = 0; j < names.size(); j++)
      columns.add(NewColumn.of("odd_" + names.get(j), odd.column(j)));
    columns.add(
        new NewColumn(
            ODDEST,
            Arrays.stream(Contributions.oddest(odd))
                .mapToObj(j -> j < 0 ? "" : names.get(j))
                .toList()));
  }
}

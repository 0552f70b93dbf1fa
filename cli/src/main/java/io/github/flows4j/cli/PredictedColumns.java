package io.github.flows4j.cli;

import io.github.flows4j.ColumnConditional;
import io.github.flows4j.ColumnDistribution;
import io.github.flows4j.data.NewColumn;
import io.github.flows4j.data.TypedValues;
import io.github.flows4j.spec.CategoryColumn;
import io.github.flows4j.spec.NumberColumn;
import io.github.flows4j.spec.TableColumn;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** What predict says of each row's column. */
final class PredictedColumns {
  /** Distributions that are held at a time. */
  private static final int CHUNK = 1_000;

  /** As many digits as the quadrature bears. */
  private static final MathContext DIGITS = new MathContext(6);

  @Option(
      names = "--quantiles",
      paramLabel = "Q,...",
      split = ",",
      hideParamSyntax = true,
      description = "Quantiles of a column of numbers, between 0 and 1 (default 0.05,0.5,0.95).")
  private List<String> quantiles;

  @Option(
      names = "--probabilities",
      paramLabel = "N",
      description =
          "Of a column of categories the probabilities of the N most common ones (default 20).")
  private Integer most;

  private final List<String> names = new ArrayList<>();
  private double[] at;

  /**
   * Checks the options.
   *
   * @throws UsageProblem quoting what is wrong
   */
  void check() {
    if (most != null && most < 0)
      throw new UsageProblem("--probabilities must be >= 0, was " + most);
    for (String text : quantiles == null ? List.of("0.05", "0.5", "0.95") : quantiles) {
      String stripped = text.strip();
      if (names.contains(stripped))
        throw new UsageProblem("--quantiles has " + stripped + " twice");
      names.add(stripped);
    }
    at = names.stream().mapToDouble(PredictedColumns::quantile).toArray();
  }

  private static double quantile(String text) {
    double value = Double.NaN;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      // Said below.
    }
    if (value > 0 && value < 1) return value;
    throw new UsageProblem(
        "--quantiles must be numbers above 0 and below 1, such as 0.05,0.5,0.95, one was '"
            + text
            + "'");
  }

  /**
   * The columns for each row, and how near they came where the column is there.
   *
   * @throws UsageProblem if an option does not suit the column
   */
  Predictions of(ColumnConditional conditional, PredictInput input) {
    TableColumn column = conditional.column();
    if (column instanceof CategoryColumn && quantiles != null)
      throw new UsageProblem(
          "--quantiles is for numbers, and " + column.name() + " holds categories");
    if (column instanceof NumberColumn && most != null)
      throw new UsageProblem(
          "--probabilities is for categories, and " + column.name() + " holds numbers");
    Map<String, List<String>> texts = new LinkedHashMap<>();
    Hits hits = new Hits();
    for (int from = 0; from < input.count(); from += CHUNK) {
      PredictInput part = input.slice(from, Math.min(input.count(), from + CHUNK));
      List<ColumnDistribution> all = conditional.of(part.rows(), part.context());
      for (int i = 0; i < all.size(); i++) {
        double own = part.own() == null ? Double.NaN : part.own().get(i, 0);
        hits.impossible += all.get(i).possible() ? 0 : 1;
        if (column instanceof CategoryColumn category) add(category, all.get(i), own, texts, hits);
        else add((NumberColumn) column, all.get(i), own, texts, hits);
      }
    }
    List<NewColumn> columns = new ArrayList<>();
    texts.forEach((name, values) -> columns.add(new NewColumn(name, values)));
    return new Predictions(columns, hits.notes(column));
  }

  private void add(
      NumberColumn column,
      ColumnDistribution found,
      double own,
      Map<String, List<String>> texts,
      Hits hits) {
    double least = Double.NaN;
    double largest = Double.NaN;
    for (int q = 0; q < at.length; q++) {
      double value = found.quantile(at[q]);
      least = Double.isNaN(least) ? value : Math.min(least, value);
      largest = Double.isNaN(largest) ? value : Math.max(largest, value);
      put(texts, column.name() + "_q" + names.get(q), text(column, value));
    }
    double mean = found.mean();
    boolean timed =
        column.kind() == NumberColumn.Kind.DATE || column.kind() == NumberColumn.Kind.TIME;
    put(texts, column.name() + "_mean", timed ? text(column, mean) : figure(mean));
    if (column.mayMiss()) put(texts, column.name() + "_missing", figure(found.missing()));
    if (Double.isNaN(own) || !found.possible()) return;
    hits.known++;
    if (own >= least && own <= largest) hits.right++;
    hits.wrongBy += Math.abs(own - found.quantile(0.5));
  }

  private void add(
      CategoryColumn column,
      ColumnDistribution found,
      double own,
      Map<String, List<String>> texts,
      Hits hits) {
    int best = found.mostProbable();
    put(texts, column.name() + "_predicted", best < 0 ? "" : column.levels().get(best));
    for (int level : shown(column))
      put(texts, "p_" + column.levels().get(level), figure(found.probability(level)));
    if (column.mayMiss()) put(texts, column.name() + "_missing", figure(found.missing()));
    if (Double.isNaN(own) || best < 0) return;
    hits.known++;
    if (own == best) hits.right++;
  }

  /** The most common levels, in their order. */
  private int[] shown(CategoryColumn column) {
    return IntStream.range(0, column.levels().size())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer k) -> -column.shares().get(k)))
        .limit(most == null ? 20 : most)
        .sorted()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static void put(Map<String, List<String>> texts, String name, String text) {
    texts.computeIfAbsent(name, key -> new ArrayList<>()).add(text);
  }

  private static String text(NumberColumn column, double value) {
    boolean real = column.kind() == NumberColumn.Kind.REAL && column.step() == 0;
    return real ? figure(value) : TypedValues.text(column, value);
  }

  private static String figure(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString()
        : "";
  }

  /** How near the answers are, where the column is there. */
  private final class Hits {
    private int known;
    private int right;
    private double wrongBy;
    private int impossible;

    List<String> notes(TableColumn column) {
      List<String> notes = new ArrayList<>();
      if (impossible > 0)
        notes.add(
            "warning: of "
                + Report.count(impossible)
                + " rows the other columns are impossible under the model: nothing is said of them");
      if (known == 0) return notes;
      String percent = String.format(Locale.ROOT, "%.1f %%", 100.0 * right / known);
      if (column instanceof CategoryColumn)
        notes.add(
            column.name()
                + ": the most probable category is the row's own in "
                + percent
                + " of "
                + Report.count(known)
                + " rows");
      else if (column instanceof NumberColumn number)
        notes.add(
            column.name()
                + ": "
                + (at.length < 2
                    ? ""
                    : percent
                        + " of "
                        + Report.count(known)
                        + " rows' own values lie within the quantiles; ")
                + "from the median they are "
                + figure(wrongBy / known)
                + (number.kind() == NumberColumn.Kind.DATE
                        || number.kind() == NumberColumn.Kind.TIME
                    ? " seconds"
                    : "")
                + " off on average");
      return notes;
    }
  }
}

package io.github.flows4j.cli.report;

import io.github.flows4j.metrics.NegativeLogLikelihood;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How probable the held-out rows are to the model. */
public final class Likelihood {
  private Likelihood() {}

  /**
   * The section.
   *
   * @param real log-densities of all held-out rows in the user's units, at least 1
   * @param generated those of generated rows; may be empty
   * @param logDet what standardizing a row adds to the negative log-likelihood
   * @param features numbers in a row
   */
  public static void write(
      Page page, double[] real, double[] generated, double logDet, int features) {
    page.section("likelihood", "Likelihood");
    NegativeLogLikelihood nll = NegativeLogLikelihood.of(real);
    String error = " \u00b1 " + Numbers.brief(nll.standardError());
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("in the columns' own units", Numbers.number(nll.mean()) + error));
    if (logDet != 0)
      table.add(List.of("of standardized rows", Numbers.number(nll.mean() + logDet) + error));
    table.add(
        List.of("bits per dimension, own units", Numbers.number(nll.bitsPerDimension(features))));
    page.table(List.of("Negative log-likelihood", "nats a row"), table);
    long impossible = Arrays.stream(real).filter(v -> v == Double.NEGATIVE_INFINITY).count();
    double[] finite = Arrays.stream(real).filter(Double::isFinite).toArray();
    double[] own = Arrays.stream(generated).filter(Double::isFinite).toArray();
    page.value("log_density_impossible_rows", impossible);
    judge(page, impossible, finite, own);
    if (finite.length > 0 && own.length > 0) {
      page.legend();
      page.largeFigures(
          List.of(
              new Page.Figure(
                  picture(finite, own),
                  "Log-densities of real rows and of rows that the model generated, nats, own"
                      + " units.")));
    }
    page.hint(
        "Smaller is better, and only models of the same columns in the same units compare. The"
            + " orange line should follow the blue area: a tail of real rows at the left that the"
            + " model does not have are rows it finds too improbable.");
  }

  private static void judge(Page page, long impossible, double[] real, double[] generated) {
    if (impossible > 0) {
      page.verdict(
          Verdict.POOR,
          Numbers.count(impossible) + " held-out rows are impossible to the model (density 0).");
      return;
    }
    if (real.length < 2 || generated.length < 2) {
      page.verdict(Verdict.NONE, "There is no second model to compare with.");
      return;
    }
    NegativeLogLikelihood data = NegativeLogLikelihood.of(real);
    NegativeLogLikelihood model = NegativeLogLikelihood.of(generated);
    double gap = data.mean() - model.mean();
    double error = Math.hypot(data.standardError(), model.standardError());
    page.value("log_density_gap", gap).value("log_density_gap_standard_error", error);
    String how =
        "Real rows cost "
            + Numbers.brief(Math.abs(gap))
            + " \u00b1 "
            + Numbers.brief(error)
            + " nats "
            + (gap < 0 ? "less" : "more")
            + " than the model's own; for a right model the two are equal.";
    if (Math.abs(gap) < 3 * error || Math.abs(gap) < 0.02) page.verdict(Verdict.GOOD, how);
    else page.verdict(Math.abs(gap) < 0.5 ? Verdict.WATCH : Verdict.POOR, how);
  }

  private static Svg picture(double[] real, double[] generated) {
    Svg svg = new Svg(620, 250, "Histogram of log-densities");
    Binned bins = Binned.of(real, 0);
    double[] a = bins.shares(real);
    double[] b = bins.shares(generated);
    double low = bins.discrete() ? 0 : bins.low();
    double high = bins.discrete() ? a.length : bins.high();
    double top = Math.max(Arrays.stream(a).max().orElse(0), Arrays.stream(b).max().orElse(0));
    Frame frame = new Frame(56, 12, 552, 206, low, high, 0, 1.05 * top);
    frame.drawY(svg, 5);
    Marginals.stairs(svg, "real-area", frame, a, true);
    Marginals.stairs(svg, "gen-line", frame, b, false);
    if (!bins.discrete()) frame.drawX(svg, 6);
    return svg;
  }
}

package io.github.flows4j.cli.report;

import io.github.flows4j.Rows;
import io.github.flows4j.metrics.NearestNeighbourDistance;
import java.util.List;

/** Whether the model hands out its training rows. */
public final class Memorisation {
  /** Of the held-out rows this share is nearest to the training rows. */
  private static final double NEAREST = 0.01;

  private Memorisation() {}

  /** The section where there are no training rows to compare with. */
  public static void missing(Page page, String why) {
    page.section("memorisation", "Memorisation");
    page.verdict(Verdict.NONE, why);
  }

  /**
   * The section.
   *
   * @param heldOut [rows, columns] in scaled units, at least 1
   * @param generated [about as many rows, columns], at least 1
   * @param training [rows, columns], at least 1
   */
  public static void write(Page page, Rows heldOut, Rows generated, Rows training) {
    page.section("memorisation", "Memorisation");
    var real = NearestNeighbourDistance.of(heldOut, training);
    var own = NearestNeighbourDistance.of(generated, training);
    double near = real.quantile(NEAREST);
    double expected = real.shareWithin(near);
    double share = own.shareWithin(near);
    double ratio = own.median() / real.median();
    page.value("memorisation_median_ratio", ratio);
    page.value("memorisation_share_near", share).value("memorisation_share_expected", expected);
    // Both shares are counts: three sds of their difference.
    double chance =
        3 * Math.sqrt(Math.max(NEAREST, expected) * (1.0 / real.count() + 1.0 / own.count()));
    String how =
        Numbers.percent(share)
            + " of the generated rows are as near to a training row as the nearest "
            + Numbers.percent(expected)
            + " of the held-out rows"
            + (real.median() > 0
                ? "; the median distance is " + Numbers.brief(ratio) + " times theirs."
                : ".");
    boolean close = real.median() > 0 && ratio < 0.8;
    if (share > expected + 4 * chance || (real.median() > 0 && ratio < 0.5))
      page.verdict(Verdict.POOR, "The model copies training rows: " + how);
    else if (share > expected + chance || close)
      page.verdict(Verdict.WATCH, "Generated rows lie nearer to training rows: " + how);
    else page.verdict(Verdict.GOOD, "No sign of copying: " + how);
    page.table(
        List.of("Distance to the nearest training row", "held-out", "generated"),
        List.of(
            row("1st percentile", real.quantile(NEAREST), own.quantile(NEAREST)),
            row("median", real.median(), own.median()),
            row("99th percentile", real.quantile(1 - NEAREST), own.quantile(1 - NEAREST)),
            List.of(
                "within the held-out rows' 1st percentile",
                Numbers.percent(expected),
                Numbers.percent(share))));
    page.hint(
        "Standardized rows, "
            + Numbers.count(real.count())
            + " held-out and "
            + Numbers.count(own.count())
            + " generated against "
            + Numbers.count(training.count())
            + " training rows. A ratio of medians near 1 and about as many near rows as among the"
            + " held-out ones is what a model that has learnt the distribution gives; a copying"
            + " one is much nearer. A larger ratio is no copying, but rows where there are no real"
            + " ones.");
  }

  private static List<String> row(String name, double real, double own) {
    return List.of(name, Numbers.brief(real), Numbers.brief(own));
  }
}

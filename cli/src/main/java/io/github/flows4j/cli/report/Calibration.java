package io.github.flows4j.cli.report;

import io.github.flows4j.metrics.ProbabilityIntegralTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Whether real values lie among generated ones as often where the model says. */
public final class Calibration {
  private static final int BINS = 20;
  private static final double PROBABILITY = 0.99;

  private Calibration() {}

  /**
   * The section.
   *
   * @param names of the transforms, the columns' and whatever else was ranked
   * @param ranks one a name; may be empty
   * @param draws how many generated values of its own each real one was ranked among, or 0 if all
   *     were ranked among the same
   */
  public static void write(
      Page page, List<String> names, List<ProbabilityIntegralTransform> ranks, int draws) {
    page.section("calibration", "Calibration");
    if (ranks.isEmpty()) {
      page.verdict(Verdict.NONE, "The model's samples were not finite.");
      return;
    }
    int worst = 0;
    for (int j = 1; j < ranks.size(); j++)
      if (ranks.get(j).pValue() < ranks.get(worst).pValue()
          || (ranks.get(j).pValue() == ranks.get(worst).pValue()
              && ranks.get(j).kolmogorovSmirnov() > ranks.get(worst).kolmogorovSmirnov()))
        worst = j;
    int outside = ranks.stream().mapToInt(Calibration::outside).sum();
    judge(page, names.get(worst), ranks.get(worst), ranks.size(), outside);
    page.value("calibration_bars_outside", outside);
    page.value("calibration_bars", BINS * ranks.size());
    page.value("calibration_smallest_p", ranks.get(worst).pValue());
    page.value("calibration_smallest_p_of", names.get(worst));
    page.text(
        draws > 0
            ? "Simulation-based calibration: the rank of each of "
                + Numbers.count(ranks.get(0).count())
                + " real values among "
                + draws
                + " that the model generated under the same context."
            : "The rank of each of "
                + Numbers.count(ranks.get(0).count())
                + " real values among all generated ones (probability-integral transform).");
    double[] byDistance =
        ranks.stream().mapToDouble(ProbabilityIntegralTransform::kolmogorovSmirnov).toArray();
    int[] shown = Marginals.shown(byDistance);
    List<Page.Figure> figures = new ArrayList<>();
    for (int j : shown)
      figures.add(new Page.Figure(picture(names.get(j), ranks.get(j)), caption(ranks.get(j))));
    page.figures(figures);
    if (shown.length < ranks.size())
      page.text("The " + shown.length + " of " + ranks.size() + " that are least uniform.");
    page.hint(
        "Bars should be level and within the grey band, which holds each bar with a probability of"
            + " 99 % if the model is right; bars outside are orange. High at both ends: the model"
            + " is too narrow. High in the middle: too wide. Falling: its values are too high;"
            + " rising: too low. p is the probability of so uneven a picture by chance"
            + " (Kolmogorov-Smirnov); with many rows it shows differences too small to matter.");
  }

  /** Bars outside of the band. */
  private static int outside(ProbabilityIntegralTransform ranks) {
    double[] band = ranks.band(BINS, PROBABILITY);
    return (int)
        IntStream.of(ranks.histogram(BINS)).filter(c -> c < band[0] || c > band[1]).count();
  }

  private static void judge(
      Page page, String name, ProbabilityIntegralTransform worst, int of, int outside) {
    double p = Math.min(1, worst.pValue() * of);
    double distance = worst.kolmogorovSmirnov();
    double expected = (1 - PROBABILITY) * BINS * of;
    boolean many = outside > expected + 3 * Math.sqrt(expected) + 1;
    if (p >= 0.01 && many) {
      page.verdict(
          Verdict.WATCH,
          outside
              + " of "
              + BINS * of
              + " bars lie outside of the band, where chance puts about "
              + Math.max(1, Math.round(expected))
              + ": the model is off in places, if not by much.");
      return;
    }
    if (p >= 0.01) {
      page.verdict(Verdict.GOOD, "The ranks are uniform as far as these rows can tell.");
      return;
    }
    page.verdict(
        distance < 0.06 ? Verdict.WATCH : Verdict.POOR,
        "Least uniform is "
            + name
            + ", "
            + how(worst)
            + " (largest difference of shares "
            + Numbers.brief(distance)
            + ", p "
            + Numbers.probability(worst.pValue())
            + ").");
  }

  private static String how(ProbabilityIntegralTransform ranks) {
    // sds of the mean and of the spread of uniform numbers: 1 / sqrt(12 n), sqrt(0.8 / n).
    double shift = Math.abs(ranks.mean() - 0.5) * Math.sqrt(12.0 * ranks.count());
    double stretch = Math.abs(ranks.spread() - 1) * Math.sqrt(ranks.count() / 0.8);
    if (Math.max(shift, stretch) < 3) return "uneven in places";
    if (shift > stretch) return ranks.mean() < 0.5 ? "generated too high" : "generated too low";
    return ranks.spread() > 1 ? "generated too narrow" : "generated too wide";
  }

  private static String caption(ProbabilityIntegralTransform ranks) {
    return "p "
        + Numbers.probability(ranks.pValue())
        + ", largest difference "
        + Numbers.brief(ranks.kolmogorovSmirnov());
  }

  private static Svg picture(String name, ProbabilityIntegralTransform ranks) {
    Svg svg = new Svg(360, 180, "Ranks of " + name);
    svg.text("name", 195, 14, Markup.shortened(name, 44));
    int[] counts = ranks.histogram(BINS);
    double[] band = ranks.band(BINS, PROBABILITY);
    double top = 1.05 * Math.max(band[1], IntStream.of(counts).max().orElse(0));
    Frame frame = new Frame(46, 24, 304, 130, 0, 1, 0, top);
    frame.drawY(svg, 3);
    double width = frame.width() / BINS;
    for (int k = 0; k < BINS; k++) {
      boolean inside = counts[k] >= band[0] && counts[k] <= band[1];
      double y = frame.y(counts[k]);
      double left = frame.left() + k * width + 0.5;
      svg.rect(inside ? "real-bar" : "outside", left, y, width - 1, frame.bottom() - y);
    }
    double upper = frame.y(band[1]);
    svg.rect("band", frame.left(), upper, frame.width(), frame.y(band[0]) - upper);
    double level = frame.y((double) ranks.count() / BINS);
    svg.line("axis", frame.left(), level, frame.left() + frame.width(), level);
    frame.drawX(svg, 4);
    return svg;
  }
}

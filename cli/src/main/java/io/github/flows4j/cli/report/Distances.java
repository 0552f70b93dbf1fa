package io.github.flows4j.cli.report;

import io.github.flows4j.Rows;
import io.github.flows4j.metrics.ClassifierTwoSampleTest;
import io.github.flows4j.metrics.DensityCoverage;
import io.github.flows4j.metrics.EnergyDistance;
import io.github.flows4j.metrics.MaximumMeanDiscrepancy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Distances between generated and real rows, beside those between real rows and real rows. */
public final class Distances {
  /** Ways to split the real rows in two: what shows how much chance does. */
  private static final int SPLITS = 15;

  /** Rows times squared columns of the classifier's test: half a minute on two busy cores. */
  private static final double MOST_WORK = 100_000;

  private static final int FEWEST_CLASSIFIED = 100;

  private Distances() {}

  /** One measure: of two samples a number. */
  private interface Measure {
    double of(Rows x, Rows y);
  }

  /**
   * The section.
   *
   * @param real [2n rows, columns] in scaled units, in random order
   * @param generated [n rows or fewer, columns] in the same units, generated under the contexts of
   *     the last n real rows
   */
  public static void write(Page page, Rows real, Rows generated, long seed) {
    page.section("distances", "Distances");
    int n = real.count() / 2;
    if (n <= DensityCoverage.DEFAULT_NEIGHBOURS || generated.count() < 10) {
      page.verdict(Verdict.NONE, "There are too few rows.");
      return;
    }
    List<List<String>> table = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    Measure density = (x, y) -> DensityCoverage.of(x, y).density();
    Measure coverage = (x, y) -> DensityCoverage.of(x, y).coverage();
    Measure mmd = (x, y) -> MaximumMeanDiscrepancy.of(x, y).squared();
    Measure energy = (x, y) -> EnergyDistance.of(x, y).value();
    verdicts.add(row(page, table, "Density", "density", density, real, generated, seed));
    verdicts.add(row(page, table, "Coverage", "coverage", coverage, real, generated, seed));
    verdicts.add(row(page, table, "MMD squared", "mmd_squared", mmd, real, generated, seed));
    verdicts.add(row(page, table, "Energy distance", "energy", energy, real, generated, seed));
    verdicts.add(classifier(page, table, real.slice(0, n), generated, seed));
    judge(page, table, verdicts);
    page.table(List.of("Measure", "generated", "real", "judged"), table);
    page.hint(
        "Standardized rows, "
            + Numbers.count(n)
            + " of each kind. The column \"real\" is what two halves of the held-out rows give,"
            + " from least to most over "
            + SPLITS
            + " splits: a good model lies there. Density below it: rows where there are no real"
            + " ones; above it: too little variety. Coverage below it: parts of the data are never"
            + " generated. MMD and energy distance: the smaller the better. C2ST is how often a"
            + " trained classifier tells generated rows from real ones: 0.5 is chance, 0.6 is"
            + " hard, 1 is always.");
  }

  private static void judge(Page page, List<List<String>> table, List<Verdict> verdicts) {
    Verdict worst = verdicts.stream().max(Comparator.naturalOrder()).orElse(Verdict.NONE);
    List<String> which = new ArrayList<>();
    for (int i = 0; i < verdicts.size(); i++)
      if (verdicts.get(i) == worst) which.add(table.get(i).get(0).replaceFirst(" \\(.*", ""));
    String named = String.join(", ", which);
    page.verdict(
        worst,
        switch (worst) {
          case GOOD -> "Generated rows are as near to real ones as real rows are to each other.";
          case WATCH -> "Not quite as real rows are to each other: " + named + ".";
          case POOR -> "The generated rows are clearly told from real ones: " + named + ".";
          case NONE -> "No distance could be measured.";
        });
  }

  private static Verdict row(
      Page page,
      List<List<String>> table,
      String label,
      String key,
      Measure measure,
      Rows real,
      Rows generated,
      long seed) {
    try {
      int n = real.count() / 2;
      double value = measure.of(real.slice(0, n), generated);
      double[] floor = new double[SPLITS];
      var random = new SplittableRandom(seed);
      for (int k = 0; k < SPLITS; k++) {
        Rows mixed = k == 0 ? real : shuffled(real, random);
        floor[k] = measure.of(mixed.slice(0, n), mixed.slice(n, 2 * n));
      }
      Arrays.sort(floor);
      double low = floor[0];
      double high = floor[SPLITS - 1];
      double width = high - low;
      double beyond = Math.max(low - value, value - high);
      // Distances below what real rows give are no fault.
      if (key.equals("mmd_squared") || key.equals("energy")) beyond = value - high;
      Verdict verdict =
          beyond <= 0.25 * width
              ? Verdict.GOOD
              : beyond <= 4 * width ? Verdict.WATCH : Verdict.POOR;
      page.value(key, value);
      page.value(key + "_floor_least", low).value(key + "_floor_most", high);
      table.add(
          List.of(
              label,
              Numbers.brief(value),
              Numbers.brief(low) + " to " + Numbers.brief(high),
              verdict.label()));
      return verdict;
    } catch (IllegalArgumentException e) {
      table.add(List.of(label, "not measured: " + e.getMessage(), "", Verdict.NONE.label()));
      return Verdict.NONE;
    }
  }

  private static Rows shuffled(Rows rows, SplittableRandom random) {
    int[] order = new int[rows.count()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return rows.pick(order);
  }

  private static Verdict classifier(
      Page page, List<List<String>> table, Rows real, Rows generated, long seed) {
    int features = real.columns();
    double afford = MOST_WORK / Math.max(4, (double) features * features);
    int n = (int) Math.min(Math.min(real.count(), generated.count()), afford);
    if (n < Math.min(FEWEST_CLASSIFIED, real.count())) {
      table.add(
          List.of("C2ST", "not measured: so many columns take too long", "", Verdict.NONE.label()));
      return Verdict.NONE;
    }
    double accuracy =
        ClassifierTwoSampleTest.of(real.slice(0, n), generated.slice(0, n), seed).accuracy();
    double chance = 0.5 + 2.58 * 0.55 / Math.sqrt(2.0 * n);
    page.value("c2st", accuracy).value("c2st_rows", n).value("c2st_chance", chance);
    Verdict verdict =
        accuracy <= chance
            ? Verdict.GOOD
            : accuracy <= Math.max(0.65, chance + 0.1) ? Verdict.WATCH : Verdict.POOR;
    table.add(
        List.of(
            "C2ST (" + Numbers.count(n) + " rows of each)",
            Numbers.brief(accuracy),
            "0.5 to " + Numbers.brief(chance) + " is chance",
            verdict.label()));
    return verdict;
  }
}

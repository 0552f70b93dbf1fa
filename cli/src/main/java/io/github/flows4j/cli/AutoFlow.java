package io.github.flows4j.cli;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.train.Optimizer;
import io.github.flows4j.train.TrainOptions;

/**
 * The flow that {@code --flow auto} picks for a table, by rows and columns alone: autoregressive
 * splines, which fit tables best here, as large as the rows can bear. Validation rows decide which
 * weights are kept.
 *
 * @param recipe the flow
 * @param weightDecay of AdamW; 0 for Adam
 * @param why what was picked, and why, in one line
 */
record AutoFlow(Recipe recipe, double weightDecay, String why) {
  private static final int FEW_ROWS = 2_000;
  private static final int SOME_ROWS = 20_000;
  private static final int BINS = 8;

  /** What suits so many rows and columns. */
  static AutoFlow of(int rows, int features, int context) {
    int width = rows < FEW_ROWS ? 64 : rows < SOME_ROWS ? 128 : 256;
    int transforms = rows < SOME_ROWS ? 3 : 5;
    double decay = rows < FEW_ROWS ? 0.1 : rows < SOME_ROWS ? 0.01 : 0;
    Recipe recipe =
        Flows.nsf(features)
            .withTransforms(transforms)
            .withHidden(width, width)
            .withBins(BINS)
            .withContext(context);
    String size = rows < FEW_ROWS ? "few" : rows < SOME_ROWS ? "some" : "many";
    return new AutoFlow(
        recipe,
        decay,
        "auto: nsf, "
            + transforms
            + " layers of width "
            + width
            + (decay > 0 ? ", weight decay " + decay : "")
            + ", since splines fit tables best and "
            + Report.count(rows)
            + " rows are "
            + size);
  }

  /** Options as they suit it, where nothing else was said. */
  TrainOptions adapted(TrainOptions options) {
    return weightDecay == 0 || options.optimizer().weightDecay() > 0
        ? options
        : options.withOptimizer(Optimizer.adamW(weightDecay));
  }
}

package io.github.flows4j.cli;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Recipe;

/**
 * The flow that {@code --flow auto} picks for a table, and how it is trained, by rows and columns
 * alone. Validation rows decide which weights are kept. docs/decisions/0011-auto.md has the figures
 * that the choices are from.
 *
 * @param recipe the flow
 * @param learningRate of the training, where no other was given
 * @param weightDecay of AdamW; 0 for Adam
 * @param averageDecay of the moving average of the weights
 * @param why what was picked, and why, in one line
 */
record AutoFlow(
    Recipe recipe, double learningRate, double weightDecay, double averageDecay, String why) {
  private static final int WIDE = 32;
  private static final int FEW_ROWS = 2_000;
  private static final int SOME_ROWS = 20_000;
  private static final double AVERAGE = 0.998;

  /** What suits so many rows and columns. */
  static AutoFlow of(int rows, int features, int context) {
    double decay = rows < SOME_ROWS ? 0.3 : 0;
    String decayed = decay > 0 ? ", weight decay " + decay : "";
    String size = Report.count(rows) + (rows < SOME_ROWS ? " rows are few" : " rows are many");
    if (features >= WIDE) {
      int width = rows < FEW_ROWS ? 64 : rows < SOME_ROWS ? 128 : 256;
      return new AutoFlow(
          Flows.glow(features).withTransforms(8).withHidden(width, width).withContext(context),
          2e-3,
          decay,
          AVERAGE,
          "auto: glow, 8 steps of width "
              + width
              + decayed
              + ": "
              + features
              + " columns are wide, where affine couplings with LU learn soonest; "
              + size);
    }
    int width = rows < FEW_ROWS ? 32 : rows < SOME_ROWS ? 64 : 128;
    int transforms = rows < FEW_ROWS ? 3 : 5;
    int bins = rows < SOME_ROWS ? 8 : 16;
    return new AutoFlow(
        Flows.nsf(features)
            .withTransforms(transforms)
            .withHidden(width, width)
            .withBins(bins)
            .withActNorm(true)
            .withContext(context),
        3e-3,
        decay,
        AVERAGE,
        "auto: nsf, "
            + transforms
            + " layers of width "
            + width
            + ", "
            + bins
            + " bins, act norm between"
            + decayed
            + ": splines fit tables of a few columns best; "
            + size);
  }
}

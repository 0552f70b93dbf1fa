package io.github.flows4j.cli;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Recipe;

/**
 * The flow that {@code --flow auto} picks for a table, and how it is trained, by rows, columns and
 * whether values repeat. Validation rows decide which weights are kept. docs/decisions/0011-auto.md
 * has the figures that the choices are from.
 *
 * @param recipe the flow
 * @param learningRate of the training, where no other was given
 * @param weightDecay of AdamW; 0 for Adam
 * @param averageDecay of the moving average of the weights
 * @param noise deviation of the noise on training rows; 0 for none
 * @param ensemble how many flows are trained and mixed
 * @param why what was picked, and why, in one line
 */
record AutoFlow(
    Recipe recipe,
    double learningRate,
    double weightDecay,
    double averageDecay,
    double noise,
    int ensemble,
    String why) {
  private static final int WIDE = 32;
  private static final int FEW_ROWS = 2_000;
  private static final int SOME_ROWS = 20_000;
  private static final double DECAY = 0.3;

  /** Deviations of noise on few rows with values that many of them share: see decision 11. */
  private static final double NOISE = 0.1;

  /** What a member of an ensemble takes, of few rows and of more. */
  private static final double FEW_SECONDS = 10;

  private static final double SECONDS = 20;

  /** The same training of another flow. */
  AutoFlow withRecipe(Recipe other) {
    return new AutoFlow(other, learningRate, weightDecay, averageDecay, noise, ensemble, why);
  }

  /**
   * What suits a table.
   *
   * @param job of rows with an end
   * @param budget seconds that the training may take; 0 if it is told by steps
   */
  static AutoFlow of(TrainingJob job, double budget) {
    int rows = job.rows();
    int features = job.features();
    int context = job.context();
    boolean few = rows < FEW_ROWS;
    boolean many = rows >= SOME_ROWS;
    int ensemble = few ? 5 : many ? 1 : 3;
    // One flow that is trained to its end is better than several that are not.
    if (budget > 0)
      ensemble = (int) Math.max(1, Math.min(ensemble, budget / (few ? FEW_SECONDS : SECONDS)));
    double noise = !many && job.repeats(NOISE) ? NOISE : 0;
    String size =
        Report.count(rows)
            + (many
                ? " rows are many"
                : " rows are few: weight decay "
                    + DECAY
                    + (noise > 0 ? ", noise " + noise + " where values repeat" : "")
                    + (ensemble > 1 ? ", " + ensemble + " flows mixed" : ""));
    double decay = many ? 0 : DECAY;
    if (features >= WIDE) {
      int width = few ? 64 : many ? 256 : 128;
      int steps = many ? 10 : 8;
      String why =
          "auto: glow, "
              + steps
              + " steps of width "
              + width
              + ": "
              + features
              + " columns are wide, where affine couplings with LU learn soonest; "
              + size;
      Recipe glow =
          Flows.glow(features).withTransforms(steps).withHidden(width, width).withContext(context);
      return new AutoFlow(
          glow, many ? 1.5e-3 : 2e-3, decay, many ? 0.999 : 0.998, noise, ensemble, why);
    }
    int width = few ? 32 : many ? 128 : 64;
    int transforms = few ? 3 : 5;
    int bins = many ? 16 : 8;
    String why =
        "auto: nsf, "
            + transforms
            + " layers of width "
            + width
            + ", "
            + bins
            + " bins, act norm between: splines fit tables of a few columns best; "
            + size;
    Recipe nsf =
        Flows.nsf(features)
            .withTransforms(transforms)
            .withHidden(width, width)
            .withBins(bins)
            .withActNorm(true)
            .withContext(context);
    return new AutoFlow(nsf, 3e-3, decay, 0.998, noise, ensemble, why);
  }
}

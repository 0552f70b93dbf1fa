package io.github.flows4j.plot;

import java.util.Arrays;

/**
 * Training loss by step (thin), its centred running mean (strong) and, if given, the validation
 * loss.
 *
 * <p>The loss axis follows the bulk of the values, so that a huge first value or a spike does not
 * flatten the rest: lines leave the picture there. Values that are not finite are gaps. Of long
 * runs the lowest and highest loss of each pixel column are drawn.
 */
public final class LossPlot {
  private static final int WIDTH = 820;
  private static final int HEIGHT = 420;

  /** The running mean spans this part of a long run, and ten values or a tenth of a short one. */
  private static final int WINDOWS = 50;

  /** How many times the range of the central 90 % the axis reaches beyond it at most. */
  private static final double REACH = 3;

  private final double[] steps;
  private final double[] loss;
  private final double[] validationSteps;
  private final double[] validation;
  private final String label;

  private LossPlot(
      double[] steps, double[] loss, double[] validationSteps, double[] validation, String label) {
    this.steps = steps;
    this.loss = loss;
    this.validationSteps = validationSteps;
    this.validation = validation;
    this.label = label;
  }

  /**
   * The training loss of steps 1, 2, ..., in nats.
   *
   * @throws IllegalArgumentException if no value is finite
   */
  public static LossPlot of(double[] loss) {
    double[] steps = new double[loss.length];
    for (int i = 0; i < steps.length; i++) steps[i] = i + 1;
    return of(steps, loss);
  }

  /**
   * The training loss at given steps, in nats.
   *
   * @throws IllegalArgumentException if no loss is finite, the lengths differ or the steps do not
   *     ascend
   */
  public static LossPlot of(double[] steps, double[] loss) {
    checkSteps(steps, loss);
    if (Arrays.stream(loss).noneMatch(Double::isFinite))
      throw new IllegalArgumentException("none of the " + loss.length + " losses is finite");
    return new LossPlot(
        steps.clone(),
        loss.clone(),
        new double[0],
        new double[0],
        "negative log-likelihood (nats)");
  }

  /**
   * With the validation loss at given steps; not finite values are gaps.
   *
   * @throws IllegalArgumentException if the lengths differ or the steps do not ascend
   */
  public LossPlot withValidation(double[] steps, double[] loss) {
    checkSteps(steps, loss);
    return new LossPlot(this.steps, this.loss, steps.clone(), loss.clone(), label);
  }

  /** With another label of the loss axis, for example {@code bits per dimension}. */
  public LossPlot withLabel(String label) {
    return new LossPlot(steps, loss, validationSteps, validation, label);
  }

  /** Draws it, about 900 x 520 pixels. */
  public Picture draw() {
    double[] y = range();
    double[] x = {steps[0], steps[steps.length - 1]};
    if (validation.length > 0) {
      x[0] = Math.min(x[0], validationSteps[0]);
      x[1] = Math.max(x[1], validationSteps[validation.length - 1]);
    }
    if (x[0] == x[1]) x = new double[] {x[0] - 1, x[1] + 1};
    int window = Math.max(1, Math.max(loss.length / WINDOWS, Math.min(10, loss.length / 10)));
    Panel panel =
        new Panel(Limits.of(x, y), WIDTH, HEIGHT).labels("step", label).title(title()).legend();
    double[][] thin = extremes();
    panel.markedLine("training", thin[0], thin[1], window > 1 ? Ink.REAL_LIGHT : Ink.REAL, 1);
    if (window > 1) {
      double[][] mean = runningMean(window, y);
      panel.line("mean of " + Points.number(window) + " values", mean[0], mean[1], Ink.REAL, 2.2);
    }
    panel.markedLine("validation", validationSteps, validation, Ink.VALIDATION, 2.2);
    return panel.draw().picture();
  }

  private String title() {
    long lost = Arrays.stream(loss).filter(v -> !Double.isFinite(v)).count();
    return lost == 0 ? "loss" : "loss (" + Points.number(lost) + " values not finite)";
  }

  private double[] range() {
    double[] range = bulk(loss);
    if (Arrays.stream(validation).anyMatch(Double::isFinite)) {
      double[] other = bulk(validation);
      range = new double[] {Math.min(range[0], other[0]), Math.max(range[1], other[1])};
    }
    return Quantiles.padded(range[0], range[1]);
  }

  private static double[] bulk(double[] values) {
    double[] sorted = Quantiles.sortedFinite(values);
    double low = Quantiles.at(sorted, 0.05);
    double high = Quantiles.at(sorted, 0.95);
    double reach = REACH * (high - low);
    // The last values within reach, so that what is beyond takes no room at all.
    double[] within =
        Arrays.stream(sorted).filter(v -> v >= low - reach && v <= high + reach).toArray();
    return new double[] {within[0], within[within.length - 1]};
  }

  /** The curve itself or, when it has more points than pixels, each pixel column's extremes. */
  private double[][] extremes() {
    int columns = WIDTH;
    if (loss.length <= 2 * columns) return new double[][] {steps, loss};
    double[] x = new double[2 * columns];
    double[] y = new double[2 * columns];
    for (int c = 0; c < columns; c++) {
      int from = (int) ((long) c * loss.length / columns);
      int to = (int) ((long) (c + 1) * loss.length / columns);
      double low = Double.NaN;
      double high = Double.NaN;
      for (int i = from; i < to; i++) {
        if (!Double.isFinite(loss[i])) continue;
        low = Double.isNaN(low) ? loss[i] : Math.min(low, loss[i]);
        high = Double.isNaN(high) ? loss[i] : Math.max(high, loss[i]);
      }
      x[2 * c] = x[2 * c + 1] = steps[from];
      y[2 * c] = low;
      y[2 * c + 1] = high;
    }
    return new double[][] {x, y};
  }

  /**
   * The mean of the finite values around a step, each limited to the axis, at up to one step a
   * pixel.
   */
  private double[][] runningMean(int window, double[] range) {
    int n = Math.min(WIDTH, loss.length);
    double[] x = new double[n];
    double[] y = new double[n];
    for (int k = 0; k < n; k++) {
      int at = n == 1 ? 0 : (int) ((long) k * (loss.length - 1) / (n - 1));
      double sum = 0;
      int count = 0;
      int to = Math.min(loss.length, at - window / 2 + window);
      for (int i = Math.max(0, at - window / 2); i < to; i++) {
        if (!Double.isFinite(loss[i])) continue;
        // Limited, so that one spike does not lift the mean out of the picture for a whole window.
        sum += Math.min(Math.max(loss[i], range[0]), range[1]);
        count++;
      }
      x[k] = steps[at];
      y[k] = count == 0 ? Double.NaN : sum / count;
    }
    return new double[][] {x, y};
  }

  private static void checkSteps(double[] steps, double[] loss) {
    if (steps.length != loss.length)
      throw new IllegalArgumentException(steps.length + " steps for " + loss.length + " losses");
    for (int i = 0; i < steps.length; i++) {
      if (!Double.isFinite(steps[i]) || (i > 0 && steps[i] <= steps[i - 1]))
        throw new IllegalArgumentException(
            "steps must be finite and ascend, step " + i + " was " + steps[i]);
    }
  }
}

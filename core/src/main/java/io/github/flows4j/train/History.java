package io.github.flows4j.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a training went through, step by step. Losses are nats a row: of tables in the flow's units
 * (standardized rows), of images in the user's (dequantized pixels 0..levels).
 */
public final class History {
  private final List<Step> steps = new ArrayList<>();
  private final List<Validation> validations = new ArrayList<>();

  /** Nothing yet. */
  public History() {}

  /**
   * One step.
   *
   * @param step its number, from 1
   * @param epoch the epoch it belongs to, from 1; 1 throughout for data without end
   * @param loss the batch's loss before the step
   * @param gradientNorm the gradient's length before clipping
   * @param learningRate the rate
   */
  public record Step(long step, int epoch, double loss, double gradientNorm, double learningRate) {}

  /**
   * One look at the validation rows.
   *
   * @param step the step after which it was
   * @param loss mean negative log-density, weighted
   */
  public record Validation(long step, double loss) {}

  void add(Step step) {
    steps.add(step);
  }

  void add(Validation validation) {
    validations.add(validation);
  }

  /** All steps, in order. */
  public List<Step> steps() {
    return Collections.unmodifiableList(steps);
  }

  /** All validations, in order. */
  public List<Validation> validations() {
    return Collections.unmodifiableList(validations);
  }

  /** Mean loss of the last so many steps; NaN where there are none. */
  public double meanLoss(int last) {
    int from = Math.max(0, steps.size() - last);
    return steps.subList(from, steps.size()).stream()
        .mapToDouble(Step::loss)
        .average()
        .orElse(Double.NaN);
  }
}

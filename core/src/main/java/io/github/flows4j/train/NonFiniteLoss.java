package io.github.flows4j.train;

import io.github.flows4j.spec.FlowException;

/**
 * A training whose loss or gradient ceased to be finite. What it had reached by then is in {@link
 * #training}.
 */
public final class NonFiniteLoss extends FlowException {
  private static final long serialVersionUID = 1;

  private final transient Training training;

  NonFiniteLoss(String message, Training training) {
    super(message);
    this.training = training;
  }

  /** The training up to the step before, with its best weights. */
  public Training training() {
    return training;
  }
}

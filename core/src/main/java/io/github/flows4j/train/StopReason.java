package io.github.flows4j.train;

/** What ended a training. */
public enum StopReason {
  /** All steps were done. */
  COMPLETED,
  /** Validation found no new best for as long as the options allow. */
  PATIENCE,
  /** The caller asked for it. */
  STOPPED,
  /** The loss or its gradient was no longer finite. */
  NON_FINITE_LOSS
}

package io.github.flows4j.train;

import io.github.flows4j.Flow;
import java.util.function.Supplier;

/** Hears of a training as it goes, on the training's own thread: what takes long here slows it. */
@FunctionalInterface
public interface TrainListener {
  /** Before each member of an ensemble, whose steps are counted anew; from 1. */
  default void member(int number, int members) {}

  /** After every step. */
  void step(Progress progress);

  /**
   * After every step too, for those who want to see what the flow can do by then.
   *
   * @param flow gives the flow of this step's weights, or of their moving average if one is kept;
   *     it copies them, and must not be asked once the call is over
   */
  default void step(Progress progress, Supplier<Flow> flow) {
    step(progress);
  }

  /** After every look at the validation rows. */
  default void validated(Progress progress) {}

  /**
   * After every look at the validation rows too, with the flow as {@link #step(Progress, Supplier)}
   * has it.
   */
  default void validated(Progress progress, Supplier<Flow> flow) {
    validated(progress);
  }

  /** After the last step, whatever ended it. */
  default void finished(Training training) {}
}

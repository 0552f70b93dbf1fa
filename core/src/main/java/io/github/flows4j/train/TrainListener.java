package io.github.flows4j.train;

/** Hears of a training as it goes, on the training's own thread: what takes long here slows it. */
@FunctionalInterface
public interface TrainListener {
  /** After every step. */
  void step(Progress progress);

  /** After every look at the validation rows. */
  default void validated(Progress progress) {}

  /** After the last step, whatever ended it. */
  default void finished(Training training) {}
}

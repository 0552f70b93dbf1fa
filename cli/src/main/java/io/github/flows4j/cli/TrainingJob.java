package io.github.flows4j.cli;

import io.github.flows4j.plot.Limits;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import java.util.List;
import java.util.Map;

/** Data to train on, and what follows from its kind. */
interface TrainingJob {
  /** The name of the set or file. */
  String data();

  int features();

  int context();

  /** Whether it is a built-in set, with the tutorial's defaults. */
  boolean toy();

  /** How many rows there are to train on and to validate on; 0 where they have no end. */
  default int rows() {
    return 0;
  }

  /**
   * Whether in some column of numbers a part of the rows share a value, finer than so many
   * deviations: no density is right there at that resolution.
   */
  default boolean repeats(double resolution) {
    return false;
  }

  /** The shape of the images, or null for tables. */
  default ImageShape image() {
    return null;
  }

  TrainOptions options(FitOptions given);

  Training train(Trainer trainer, Recipe recipe);

  /** At most so many real rows. */
  Sample real(int rows, long seed);

  /** What pictures of two columns show, or null for what the rows suggest. */
  Limits limits();

  /** Sentences for the user on what is read and how it is used. */
  List<String> notes(TrainOptions options);

  /** What the model file tells of the data. */
  Map<String, String> provenance();
}

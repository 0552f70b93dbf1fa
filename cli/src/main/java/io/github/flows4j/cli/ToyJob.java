package io.github.flows4j.cli;

import io.github.flows4j.Toy;
import io.github.flows4j.Toys;
import io.github.flows4j.plot.Limits;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.train.TrainOptions;
import io.github.flows4j.train.Trainer;
import io.github.flows4j.train.Training;
import java.util.List;
import java.util.Map;

/** Training on a built-in set: fresh rows at every step, taken as they are. */
record ToyJob(Toy toySet) implements TrainingJob {
  /** Other rows than those of the training, which begins with the seed itself. */
  private static final long FRESH = 0x5EED_0FF5L;

  @Override
  public String data() {
    return toySet.name();
  }

  @Override
  public int features() {
    return toySet.features();
  }

  @Override
  public int context() {
    return 0;
  }

  @Override
  public boolean toy() {
    return true;
  }

  @Override
  public TrainOptions options(FitOptions given) {
    return given.onToy();
  }

  @Override
  public Training train(Trainer trainer, Recipe recipe) {
    return trainer.train(recipe, toySet);
  }

  @Override
  public Sample real(int rows, long seed) {
    return Sample.of(toySet.sample(rows, seed ^ FRESH));
  }

  @Override
  public Limits limits() {
    return limits(toySet);
  }

  /** The tutorial's square for its set. */
  static Limits limits(Toy toy) {
    return toy.equals(Toys.swissRoll()) ? Limits.square(1) : null;
  }

  @Override
  public List<String> notes(TrainOptions options) {
    return List.of("data: " + toySet.name() + ", fresh rows at every step, taken as they are");
  }

  @Override
  public Map<String, String> provenance() {
    return Map.of("data", toySet.name());
  }
}

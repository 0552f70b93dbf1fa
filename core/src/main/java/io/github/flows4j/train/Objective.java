package io.github.flows4j.train;

import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.StepResult;
import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.engine.training.Update;

/** What a training lowers. */
interface Objective {
  /**
   * A step of it.
   *
   * @param progress the part of the training that is done
   */
  StepResult step(TrainingStep engine, Batch batch, Update update, double progress);

  /** Why the step before, over the same batch, was not finite. */
  String trouble(TrainingStep engine, Batch batch, StepResult result);

  /** Whether its batches are data, from which layers may start. */
  boolean overData();

  /** The mean negative log-density of rows. */
  record Likelihood() implements Objective {
    @Override
    public StepResult step(TrainingStep engine, Batch batch, Update update, double progress) {
      StepResult result = engine.step(batch, update);
      return new StepResult(result.loss() - batch.meanLogDet(), result.gradientNorm());
    }

    @Override
    public String trouble(TrainingStep engine, Batch batch, StepResult result) {
      return notFinite(result, engine.diagnose(batch));
    }

    @Override
    public boolean overData() {
      return true;
    }
  }

  /** In words: what is not finite, where it began, and what may help. */
  static String notFinite(StepResult result, String diagnosis) {
    String what =
        Double.isFinite(result.loss())
            ? "the gradient's length is " + result.gradientNorm()
            : "the loss is " + result.loss();
    return what + "; " + diagnosis + "; lower the learning rate or clip the gradient";
  }
}

package io.github.flows4j.train;

import io.github.flows4j.Flow;
import io.github.flows4j.Rows;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.spec.FlowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Trainings of the members of an ensemble, as they come, made into one. */
final class Ensemble {
  private final List<Flow> flows = new ArrayList<>();
  private final History history = new History();
  private StopReason reason = StopReason.COMPLETED;
  private long bestStep;
  private double seconds;

  boolean stopped() {
    return reason == StopReason.STOPPED;
  }

  /**
   * One more, its steps numbered after the others'. One stopped before its first look is let go.
   */
  void add(Training training) {
    seconds += training.seconds();
    reason = training.reason();
    boolean unborn = stopped() && !flows.isEmpty() && training.history().validations().isEmpty();
    if (unborn) return;
    long before = history.steps().size();
    for (History.Step step : training.history().steps())
      history.add(
          new History.Step(
              before + step.step(),
              step.epoch(),
              step.loss(),
              step.gradientNorm(),
              step.learningRate()));
    for (History.Validation look : training.history().validations())
      history.add(new History.Validation(before + look.step(), look.loss()));
    bestStep = before + training.bestStep();
    flows.add(training.flow());
  }

  /**
   * The mixture. Its own loss on the validation rows is the history's last look.
   *
   * @param validation the rows, or null
   * @param seed what noise comes from
   */
  Training training(TrainingData validation, int batch, long seed) {
    if (flows.size() == 1) return new Training(flows.get(0), history, reason, bestStep, seconds);
    Flow flow = Flow.ensemble(flows);
    if (validation == null) return new Training(flow, history, reason, bestStep, seconds);
    long steps = history.steps().size();
    history.add(new History.Validation(steps, loss(flow, validation, batch, seed)));
    return new Training(flow, history, reason, steps, seconds);
  }

  /** As {@link TrainingRun} has it of each member: by rows in the flow's units, with noise. */
  private static double loss(Flow flow, TrainingData validation, int size, long seed) {
    FlowSpec spec = flow.spec();
    Flow plain =
        Flow.ensemble(flow.members().stream().map(one -> Flow.of(spec, one.tensors())).toList());
    double sum = 0;
    double weights = 0;
    for (Batch batch : BatchSource.inOrder(validation, flow.schema(), size, seed)) {
      int rows = batch.count();
      Rows x = Rows.of(spec.features(), Arrays.copyOf(batch.rows(), rows * spec.features()));
      double[] logProb =
          spec.context() == 0
              ? plain.logProb(x)
              : plain.logProb(
                  x,
                  Rows.of(spec.context(), Arrays.copyOf(batch.context(), rows * spec.context())));
      for (int r = 0; r < rows; r++) {
        double weight = batch.weights()[r];
        if (weight > 0) sum -= weight * (logProb[r] + batch.logDet()[r]);
        weights += weight;
      }
    }
    return sum / weights;
  }
}

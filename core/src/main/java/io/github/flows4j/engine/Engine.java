package io.github.flows4j.engine;

import io.github.flows4j.engine.training.TrainingStep;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Precision;
import io.github.flows4j.spec.Tensors;

/** The way into the engine. */
public final class Engine {
  private Engine() {}

  /**
   * A flow ready to run.
   *
   * @throws IllegalArgumentException naming the tensor, if the tensors are not those of the flow
   */
  public static CompiledFlow compile(FlowSpec spec, Tensors tensors, Precision precision) {
    tensors.check(spec);
    return switch (precision) {
      case SINGLE -> new io.github.flows4j.engine.f32.FlowEngine(spec, tensors);
      case DOUBLE -> new io.github.flows4j.engine.f64.FlowEngine(spec, tensors);
    };
  }

  /** As {@link #trainingStep(FlowSpec, Tensors, int, Precision, boolean)}, not recomputing. */
  public static TrainingStep trainingStep(
      FlowSpec spec, Tensors tensors, int threads, Precision precision) {
    return trainingStep(spec, tensors, threads, precision, false);
  }

  /**
   * Training steps of a flow from the given tensors.
   *
   * @param threads threads to train on, the caller's among them
   * @param recomputing whether networks run forward a second time instead of keeping what they need
   *     on the way back: about a third more time, much less memory, the same gradients
   * @throws IllegalArgumentException if the tensors are not those of the flow or threads is below 1
   */
  public static TrainingStep trainingStep(
      FlowSpec spec, Tensors tensors, int threads, Precision precision, boolean recomputing) {
    return switch (precision) {
      case SINGLE ->
          new io.github.flows4j.engine.f32.FusedStep(spec, tensors, threads, recomputing);
      case DOUBLE ->
          new io.github.flows4j.engine.f64.FusedStep(spec, tensors, threads, recomputing);
    };
  }
}

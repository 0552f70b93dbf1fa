package io.github.flows4j.engine.training;

import io.github.flows4j.spec.Tensors;

/**
 * The seam between training and engine: weights in, a batch in, loss and gradient out; and the
 * fused form, which also moves the weights in place. One thread drives it; its workers end with
 * {@link #close}.
 *
 * <p>The same weights, batches, threads, kernels, vector width and JDK give bit-identical results.
 */
public interface TrainingStep extends AutoCloseable {
  /**
   * Trained numbers: the length of a flat gradient, in the order of the flow's trained tensors,
   * row-major.
   */
  int size();

  /** One fused step. Where the result is not finite, weights and moments are as before. */
  StepResult step(Batch batch, Update update);

  /** Loss and gradient of a batch; nothing moves. */
  StepResult gradient(Batch batch, double[] gradient);

  /**
   * Moves the weights down a gradient that was found elsewhere, as the mean of several {@link
   * #gradient} of equal weights: clipped, then as in {@link #step}. Where loss or gradient is not
   * finite, weights and moments are as before. Running statistics stay.
   *
   * @param loss the loss whose gradient it is
   * @param gradient in the order of the flow's trained tensors, row-major
   */
  StepResult descend(double loss, double[] gradient, Update update);

  /**
   * Weighted mean negative log-density of a batch, as in evaluation; nothing moves.
   *
   * @param averaged whether by the weights' moving average
   */
  double evaluate(Batch batch, boolean averaged);

  /**
   * One fused step down a loss of rows sampled from the flow; where the result is not finite,
   * weights and moments are as before.
   *
   * @param latents latents z in place of rows, with contexts and weights
   * @throws UnsupportedOperationException if a layer can't be sampled through
   */
  StepResult sampleStep(Batch latents, SampleLoss loss, Update update);

  /** A loss of rows sampled from the flow, and its gradient; nothing moves. */
  StepResult sampleGradient(Batch latents, SampleLoss loss, double[] gradient);

  /** Lets layers that start from data set their weights. */
  void initialize(Batch batch);

  /**
   * The layer where a batch's numbers cease to be finite and the tensors that are not, in words.
   */
  String diagnose(Batch batch);

  /** {@link #diagnose} of the way from latents to rows. */
  String diagnoseSamples(Batch latents);

  /** A copy of all tensors as they are now, in single precision. */
  Tensors tensors();

  /** A copy of the weights' moving average as it is now, in single precision. */
  Tensors average();

  /** Takes over all tensors, which the moving average begins from; moments stay. */
  void load(Tensors tensors);

  /** A copy of all that a step depends on; exact in the single-precision engine only. */
  TrainingState state();

  /** Goes back to a state. */
  void restore(TrainingState state);

  @Override
  void close();
}

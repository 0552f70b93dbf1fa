package io.github.flows4j.engine.f32;

import io.github.flows4j.engine.Collective;
import io.github.flows4j.engine.f32.memory.Keeping;
import io.github.flows4j.engine.f32.memory.Pass;
import io.github.flows4j.engine.f32.memory.Weights;
import io.github.flows4j.engine.training.Batch;
import io.github.flows4j.engine.training.SampleLoss;
import io.github.flows4j.engine.training.SampleTile;

/**
 * One worker's way through the flow from latents to rows, a loss of the rows, and back: x =
 * inverse(z), log q(x) = log p_base(z) - log|det dx/dz|. The base's tensors are not moved: latents
 * are taken as they come.
 */
@SuppressWarnings("cast")
final class SamplingPass {
  private final FlowProgram program;
  private final Weights weights;
  private final Pass pass;
  private final SampleTile tile;
  private final int features;
  private final int context;
  private Pass density;

  /** With passes of its own over the weights. */
  SamplingPass(FlowProgram program, Weights weights, int capacity) {
    this.program = program;
    this.weights = weights;
    pass = program.pass(weights, capacity, Keeping.EVERYTHING);
    features = pass.features();
    context = pass.given();
    tile = new SampleTile(capacity, features);
  }

  /**
   * Adds the gradient of a run of rows.
   *
   * @param weight the sum of the batch's weights
   * @return the run's part of the loss
   */
  double accumulate(
      Batch latents, int from, int end, double weight, SampleLoss loss, float[] gradient) {
    pass.purpose(Pass.Mode.EVALUATION, gradient, Collective.ALONE, latents.count(), false);
    double sum = 0;
    for (int at = from; at < end; at += pass.capacity()) {
      int rows = Math.min(pass.capacity(), end - at);
      sample(latents, at, rows);
      loss.evaluate(tile);
      for (int r = 0; r < rows; r++) sum += latents.weights()[at + r] * tile.loss()[r];
      if (loss.pathOnly()) seedPath(latents, weight);
      else seed(latents, weight);
      program.backwardInverse(pass);
    }
    return sum / weight;
  }

  private void sample(Batch latents, int at, int rows) {
    pass.begin(rows);
    for (int i = 0; i < rows * features; i++)
      pass.x()[i] = (float) latents.rows()[at * features + i];
    for (int i = 0; i < rows * context; i++)
      pass.givenContext()[i] = (float) latents.context()[at * context + i];
    tile.hold(at, rows);
    program.sample(pass);
    System.arraycopy(pass.logDet(), 0, tile.logProb(), 0, rows);
    for (int i = 0; i < rows * features; i++) tile.x()[i] = pass.x()[i];
  }

  private void seed(Batch latents, double weight) {
    for (int r = 0; r < tile.rows(); r++) {
      double scale = latents.weights()[tile.from() + r] / weight;
      pass.seed()[r] = (float) (-scale * tile.byLogProb()[r]);
      for (int i = r * features; i < (r + 1) * features; i++)
        pass.x()[i] = (float) (scale * tile.byRow()[i]);
    }
  }

  /** The gradient by x goes through log q at these weights too, and that is all it goes through. */
  private void seedPath(Batch latents, double weight) {
    int rows = tile.rows();
    if (density == null) density = program.pass(weights, pass.capacity(), Keeping.EVERYTHING);
    density.purpose(Pass.Mode.EVALUATION, null, Collective.ALONE, latents.count(), false);
    density.begin(rows);
    System.arraycopy(pass.x(), 0, density.x(), 0, rows * features);
    System.arraycopy(pass.givenContext(), 0, density.givenContext(), 0, rows * context);
    program.forward(density);
    program.addLogProb(density);
    for (int r = 0; r < rows; r++)
      density.seed()[r] =
          (float) (latents.weights()[tile.from() + r] / weight * tile.byLogProb()[r]);
    program.backward(density);
    seed(latents, weight);
    for (int r = 0; r < rows; r++) pass.seed()[r] = 0;
    for (int i = 0; i < rows * features; i++) pass.x()[i] += density.x()[i];
  }
}

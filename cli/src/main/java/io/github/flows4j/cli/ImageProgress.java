package io.github.flows4j.cli;

import io.github.flows4j.Flow;
import io.github.flows4j.train.Progress;
import io.github.flows4j.train.StopReason;
import io.github.flows4j.train.TrainListener;
import io.github.flows4j.train.Training;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A line for each look of a training at its validation images, or for each epoch where there are
 * none, and after it a picture of samples, but one in half a minute at most.
 */
final class ImageProgress implements TrainListener {
  private static final long BETWEEN_PICTURES = 30_000_000_000L;

  private final ImageSamples samples;
  private final double perBit;
  private final boolean validating;
  private final Consumer<String> line;
  private final LongSupplier nanoTime;
  private Progress latest;
  private double sum;
  private long count;
  private int said;
  private boolean drawn;
  private long lastDrawn;

  /**
   * A listener.
   *
   * @param perBit nats an image for a bit a dimension
   * @param validating whether there are images to validate on
   * @param line where lines go
   */
  ImageProgress(
      ImageSamples samples,
      double perBit,
      boolean validating,
      Consumer<String> line,
      LongSupplier nanoTime) {
    this.samples = samples;
    this.perBit = perBit;
    this.validating = validating;
    this.line = line;
    this.nanoTime = nanoTime;
  }

  @Override
  public void step(Progress progress) {
    latest = progress;
    sum += progress.loss();
    count++;
  }

  @Override
  public void step(Progress progress, Supplier<Flow> flow) {
    // That an epoch is over shows in the step after it.
    if (!validating && latest != null && progress.epoch() > latest.epoch()) ended(flow);
    step(progress);
  }

  @Override
  public void validated(Progress progress, Supplier<Flow> flow) {
    ended(flow);
  }

  @Override
  public void finished(Training training) {
    if (!validating && training.reason() == StopReason.COMPLETED && count > 0) say();
  }

  private void ended(Supplier<Flow> flow) {
    say();
    long now = nanoTime.getAsLong();
    if (drawn && now - lastDrawn < BETWEEN_PICTURES) return;
    drawn = true;
    lastDrawn = now;
    try {
      samples.draw(flow.get());
    } catch (IOException | RuntimeException e) {
      // A picture on the way is not worth the training.
      line.accept("no picture of samples after step " + latest.step() + ": " + e.getMessage());
    }
  }

  private void say() {
    String text = "Epoch " + latest.epoch();
    // Where the clock says when to look, an epoch may see several looks.
    if (latest.epoch() == said) text += ", step " + latest.step();
    said = latest.epoch();
    text += ", BPD: " + bits(sum / count);
    if (validating)
      text +=
          ", validation "
              + bits(latest.validationLoss())
              + " (best "
              + bits(latest.bestValidationLoss())
              + ")";
    line.accept(text);
    sum = 0;
    count = 0;
  }

  private String bits(double nats) {
    return ProgressBar.loss(nats / perBit);
  }
}

package io.github.flows4j.spec;

import java.util.List;
import java.util.Objects;

/**
 * Half of the channels become latent as they are; the transforms that follow see the others only
 * (arXiv:1605.08803, eq. 13). A flow's latent row holds what has left in the order of leaving, each
 * part plane by plane, and last what stayed to the end. Of an odd number of channels the smaller
 * half leaves.
 *
 * @param leaving which half leaves: the first in the tutorials, the second in Glow
 */
public record FactorOut(Half leaving) implements Transform {
  /** Checks that there is a half. */
  public FactorOut {
    Objects.requireNonNull(leaving, "leaving");
  }

  /** A half of the channels. */
  public enum Half {
    /** The first channels. */
    FIRST,
    /** The last channels. */
    SECOND
  }

  /** How many channels leave an image. */
  public int channels(EventShape shape) {
    return Checks.image(shape).channels() / 2;
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    return List.of();
  }

  /**
   * Checks that it is given images of at least two channels.
   *
   * @throws IllegalArgumentException naming the shape if not
   */
  @Override
  public void check(EventShape shape, int context) {
    if (channels(shape) == 0)
      throw new IllegalArgumentException(
          "an image of " + shape + " has no half of its channels to factor out: squeeze it first");
  }

  @Override
  public EventShape after(EventShape shape) {
    ImageShape image = Checks.image(shape);
    return new ImageShape(image.channels() - channels(shape), image.height(), image.width());
  }
}

package io.github.flows4j.spec;

import java.util.List;

/**
 * Each square of two by two pixels becomes one pixel of four times the channels (arXiv:1605.08803,
 * section 3.6): channel 4 c + 2 dy + dx of (y, x) is channel c of (2 y + dy, 2 x + dx). Its
 * log-determinant is 0.
 */
public record Squeeze() implements Transform {
  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    return List.of();
  }

  /**
   * Checks that it is given images of even sizes.
   *
   * @throws IllegalArgumentException naming the shape if not
   */
  @Override
  public void check(EventShape shape, int context) {
    ImageShape image = Checks.image(shape);
    if (image.height() % 2 != 0 || image.width() % 2 != 0)
      throw new IllegalArgumentException(
          "a squeeze needs an even height and width, was given images of "
              + image
              + ": pad them, or squeeze less often");
  }

  @Override
  public EventShape after(EventShape shape) {
    ImageShape image = Checks.image(shape);
    return new ImageShape(4 * image.channels(), image.height() / 2, image.width() / 2);
  }
}

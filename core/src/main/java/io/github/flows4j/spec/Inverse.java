package io.github.flows4j.spec;

import java.util.List;

/**
 * A transform turned round: data to latent by its inverse, latent to data by its forward map. The
 * inverse of a masked autoregressive transform is an inverse autoregressive flow, fast to sample
 * (arXiv:1606.04934). Tensors {@code transform.NAME}.
 *
 * @param transform what is turned round
 */
public record Inverse(Transform transform) implements Transform {
  /**
   * Checks that it can be turned round.
   *
   * @throws IllegalArgumentException for a batch normalization, whose statistics are those of a
   *     batch of data, and for an inverse
   */
  public Inverse {
    if (transform instanceof BatchNorm)
      throw new IllegalArgumentException(
          "a batch normalization can't be turned round: its statistics are those of data");
    if (transform instanceof Squeeze || transform instanceof FactorOut)
      throw new IllegalArgumentException(
          "a change of shape can't be turned round, was a " + transform.getClass().getSimpleName());
    if (transform instanceof Inverse)
      throw new IllegalArgumentException("an inverse of an inverse is the transform itself");
  }

  @Override
  public List<TensorSpec> tensors(EventShape shape, int context) {
    return transform.tensors(shape, context).stream()
        .map(tensor -> tensor.prefixed("transform."))
        .toList();
  }

  @Override
  public void check(EventShape shape, int context) {
    transform.check(shape, context);
  }
}

package io.github.flows4j.spec;

/**
 * How a dequantized grey level x in (0, levels) becomes a flow's number y, by way of v = x /
 * levels.
 */
public sealed interface PixelScaling {
  /**
   * y = logit(s), s = alpha + (1 - 2 alpha) v (arXiv:1605.08803, section 4.1; with both ends drawn
   * in, as in arXiv:1705.07057). log|dy/dx| = log(1 - 2 alpha) - log(levels) + softplus(y) +
   * softplus(-y).
   *
   * <p>A flow's rows may then lie a little outside (0, levels): as far as s is in (0, 1).
   *
   * @param alpha how far both ends are drawn in, in [0, 0.5); usual are 0.05 and 1e-6
   */
  record Logit(double alpha) implements PixelScaling {
    /**
     * Checks alpha.
     *
     * @throws IllegalArgumentException if it is outside [0, 0.5)
     */
    public Logit {
      if (!(alpha >= 0 && alpha < 0.5))
        throw new IllegalArgumentException("alpha must be in [0, 0.5), was " + alpha);
    }
  }

  /** y = v - 1/2 (Glow, arXiv:1807.03039). log|dy/dx| = -log(levels). */
  record Centered() implements PixelScaling {}
}

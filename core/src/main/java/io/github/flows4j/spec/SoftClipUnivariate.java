package io.github.flows4j.spec;

/**
 * y = x / (1 + |x / bound|), which keeps what comes out within +-bound; no parameters, so it goes
 * into {@link Elementwise#free}. Latents at or beyond the bound have no preimage. zuko puts it
 * between the layers of flows with a neural map, with bound 11.
 *
 * @param bound the limit, positive and finite
 */
public record SoftClipUnivariate(double bound) implements Univariate {
  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if it is not positive and finite
   */
  public SoftClipUnivariate {
    Checks.positive("bound", bound);
  }

  @Override
  public int parametersPerFeature() {
    return 0;
  }
}

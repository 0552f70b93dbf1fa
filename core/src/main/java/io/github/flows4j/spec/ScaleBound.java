package io.github.flows4j.spec;

/** How a raw network output a becomes a log-scale l, and what keeps exp(l) from overflowing. */
public sealed interface ScaleBound {

  /**
   * l = limit * tanh(a) (the tutorials: limit 1 and 2).
   *
   * @param limit the largest |l|, positive and finite
   */
  record Tanh(double limit) implements ScaleBound {
    /**
     * Checks the limit.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Tanh {
      Checks.positive("limit", limit);
    }
  }

  /**
   * l = a / (1 + |a / ln slope|): zuko's soft clip, so that exp(l) stays in (slope, 1/slope).
   *
   * @param slope the smallest scale, in (0, 1); zuko's is 1e-3 (1e-4 in its versions 1.0.1 to
   *     1.4.1)
   */
  record SoftClip(double slope) implements ScaleBound {
    /**
     * Checks the slope.
     *
     * @throws IllegalArgumentException if it is outside (0, 1)
     */
    public SoftClip {
      if (!(slope > 0 && slope < 1))
        throw new IllegalArgumentException("slope must be in (0, 1), was " + slope);
    }
  }

  /**
   * l = log(sigmoid(a + offset) + floor): scales in (floor, 1 + floor). nflows' couplings have
   * offset 2 and floor 1e-3.
   *
   * @param offset added to a, finite
   * @param floor the smallest scale, positive and finite
   */
  record Sigmoid(double offset, double floor) implements ScaleBound {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public Sigmoid {
      if (!Double.isFinite(offset))
        throw new IllegalArgumentException("offset must be finite, was " + offset);
      Checks.positive("floor", floor);
    }
  }

  /**
   * l = log(softplus(a) + floor): scales above floor. nflows' masked autoregressive flows have
   * floor 1e-3.
   *
   * @param floor the smallest scale, positive and finite
   */
  record Softplus(double floor) implements ScaleBound {
    /**
     * Checks the floor.
     *
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Softplus {
      Checks.positive("floor", floor);
    }
  }

  /** l = a, with no limit: for free parameters, such as NICE's diagonal scaling. */
  record None() implements ScaleBound {}
}

package io.github.flows4j.spec;

/** How a conditioner's last layer starts. */
public enum LastLayer {
  /** As every other layer: weights and biases uniform in +-1/sqrt(inputs), PyTorch's default. */
  DEFAULT,
  /** All zero, so that the flow starts with the same parameters everywhere. */
  ZERO
}

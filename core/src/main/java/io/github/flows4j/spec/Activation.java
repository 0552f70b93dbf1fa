package io.github.flows4j.spec;

/** The non-linearity between dense layers. */
public enum Activation {
  /** max(0, x). */
  RELU,
  /** tanh(x). */
  TANH,
  /** x / (1 + exp(-x)) (arXiv:1702.03118). */
  SILU,
  /** x where x &gt; 0, else exp(x) - 1 (arXiv:1511.07289, alpha 1). */
  ELU
}

package io.github.flows4j.spec;

/** The precision in which a flow is evaluated. */
public enum Precision {
  /** 32 bits: what models are trained in. */
  SINGLE,
  /** 64 bits: slower, for sharp or deep flows, and for tests. */
  DOUBLE
}

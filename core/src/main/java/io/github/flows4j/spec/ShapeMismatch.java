package io.github.flows4j.spec;

/** Rows, contexts or weights of a shape that the flow does not take. */
public final class ShapeMismatch extends FlowException {
  private static final long serialVersionUID = 1;

  /** With a message that quotes both shapes. */
  public ShapeMismatch(String message) {
    super(message);
  }
}

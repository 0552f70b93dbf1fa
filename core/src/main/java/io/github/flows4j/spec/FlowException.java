package io.github.flows4j.spec;

/**
 * What goes wrong with a flow's data, model file or training; the message is fit for a user to
 * read.
 */
public class FlowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** With a message of one line. */
  public FlowException(String message) {
    super(message);
  }

  /** With a message of one line and what caused it. */
  public FlowException(String message, Throwable cause) {
    super(message, cause);
  }
}

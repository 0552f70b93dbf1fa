package io.github.flows4j.io;

import io.github.flows4j.spec.FlowException;

/** A model file that is not what it claims to be. */
public final class ModelFormatException extends FlowException {
  private static final long serialVersionUID = 1;

  /** With a message that names the file and the part. */
  public ModelFormatException(String message) {
    super(message);
  }

  /** With a message that names the file and the part, and what caused it. */
  public ModelFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}

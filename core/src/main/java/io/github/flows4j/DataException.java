package io.github.flows4j;

import io.github.flows4j.spec.FlowException;

/**
 * Data that a flow can't take: a file that can't be read, a value that is missing or no finite
 * number.
 */
public final class DataException extends FlowException {
  private static final long serialVersionUID = 1;

  /** With a message that names the file, row and column. */
  public DataException(String message) {
    super(message);
  }

  /** With a message that names the file, row and column, and what caused it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}

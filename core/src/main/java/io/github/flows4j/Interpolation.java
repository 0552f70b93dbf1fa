package io.github.flows4j;

/** The way from one latent row to another. */
public enum Interpolation {
  /** A straight line. */
  LINEAR,
  /**
   * Along the great circle, lengths interpolated too: for normal bases, whose mass lies near a
   * sphere, so that the way does not cut through where no data lies.
   */
  SPHERICAL
}

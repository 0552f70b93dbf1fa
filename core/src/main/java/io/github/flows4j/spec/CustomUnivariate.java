package io.github.flows4j.spec;

import java.util.Objects;

/**
 * A univariate map that the user supplies. In JSON and model files it is known by the function's
 * name.
 *
 * @param function the map, its inverse and its derivatives
 */
public record CustomUnivariate(UnivariateFunction function) implements Univariate {
  /**
   * Checks the function.
   *
   * @throws IllegalArgumentException if it has no name or no parameter
   */
  public CustomUnivariate {
    Objects.requireNonNull(function, "function");
    if (function.name().isBlank()) throw new IllegalArgumentException("a function needs a name");
    if (function.parametersPerFeature() < 1)
      throw new IllegalArgumentException(
          function.name()
              + ": parametersPerFeature must be >= 1, was "
              + function.parametersPerFeature());
  }

  @Override
  public int parametersPerFeature() {
    return function.parametersPerFeature();
  }
}

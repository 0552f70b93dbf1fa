package io.github.flows4j.spec;

/**
 * A user's own monotonic map y = f(x; theta), one number at a time in double precision.
 * Implementations are stateless and safe for use by many threads. Those found by {@link
 * java.util.ServiceLoader} can be read from model files.
 */
public interface UnivariateFunction {
  /** The name in JSON and model files, such as {@code com.acme.cubic}; unique and stable. */
  String name();

  /** The length of theta, at least 1. */
  int parametersPerFeature();

  /** Writes y = f(x; theta) to out[0] and log|dy/dx| to out[1]. */
  void forward(double x, double[] theta, double[] out);

  /** Writes x with f(x; theta) = y to out[0] and log|dx/dy| to out[1]. */
  void inverse(double y, double[] theta, double[] out);

  /**
   * For a loss L with gradY = dL/dy and gradLogDet = dL/d log|dy/dx|: writes dL/dtheta to gradTheta
   * (overwriting it) and returns dL/dx.
   */
  double backward(double x, double[] theta, double gradY, double gradLogDet, double[] gradTheta);
}

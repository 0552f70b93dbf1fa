package io.github.flows4j.train;

import java.util.function.ToDoubleBiFunction;

/**
 * A density known up to a factor, to fit a flow to: log p~(x) = log p(x) + log Z with its gradient,
 * in the user's units. It must be positive and smooth wherever the flow puts rows, which is
 * everywhere for most flows; where it isn't, say so by adding a term that falls off fast.
 *
 * <p>Called by several threads at once: an implementation must keep no state between calls, or one
 * for each thread.
 */
public interface TargetDensity {
  /** The number D of features of a row. */
  int features();

  /**
   * log p~ at a row, and its gradient.
   *
   * @param x the row, [D], finite; a copy that is the callee's to change
   * @param gradient [D], zeros to be replaced by d log p~ / dx
   * @return log p~(x) in nats; NaN, infinities and gradients that are not finite end the training
   */
  double logDensity(double[] x, double[] gradient);

  /**
   * From a function that takes a row and the array for its gradient, and returns log p~.
   *
   * @throws IllegalArgumentException if features is below 1
   */
  static TargetDensity of(int features, ToDoubleBiFunction<double[], double[]> function) {
    if (features < 1) throw new IllegalArgumentException("features must be >= 1, was " + features);
    return new TargetDensity() {
      @Override
      public int features() {
        return features;
      }

      @Override
      public double logDensity(double[] x, double[] gradient) {
        return function.applyAsDouble(x, gradient);
      }
    };
  }
}

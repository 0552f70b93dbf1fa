package io.github.flows4j.spec;

import java.util.List;

/**
 * A user's own network theta = g(input; weights), one row at a time in double precision.
 * Implementations are stateless and safe for use by many threads. Those found by {@link
 * java.util.ServiceLoader} can be read from model files.
 */
public interface ConditionerFunction {
  /** The name in JSON and model files, such as {@code com.acme.fourier}; unique and stable. */
  String name();

  /**
   * The trained tensors for so many inputs and outputs, in the order in which they are handed over.
   */
  List<TensorSpec> tensors(int inputs, int outputs);

  /**
   * Writes the outputs, parameter-major: the first parameter of all moved features, then the second
   * of all.
   *
   * @param input kept features, then context
   * @param weights one array for each tensor, row-major
   */
  void forward(double[] input, double[][] weights, double[] output);

  /**
   * For a loss L with gradOutput = dL/doutput: writes dL/dinput to gradInput (overwriting it) and
   * adds dL/dweights to gradWeights.
   */
  void backward(
      double[] input,
      double[][] weights,
      double[] gradOutput,
      double[] gradInput,
      double[][] gradWeights);
}

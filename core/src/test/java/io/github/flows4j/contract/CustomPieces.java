package io.github.flows4j.contract;

import io.github.flows4j.spec.BaseFunction;
import io.github.flows4j.spec.ConditionerFunction;
import io.github.flows4j.spec.Initial;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.UnivariateFunction;
import java.util.List;
import java.util.random.RandomGenerator;

/** Pieces as a user might supply them. */
final class CustomPieces {
  private CustomPieces() {}

  /** y = x + e^a x^3 + b, inverted by Newton's method. */
  static final class Cubic implements UnivariateFunction {
    @Override
    public String name() {
      return "test.cubic";
    }

    @Override
    public int parametersPerFeature() {
      return 2;
    }

    @Override
    public void forward(double x, double[] theta, double[] out) {
      double k = Math.exp(theta[1]);
      out[0] = x + k * x * x * x + theta[0];
      out[1] = Math.log1p(3 * k * x * x);
    }

    @Override
    public void inverse(double y, double[] theta, double[] out) {
      double k = Math.exp(theta[1]);
      double target = y - theta[0];
      double x = Math.cbrt(target / k);
      if (Math.abs(target) < Math.abs(x)) x = target;
      for (int i = 0; i < 100; i++) x -= (x + k * x * x * x - target) / (1 + 3 * k * x * x);
      out[0] = x;
      out[1] = -Math.log1p(3 * k * x * x);
    }

    @Override
    public double backward(
        double x, double[] theta, double gradY, double gradLogDet, double[] gradTheta) {
      double k = Math.exp(theta[1]);
      double slope = 1 + 3 * k * x * x;
      gradTheta[0] = gradY;
      gradTheta[1] = gradY * k * x * x * x + gradLogDet * 3 * k * x * x / slope;
      return gradY * slope + gradLogDet * 6 * k * x / slope;
    }
  }

  /** theta = W sin(input) + b. */
  static final class Linear implements ConditionerFunction {
    @Override
    public String name() {
      return "test.linear";
    }

    @Override
    public List<TensorSpec> tensors(int inputs, int outputs) {
      return List.of(
          TensorSpec.trained("w", new Initial.Uniform(0.1), outputs, inputs),
          TensorSpec.trained("b", Initial.ZERO, outputs));
    }

    @Override
    public void forward(double[] input, double[][] weights, double[] output) {
      for (int o = 0; o < output.length; o++) {
        output[o] = weights[1][o];
        for (int i = 0; i < input.length; i++)
          output[o] += weights[0][o * input.length + i] * Math.sin(input[i]);
      }
    }

    @Override
    public void backward(
        double[] input,
        double[][] weights,
        double[] gradOutput,
        double[] gradInput,
        double[][] gradWeights) {
      for (int i = 0; i < input.length; i++) {
        gradInput[i] = 0;
        for (int o = 0; o < gradOutput.length; o++) {
          int at = o * input.length + i;
          gradWeights[0][at] += gradOutput[o] * Math.sin(input[i]);
          gradInput[i] += gradOutput[o] * weights[0][at] * Math.cos(input[i]);
        }
      }
      for (int o = 0; o < gradOutput.length; o++) gradWeights[1][o] += gradOutput[o];
    }
  }

  /** Independent Laplace densities: log p = -sum |z| - D ln 2. */
  static final class Laplace implements BaseFunction {
    @Override
    public String name() {
      return "test.laplace";
    }

    @Override
    public double logProb(double[] z) {
      double sum = 0;
      for (double value : z) sum -= Math.abs(value) + Math.log(2);
      return sum;
    }

    @Override
    public void gradient(double[] z, double[] gradient) {
      for (int j = 0; j < z.length; j++) gradient[j] = -Math.signum(z[j]);
    }

    @Override
    public void sample(RandomGenerator random, double[] z) {
      for (int j = 0; j < z.length; j++) {
        double size = -Math.log1p(-random.nextDouble());
        z[j] = random.nextBoolean() ? size : -size;
      }
    }
  }
}

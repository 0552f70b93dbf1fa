package io.github.flows4j.contract;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ConditionerFunction;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;

/** The neural univariate maps. */
final class NeuralCases {
  /**
   * The log-derivative of a monotonic network has a kink where a unit's sum changes sign. With few
   * units few numbers have one within a step of the differences that weight gradients are checked
   * against; larger networks are compared with zuko's in {@code NeuralMapsTest}.
   */
  private static final List<Univariate> MONOTONIC =
      List.of(
          new NeuralMonotonicUnivariate(2, List.of(4)),
          new NeuralMonotonicUnivariate(3, List.of(6, 4)),
          new NeuralMonotonicUnivariate(1, List.of(6)));

  /**
   * See {@link FarSignals}; clips that are small, so that samples, too, come from an x where that
   * holds. Ordinary ones are compared with zuko's in {@code NeuralMapsTest}.
   */
  private static final List<Univariate> INTEGRATED =
      List.of(
          new IntegratedNeuralUnivariate(2, List.of(3), 1, 32),
          new IntegratedNeuralUnivariate(2, List.of(2, 3), 2, 24));

  private NeuralCases() {}

  static List<Cases.Case> all() {
    List<Cases.Case> cases = new ArrayList<>();
    Conditioner mlp = Mlp.of(7, 5);
    Conditioner masked =
        new MaskedMlp(List.of(9, 14), Activation.TANH, LastLayer.DEFAULT, HiddenUnits.EVEN);
    for (Univariate univariate : MONOTONIC) {
      addConditioned(cases, univariate, mlp);
      add(cases, "elementwise", 3, 0, univariate, Elementwise.free(univariate));
      Transform autoregressive = new Autoregressive(Dependencies.random(4, 3), univariate, masked);
      for (int context : new int[] {0, 1})
        add(cases, "autoregressive", 4, context, univariate, autoregressive);
    }
    Conditioner far = new CustomConditioner(new FarSignals());
    for (Univariate univariate : INTEGRATED) addConditioned(cases, univariate, far);
    return cases;
  }

  private static void addConditioned(
      List<Cases.Case> cases, Univariate univariate, Conditioner conditioner) {
    Transform coupling = new Coupling(Mask.checkered(3), univariate, conditioner);
    add(cases, "coupling", 3, 0, univariate, coupling);
    Transform half = new Coupling(Mask.half(5), univariate, conditioner);
    add(cases, "coupling with context", 5, 2, univariate, half);
    Transform elementwise = new Elementwise(univariate, conditioner);
    add(cases, "elementwise on context", 1, 2, univariate, elementwise);
  }

  private static void add(
      List<Cases.Case> cases,
      String name,
      int features,
      int context,
      Univariate univariate,
      Transform transform) {
    cases.add(
        new Cases.Case(
            name + ", " + univariate,
            new FlowSpec(features, context, List.of(transform), new StandardNormal())));
  }

  /**
   * signal = 12 + W sin(input) + b, constant = W sin(input) + b: signals so strong that no unit's
   * sum changes sign between 0 and x. Where one does, the integrand has a kink and the quadrature
   * an error of about 1e-5, by which the integrand (the log-derivative, as in zuko) is not the
   * quadrature's own derivative that differences of the map show.
   */
  private static final class FarSignals implements ConditionerFunction {
    private final CustomPieces.Linear linear = new CustomPieces.Linear();

    @Override
    public String name() {
      return "test.far";
    }

    @Override
    public List<TensorSpec> tensors(int inputs, int outputs) {
      return linear.tensors(inputs, outputs);
    }

    @Override
    public void forward(double[] input, double[][] weights, double[] output) {
      linear.forward(input, weights, output);
      // two signals and the constant, which keeps samples near 0
      for (int o = 0; o < output.length / 3 * 2; o++) output[o] += 12;
    }

    @Override
    public void backward(
        double[] input,
        double[][] weights,
        double[] gradOutput,
        double[] gradInput,
        double[][] gradWeights) {
      linear.backward(input, weights, gradOutput, gradInput, gradWeights);
    }
  }
}

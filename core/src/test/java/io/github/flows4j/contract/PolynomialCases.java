package io.github.flows4j.contract;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;

/** The maps that are inverted by a numeric root, and the clip between their layers. */
final class PolynomialCases {
  private static final List<Univariate> UNIVARIATES =
      List.of(
          new SumOfSquaresUnivariate(4, 3, 1e-3),
          new SumOfSquaresUnivariate(1, 1, 0.1),
          new SumOfSquaresUnivariate(7, 2, 1e-2),
          new BernsteinUnivariate(16, 5),
          new BernsteinUnivariate(1, 1.5),
          new BernsteinUnivariate(40, 3));

  private PolynomialCases() {}

  static List<Cases.Case> all() {
    List<Cases.Case> cases = new ArrayList<>();
    for (Univariate univariate : UNIVARIATES)
      everywhere(cases, univariate, Mlp.of(7, 5), Double.POSITIVE_INFINITY);
    Conditioner masked =
        new MaskedMlp(List.of(9, 14), Activation.TANH, LastLayer.DEFAULT, HiddenUnits.EVEN);
    Dependencies order = Dependencies.random(4, 1);
    for (Univariate univariate : UNIVARIATES)
      for (int context : new int[] {0, 1})
        add(
            cases,
            "autoregressive, " + univariate,
            4,
            context,
            new Autoregressive(order, univariate, masked),
            Double.POSITIVE_INFINITY);
    // Values stay within 4.89, where the map is level: with scales near 1, x beyond 5 or so is lost
    // in round-off, and with one component, which no wider one helps, x beyond 1 or so. So are
    // ordinary x with the large outputs of other networks here, hence a mild one.
    Conditioner mild = new CustomConditioner(new CustomPieces.Linear());
    for (int components : new int[] {1, 3, 8})
      everywhere(cases, new GaussianizationUnivariate(components), mild, components == 1 ? 1 : 2);
    for (double bound : new double[] {11, 2})
      add(
          cases,
          "soft clip " + bound,
          3,
          0,
          Elementwise.free(new SoftClipUnivariate(bound)),
          Double.POSITIVE_INFINITY);
    return cases;
  }

  private static void everywhere(
      List<Cases.Case> cases, Univariate univariate, Conditioner network, double reach) {
    String name = ", " + univariate;
    Mask half = Mask.half(5);
    add(
        cases,
        "coupling" + name,
        3,
        0,
        new Coupling(Mask.checkered(3), univariate, network),
        reach);
    add(cases, "with context" + name, 5, 2, new Coupling(half, univariate, network), reach);
    add(cases, "elementwise" + name, 3, 0, Elementwise.free(univariate), reach);
    add(cases, "on context" + name, 1, 2, new Elementwise(univariate, network), reach);
  }

  private static void add(
      List<Cases.Case> cases,
      String name,
      int features,
      int context,
      Transform transform,
      double reach) {
    FlowSpec spec = new FlowSpec(features, context, List.of(transform), new StandardNormal());
    cases.add(new Cases.Case(name, spec, reach));
  }
}

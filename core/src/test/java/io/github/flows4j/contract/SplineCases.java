package io.github.flows4j.contract;

import io.github.flows4j.contract.Cases.Case;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.SplineForm;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import java.util.ArrayList;
import java.util.List;

/** Rational-quadratic splines: numbers of bins, forms, tails. */
final class SplineCases {
  /** What libraries use: slopes from a thousandth to a thousandfold. */
  private static final List<SplineForm> STEEP =
      List.of(new SplineForm.SoftClipped(1e-3), new SplineForm.Floored(1e-3, 1e-3, 1e-3));

  /**
   * For parameters out of networks of random weights, which are large: within the steep forms'
   * narrowest bins, finite differences and single precision are worth little.
   */
  private static final List<SplineForm> GENTLE =
      List.of(new SplineForm.SoftClipped(0.05), new SplineForm.Floored(0.03, 0.05, 0.1));

  private SplineCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Conditioner net = Mlp.of(7, 5);
    for (SplineTails tails : SplineTails.values()) {
      for (int bins : new int[] {2, 5, 8}) {
        for (SplineForm form : GENTLE) {
          SplineUnivariate spline = new SplineUnivariate(bins, 3, form, tails);
          add(cases, "coupling", 3, 0, spline, new Coupling(Mask.checkered(3), spline, net));
          add(cases, "with context", 4, 2, spline, new Coupling(Mask.half(4), spline, net));
          add(cases, "on context", 1, 2, spline, new Elementwise(spline, net));
        }
        for (SplineForm form : STEEP) {
          SplineUnivariate spline = new SplineUnivariate(bins, 5, form, tails);
          add(cases, "elementwise", 7, 0, spline, Elementwise.free(spline));
        }
      }
    }
    Conditioner masked =
        new MaskedMlp(List.of(9, 14), Activation.TANH, LastLayer.DEFAULT, HiddenUnits.EVEN);
    for (SplineForm form : GENTLE) {
      SplineUnivariate spline = new SplineUnivariate(4, 3, form, SplineTails.IDENTITY);
      Transform layer = new Autoregressive(Dependencies.ascending(4), spline, masked);
      for (int context : new int[] {0, 1}) add(cases, "autoregressive", 4, context, spline, layer);
    }
    return cases;
  }

  private static void add(
      List<Case> cases,
      String name,
      int features,
      int context,
      SplineUnivariate spline,
      Transform transform) {
    double reach = Double.POSITIVE_INFINITY;
    // Kept features of 20 drive the parameters so far that a float's last place in the box is a
    // good part of a bin. What is far out itself comes back, as elementwise maps show.
    if (!(transform instanceof Elementwise)) reach = 2;
    // What is wrapped around comes back inside the box.
    if (spline.tails() == SplineTails.CIRCULAR) reach = spline.bound();
    cases.add(
        new Case(
            name + ", " + spline,
            new FlowSpec(features, context, List.of(transform), new StandardNormal()),
            reach));
  }
}

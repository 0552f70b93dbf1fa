package io.github.flows4j.contract;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;

/** Layers that mix rows' features, layers turned round, and the bounds of other libraries. */
final class LayerCases {
  private static final Conditioner MLP = Mlp.of(7, 5);

  private LayerCases() {}

  static List<Cases.Case> all() {
    List<Cases.Case> cases = new ArrayList<>();
    for (int features : List.of(1, 2, 3, 5)) {
      both(cases, "lu", features, 0, new LuLinear());
      both(cases, "rotation", features, 0, new Rotation());
      both(cases, "planar", features, 0, new Planar());
      both(cases, "radial", features, 0, new Radial());
    }
    // more features than a vector has lanes
    both(cases, "rotation", 18, 1, new Rotation());
    both(cases, "planar", 18, 1, new Planar());
    both(cases, "radial", 18, 1, new Radial());
    // Bounded hidden units: with w.u far below 0 a planar map squeezes the plane w.x = -b to where
    // single precision can't tell the rows apart.
    Conditioner bounded = new Mlp(List.of(6), Activation.TANH, LastLayer.DEFAULT);
    Conditioner custom = new CustomConditioner(new CustomPieces.Linear());
    for (Conditioner network : List.of(MLP, bounded, custom)) {
      both(cases, "planar on context", 3, 2, new Planar(network));
      both(cases, "radial on context", 3, 2, new Radial(network));
    }
    both(cases, "planar on context", 2, 1, new Planar(bounded));
    both(cases, "radial on context", 1, 1, new Radial(MLP));
    for (ScaleBound bound :
        List.of(
            new ScaleBound.Tanh(1),
            new ScaleBound.SoftClip(1e-3),
            new ScaleBound.Sigmoid(2, 1e-3),
            new ScaleBound.Softplus(1e-3))) {
      Univariate affine = new AffineUnivariate(bound);
      both(cases, "coupling " + affine, 3, 0, new Coupling(Mask.checkered(3), affine, MLP));
      both(cases, "coupling " + affine, 5, 2, new Coupling(Mask.half(5), affine, MLP));
      both(cases, "elementwise " + affine, 3, 0, Elementwise.free(affine));
      both(cases, "elementwise " + affine, 2, 2, new Elementwise(affine, MLP));
    }
    Univariate scaling = new ScalingUnivariate(new ScaleBound.None());
    both(cases, "elementwise " + scaling, 3, 0, Elementwise.free(scaling));
    both(cases, "permutation", 5, 0, Permutation.random(5, 2));
    both(cases, "act norm", 3, 0, new ActNorm());
    cases.add(new Cases.Case("stack of mixing layers", stack()));
    return cases;
  }

  private static FlowSpec stack() {
    Univariate affine = new AffineUnivariate(new ScaleBound.Sigmoid(2, 1e-3));
    return new FlowSpec(
        4,
        2,
        List.of(
            new Inverse(new ActNorm()),
            new LuLinear(),
            new Coupling(Mask.half(4), affine, MLP),
            new Rotation(),
            new Inverse(new Radial(MLP)),
            new Planar()),
        new StandardNormal());
  }

  private static void both(
      List<Cases.Case> cases, String name, int features, int context, Transform transform) {
    String title = name + ", " + features + " features, " + context + " contexts";
    for (Transform each : List.of(transform, new Inverse(transform)))
      cases.add(
          new Cases.Case(
              each == transform ? title : "inverse " + title,
              new FlowSpec(features, context, List.of(each), new StandardNormal())));
  }
}

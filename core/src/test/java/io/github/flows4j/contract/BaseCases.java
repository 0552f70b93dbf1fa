package io.github.flows4j.contract;

import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StudentT;
import io.github.flows4j.spec.Transform;
import java.util.ArrayList;
import java.util.List;

/** Every base with tensors, behind a coupling. */
final class BaseCases {
  private BaseCases() {}

  static List<Cases.Case> all() {
    List<Cases.Case> cases = new ArrayList<>();
    // so wide a box that no row of a test is outside, where log-densities have no differences
    for (Base base :
        List.of(new BoxUniform(1000), new StudentT(), new NormalMixture(1), new NormalMixture(3))) {
      add(cases, base, 3, 0);
      add(cases, base, 19, 1);
    }
    add(cases, new ConditionalNormal(), 2, 1);
    add(cases, new ConditionalNormal(), 3, 3);
    add(cases, new ConditionalNormal(), 19, 17);
    return cases;
  }

  private static void add(List<Cases.Case> cases, Base base, int features, int context) {
    Transform coupling =
        new Coupling(
            Mask.half(features), new AffineUnivariate(new ScaleBound.Tanh(1)), Mlp.of(7, 5));
    cases.add(
        new Cases.Case(
            base + ", " + features + " features, " + context + " contexts",
            new FlowSpec(features, context, List.of(coupling), base)));
  }
}

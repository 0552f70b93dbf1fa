package io.github.flows4j.spark;

import io.github.flows4j.AutoregressiveFlow;
import io.github.flows4j.CouplingFlow;
import io.github.flows4j.Flows;
import io.github.flows4j.spec.Recipe;
import java.util.List;

/** The flows that {@link FlowEstimator#flow} names, with the sizes of the command's. */
final class NamedFlows {
  private static final int WIDTH = 128;

  private NamedFlows() {}

  static List<String> names() {
    return List.of("realnvp", "nice", "glow", "nsf-coupling", "maf", "nsf");
  }

  /**
   * A flow of a name.
   *
   * @throws IllegalArgumentException listing the names, if it is none of them
   */
  static Recipe of(String name, int features, int context) {
    return switch (name) {
      case "realnvp" -> coupling(Flows.realNvp(features).withTransforms(8), context);
      case "nice" -> coupling(Flows.nice(features), context);
      case "glow" -> coupling(Flows.glow(features), context);
      case "nsf-coupling" -> coupling(Flows.nsfCoupling(features), context);
      case "maf" -> autoregressive(Flows.maf(features), context);
      case "nsf" -> autoregressive(Flows.nsf(features), context);
      default ->
          throw new IllegalArgumentException(
              "flow must be one of "
                  + String.join(", ", names())
                  + ", or a description as JSON, was "
                  + name);
    };
  }

  private static Recipe coupling(CouplingFlow flow, int context) {
    return flow.withHidden(WIDTH, WIDTH).withContext(context);
  }

  private static Recipe autoregressive(AutoregressiveFlow flow, int context) {
    return flow.withHidden(WIDTH, WIDTH).withActNorm(true).withContext(context);
  }
}

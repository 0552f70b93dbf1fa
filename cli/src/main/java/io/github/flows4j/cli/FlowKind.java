package io.github.flows4j.cli;

import io.github.flows4j.Flows;
import io.github.flows4j.spec.Recipe;
import io.github.flows4j.spec.ScaleBound;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A flow that --flow names.
 *
 * @param name as --flow takes it
 * @param recipe the flow of so many features, with its defaults on a table
 * @param options those of the flow's options that it takes
 */
record FlowKind(String name, IntFunction<Recipe> recipe, List<String> options) {
  private static final String DEFAULT = "realnvp";

  private static final List<String> COUPLING =
      List.of(
          "--transforms",
          "--hidden",
          "--activation",
          "--residual-blocks",
          "--masks",
          "--batch-norm",
          "--act-norm",
          "--lu-linear",
          "--base");

  private static final List<String> AUTOREGRESSIVE =
      List.of(
          "--transforms",
          "--hidden",
          "--activation",
          "--residual-blocks",
          "--passes",
          "--random-order",
          "--base");

  /** Without networks: these see the context alone. */
  private static final List<String> STACKED = List.of("--transforms", "--base");

  private static final List<String> OF_NETWORKS = List.of("--hidden", "--activation");

  private static final List<FlowKind> ALL =
      List.of(
          kind(
              DEFAULT,
              features -> Flows.realNvp(features).withTransforms(8).withHidden(128, 128),
              COUPLING,
              "--scale-bound"),
          kind("nice", features -> Flows.nice(features).withHidden(128, 128), COUPLING),
          kind("tutorial-realnvp", Flows::tutorialRealNvp, COUPLING, "--scale-bound"),
          kind(
              "glow",
              features -> Flows.glow(features).withHidden(128, 128),
              COUPLING,
              "--scale-bound"),
          kind(
              "nsf-coupling",
              features -> Flows.nsfCoupling(features).withHidden(128, 128),
              COUPLING,
              "--bins"),
          kind(
              "maf",
              features -> Flows.maf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm",
              "--scale-bound"),
          kind(
              "iaf",
              features -> Flows.iaf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm",
              "--scale-bound"),
          kind(
              "nsf",
              features -> Flows.nsf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm",
              "--bins"),
          // an ActNorm would move angles off their circle
          kind(
              "ncsf",
              features -> Flows.ncsf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--bins"),
          kind(
              "naf",
              features -> Flows.naf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm"),
          kind(
              "unaf",
              features -> Flows.unaf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm"),
          kind(
              "sospf",
              features -> Flows.sospf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm"),
          kind(
              "bpf",
              features -> Flows.bpf(features).withHidden(128, 128),
              AUTOREGRESSIVE,
              "--act-norm"),
          kind("gf", features -> Flows.gf(features).withHidden(128, 128), STACKED),
          kind("planar", features -> Flows.planar(features).withHidden(128, 128), STACKED),
          kind("radial", features -> Flows.radial(features).withHidden(128, 128), STACKED));

  private static FlowKind kind(
      String name, IntFunction<Recipe> recipe, List<String> options, String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new FlowKind(name, recipe, List.copyOf(all));
  }

  static List<String> names() {
    return ALL.stream().map(FlowKind::name).toList();
  }

  /**
   * The kind of a name, or the default of none.
   *
   * @throws UsageProblem listing the names, if it is none of them
   */
  static FlowKind of(String name) {
    String known = name == null ? DEFAULT : Names.one("--flow", name, names());
    return ALL.get(names().indexOf(known));
  }

  /** The flow with its defaults on a table, or on a built-in set. */
  Recipe recipe(int features, boolean toy) {
    return toy && name.equals(DEFAULT)
        ? Flows.realNvp(features)
            .withTransforms(6)
            .withHidden(128, 128)
            .withHalfMasks()
            .withScaleBound(new ScaleBound.Tanh(1))
        : recipe.apply(features);
  }

  /**
   * Refuses options that would change nothing.
   *
   * @throws UsageProblem naming the option and those that the flow takes
   */
  void check(List<String> given, int context) {
    boolean stacked = options.equals(STACKED);
    List<String> taken = new ArrayList<>(options);
    if (stacked && context > 0) taken.addAll(OF_NETWORKS);
    String without = stacked && context == 0 ? " without context columns" : "";
    for (String option : given)
      refuse(name, option, taken, OF_NETWORKS.contains(option) ? without : "");
  }

  /** Refuses an option that is none of those that a flow takes. */
  static void refuse(String name, String option, List<String> taken, String when) {
    if (!taken.contains(option))
      throw new UsageProblem(
          option + " is of no use to " + name + when + ", which takes " + String.join(", ", taken));
  }
}

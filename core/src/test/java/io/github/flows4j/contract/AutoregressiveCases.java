package io.github.flows4j.contract;

import io.github.flows4j.contract.Cases.Case;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.CustomUnivariate;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.List;

/** Autoregressive transforms: every way to order features, deal out units and give context. */
final class AutoregressiveCases {
  private AutoregressiveCases() {}

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Univariate affine = new AffineUnivariate(new ScaleBound.Tanh(1));
    // Smooth, so that finite differences meet no kinks; ReLU is among the activations below.
    Conditioner net =
        new MaskedMlp(List.of(9, 14), Activation.TANH, LastLayer.DEFAULT, HiddenUnits.EVEN);
    for (Univariate univariate :
        List.of(
            affine,
            new AffineUnivariate(new ScaleBound.SoftClip(1e-3)),
            new AffineUnivariate(new ScaleBound.Sigmoid(2, 1e-3)),
            new AffineUnivariate(new ScaleBound.Softplus(1e-3)),
            new AdditiveUnivariate(),
            new CustomUnivariate(new CustomPieces.Cubic())))
      add(cases, 4, 0, new Autoregressive(Dependencies.ascending(4), univariate, net));
    List<Dependencies> graphs =
        List.of(
            Dependencies.descending(5),
            Dependencies.random(5, 3),
            new Dependencies.Ranks(List.of(0, 1, 2, 3, 4)).withPasses(2),
            new Dependencies.Ranks(List.of(4, 0, 0, 7, 4)),
            new Dependencies.Adjacency(List.of("00000", "10000", "00010", "00000", "11010")));
    for (Dependencies graph : graphs) {
      add(cases, 5, 0, new Autoregressive(graph, affine, net));
      add(cases, 5, 2, new Autoregressive(graph, affine, net));
    }
    for (HiddenUnits units : HiddenUnits.values())
      for (Activation activation : Activation.values()) {
        Conditioner own = new MaskedMlp(List.of(7, 20), activation, LastLayer.DEFAULT, units);
        add(cases, 3, 1, new Autoregressive(Dependencies.descending(3), affine, own));
        for (boolean inside : new boolean[] {false, true}) {
          Conditioner residual =
              new MaskedResidualMlp(11, 2, activation, LastLayer.DEFAULT, units, inside);
          add(cases, 4, 2, new Autoregressive(Dependencies.random(4, 2), affine, residual));
        }
      }
    add(cases, 4, 1, new Autoregressive(Dependencies.ascending(4), affine, MaskedMlp.of()));
    add(cases, 1, 2, new Autoregressive(Dependencies.ascending(1), affine, MaskedMlp.of(6)));
    add(cases, 20, 0, new Autoregressive(Dependencies.random(20, 1), affine, MaskedMlp.of(40)));
    Conditioner residual =
        new MaskedResidualMlp(12, 1, Activation.ELU, LastLayer.DEFAULT, HiddenUnits.EVEN, true);
    add(cases, 5, 0, new Autoregressive(graphs.get(0), affine, residual));
    add(cases, 1, 2, new Autoregressive(Dependencies.ascending(1), affine, residual));
    add(cases, 5, 2, new Inverse(new Autoregressive(graphs.get(4), affine, residual)));
    add(cases, 6, 0, new Inverse(new Autoregressive(Dependencies.ascending(6), affine, net)));
    add(cases, 5, 2, new Inverse(new Autoregressive(graphs.get(4), affine, net)));
    return cases;
  }

  private static void add(List<Case> cases, int features, int context, Transform transform) {
    cases.add(
        new Case(
            transform + ", context " + context,
            new FlowSpec(features, context, List.of(transform), new StandardNormal())));
  }
}

package io.github.flows4j.contract;

import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ContextEmbedding;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.HiddenUnits;
import io.github.flows4j.spec.ImageShape;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import io.github.flows4j.spec.VectorShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network on the context before every kind of layer that sees it, and before the base. */
final class EmbeddingCases {
  private EmbeddingCases() {}

  static List<Cases.Case> all() {
    List<Cases.Case> cases = new ArrayList<>();
    Univariate affine = new AffineUnivariate(new ScaleBound.Tanh(1));
    Conditioner net = new Mlp(List.of(7), Activation.TANH, LastLayer.DEFAULT);
    Transform coupling = new Coupling(Mask.half(4), affine, net);
    Transform other = new Coupling(Mask.half(4).flipped(), affine, net);
    Mlp smooth = new Mlp(List.of(6), Activation.TANH, LastLayer.DEFAULT);
    List<ContextEmbedding> embeddings =
        List.of(
            new ContextEmbedding(1, smooth), // so few outputs that they take another kernel
            new ContextEmbedding(3, smooth), // as many as columns
            ContextEmbedding.of(2, 6),
            ContextEmbedding.of(5),
            new ContextEmbedding(17, new Mlp(List.of(20), Activation.SILU, LastLayer.DEFAULT)),
            new ContextEmbedding(4, new ResidualMlp(5, 2, Activation.ELU, LastLayer.DEFAULT)),
            new ContextEmbedding(4, new CustomConditioner(new CustomPieces.Linear())));
    for (ContextEmbedding embedding : embeddings)
      add(cases, embedding, 3, new VectorShape(4), List.of(coupling, other), new StandardNormal());
    ContextEmbedding embedding = embeddings.get(1);
    EventShape three = new VectorShape(3);
    MaskedMlp plain =
        new MaskedMlp(List.of(9), Activation.TANH, LastLayer.DEFAULT, HiddenUnits.EVEN);
    MaskedResidualMlp inside =
        new MaskedResidualMlp(8, 1, Activation.TANH, LastLayer.DEFAULT, HiddenUnits.EVEN, true);
    for (Conditioner masked : List.of(plain, inside)) {
      Transform layer = new Autoregressive(Dependencies.descending(3), affine, masked);
      for (Transform way : List.of(layer, new Inverse(layer)))
        add(cases, embedding, 2, three, List.of(way), new StandardNormal());
    }
    List<Transform> normalized =
        List.of(coupling, new BatchNorm(), other, new Inverse(new Elementwise(affine, net)));
    add(cases, embedding, 5, new VectorShape(4), normalized, new StandardNormal());
    add(cases, embedding, 2, three, List.of(new Planar(net)), new StandardNormal());
    Transform halves = new Coupling(Mask.half(3), affine, net);
    add(cases, embedding, 2, three, List.of(halves), new ConditionalNormal());
    add(cases, embedding, 1, three, List.of(), new ConditionalNormal());
    ConvNet convolutions =
        new ConvNet(List.of(4, 3), List.of(3, 1, 3), Activation.TANH, LastLayer.DEFAULT, false);
    Transform channels = new Coupling(Mask.half(2), affine, convolutions);
    add(cases, embedding, 2, new ImageShape(2, 2, 3), List.of(channels), new StandardNormal());
    return cases;
  }

  private static void add(
      List<Cases.Case> cases,
      ContextEmbedding embedding,
      int context,
      EventShape shape,
      List<Transform> transforms,
      Base base) {
    cases.add(
        new Cases.Case(
            embedding + ", " + context + " contexts: " + transforms + ", " + base,
            new FlowSpec(shape, context, Optional.of(embedding), transforms, base)));
  }
}

package io.github.flows4j.contract;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.Activation;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomBase;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.CustomUnivariate;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.Initial;
import io.github.flows4j.spec.LastLayer;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Tensors;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Every transform and every option, as flows of one transform, with weights far from the identity.
 */
final class Cases {
  private static final List<Univariate> UNIVARIATES =
      List.of(
          new AdditiveUnivariate(),
          new AffineUnivariate(new ScaleBound.Tanh(1)),
          new AffineUnivariate(new ScaleBound.Tanh(2)),
          new AffineUnivariate(new ScaleBound.SoftClip(1e-3)),
          new AffineUnivariate(new ScaleBound.None()),
          new ScalingUnivariate(new ScaleBound.Tanh(1.5)),
          new ScalingUnivariate(new ScaleBound.None()),
          new CustomUnivariate(new CustomPieces.Cubic()));

  private Cases() {}

  /**
   * A case: its name in reports, the flow, and how far out rows still come back: a map that
   * flattens far out can't be inverted there.
   */
  record Case(String name, FlowSpec spec, double reach) {
    Case(String name, FlowSpec spec) {
      this(name, spec, Double.POSITIVE_INFINITY);
    }

    @Override
    public String toString() {
      return name;
    }

    /** Weights drawn from the seed, of a size that makes the map far from the identity. */
    Tensors tensors(long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      Map<String, Tensor> byName = new LinkedHashMap<>();
      for (TensorSpec tensor : spec.tensors()) {
        boolean variance = tensor.name().endsWith("running_variance");
        boolean sign = tensor.name().endsWith("sign");
        List<Integer> shape = tensor.shape();
        int last = shape.get(shape.size() - 1);
        int inputs = shape.size() == 4 ? tensor.size() / shape.get(0) : last; // a kernel's places
        double size = tensor.name().endsWith("weight") ? 1.5 / Math.sqrt(inputs) : 0.5;
        boolean fixed = !tensor.trained() && tensor.initial() instanceof Initial.Constant;
        double start = fixed ? ((Initial.Constant) tensor.initial()).value() : 0;
        byName.put(
            tensor.name(),
            Tensor.of(
                tensor.shape(),
                i -> {
                  if (variance) return 0.5 + random.nextDouble();
                  if (sign) return random.nextBoolean() ? 1 : -1;
                  // the faces of a box stay where they are
                  if (fixed && start != 0) return start;
                  return size * random.nextGaussian();
                }));
      }
      return Tensors.of(byName);
    }
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Conditioner mlp = Mlp.of(7, 5);
    for (Univariate univariate : UNIVARIATES) {
      add(cases, "coupling", 3, 0, new Coupling(Mask.checkered(3), univariate, mlp));
      add(cases, "coupling with context", 5, 2, new Coupling(Mask.half(5), univariate, mlp));
      add(cases, "elementwise", 3, 0, Elementwise.free(univariate));
      add(cases, "elementwise on context", 1, 2, new Elementwise(univariate, mlp));
    }
    Univariate affine = new AffineUnivariate(new ScaleBound.SoftClip(1e-3));
    for (Activation activation : Activation.values()) {
      Mlp net = new Mlp(List.of(6, 17), activation, LastLayer.DEFAULT);
      add(cases, "coupling " + activation, 4, 1, new Coupling(Mask.half(4), affine, net));
      ResidualMlp residual = new ResidualMlp(9, 2, activation, LastLayer.ZERO);
      add(cases, "residual " + activation, 4, 1, new Coupling(Mask.half(4), affine, residual));
    }
    Conditioner custom = new CustomConditioner(new CustomPieces.Linear());
    List<Conditioner> networks =
        List.of(
            Mlp.of(),
            Mlp.of(1),
            Mlp.of(40, 33, 3),
            custom,
            PerParameter.of(Mlp.of(6), 2),
            new PerParameter(
                List.of(custom, new ResidualMlp(4, 1, Activation.TANH, LastLayer.ZERO))));
    for (Conditioner network : networks)
      add(cases, "network " + network, 4, 2, new Coupling(Mask.random(4, 3), affine, network));
    for (Mask mask :
        List.of(Mask.parse("10"), Mask.parse("01"), Mask.parse("0111111"), Mask.parse("1000000")))
      add(cases, "mask " + mask.bits(), mask.features(), 0, new Coupling(mask, affine, mlp));
    add(cases, "wide", 40, 0, new Coupling(Mask.half(40), affine, Mlp.of(20)));
    add(cases, "reverse", 4, 0, Permutation.reverse(4));
    add(cases, "random permutation", 6, 0, Permutation.random(6, 5));
    add(cases, "act norm", 3, 0, new ActNorm());
    add(cases, "batch norm", 3, 0, new BatchNorm());
    add(cases, "batch norm, other options", 2, 0, new BatchNorm(0.3, 1e-2));
    for (Base base :
        List.of(
            new DiagonalNormal(true),
            new DiagonalNormal(false),
            new Logistic(),
            new CustomBase(new CustomPieces.Laplace())))
      cases.add(
          new Case(
              base.toString(),
              new FlowSpec(3, 0, List.of(new Coupling(Mask.half(3), affine, mlp)), base)));
    cases.add(new Case("no transform", new FlowSpec(2, 0, List.of(), new StandardNormal())));
    // Scales within e^-1..e: three layers of e^7 would leave single precision nothing to invert.
    cases.add(new Case("stack", stack(new AffineUnivariate(new ScaleBound.Tanh(1)))));
    cases.addAll(AutoregressiveCases.all());
    cases.addAll(NeuralCases.all());
    cases.addAll(PolynomialCases.all());
    cases.addAll(BaseCases.all());
    cases.addAll(EmbeddingCases.all());
    cases.addAll(LayerCases.all());
    cases.addAll(SplineCases.all());
    cases.addAll(ImageCases.all());
    return cases;
  }

  private static FlowSpec stack(Univariate affine) {
    Conditioner net = Mlp.of(12);
    return new FlowSpec(
        4,
        2,
        List.of(
            new Coupling(Mask.half(4), affine, net),
            new BatchNorm(),
            Permutation.random(4, 1),
            new ActNorm(),
            new Coupling(Mask.half(4).flipped(), affine, net),
            new BatchNorm(),
            Elementwise.free(new ScalingUnivariate(new ScaleBound.None()))),
        new StandardNormal());
  }

  private static void add(
      List<Case> cases, String name, int features, int context, Transform transform) {
    String univariate =
        transform instanceof Coupling coupling
            ? ", " + coupling.univariate()
            : transform instanceof Elementwise elementwise ? ", " + elementwise.univariate() : "";
    cases.add(
        new Case(
            name + univariate,
            new FlowSpec(features, context, List.of(transform), new StandardNormal())));
  }
}

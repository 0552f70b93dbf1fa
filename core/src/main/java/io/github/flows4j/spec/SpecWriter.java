package io.github.flows4j.spec;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The trees of maps and lists that {@link SpecJson} writes for the records of a description. */
final class SpecWriter {
  private SpecWriter() {}

  static Map<String, Object> tree(FlowSpec spec) {
    EventShape shape = spec.shape();
    Map<String, Object> tree =
        object(
            shape instanceof ImageShape ? "image" : "features",
            shape instanceof ImageShape image
                ? List.of(image.channels(), image.height(), image.width())
                : spec.features(),
            "context",
            spec.context());
    spec.embedding().ifPresent(embedding -> tree.put("embedding", tree(embedding)));
    tree.put("transforms", spec.transforms().stream().map(SpecWriter::tree).toList());
    tree.put("base", tree(spec.base()));
    return tree;
  }

  private static Map<String, Object> tree(ContextEmbedding embedding) {
    return object("outputs", embedding.outputs(), "network", tree(embedding.network()));
  }

  private static Map<String, Object> tree(Transform transform) {
    if (transform instanceof Coupling coupling)
      return object(
          "type", "coupling",
          "mask", coupling.mask().bits(),
          "univariate", tree(coupling.univariate()),
          "conditioner", tree(coupling.conditioner()));
    if (transform instanceof Elementwise elementwise)
      return object(
          "type", "elementwise",
          "univariate", tree(elementwise.univariate()),
          "conditioner", tree(elementwise.conditioner()));
    if (transform instanceof Autoregressive autoregressive)
      return object(
          "type", "autoregressive",
          "dependencies", tree(autoregressive.dependencies()),
          "univariate", tree(autoregressive.univariate()),
          "conditioner", tree(autoregressive.conditioner()));
    if (transform instanceof Squeeze) return object("type", "squeeze");
    if (transform instanceof FactorOut out)
      return object("type", "factor_out", "leaving", lower(out.leaving()));
    if (transform instanceof LuLinear) return object("type", "lu_linear");
    if (transform instanceof Rotation) return object("type", "rotation");
    if (transform instanceof Planar planar)
      return object("type", "planar", "conditioner", tree(planar.conditioner()));
    if (transform instanceof Radial radial)
      return object("type", "radial", "conditioner", tree(radial.conditioner()));
    if (transform instanceof Inverse inverse)
      return object("type", "inverse", "transform", tree(inverse.transform()));
    if (transform instanceof Permutation permutation)
      return object("type", "permutation", "order", permutation.order());
    if (transform instanceof ActNorm norm)
      return object("type", "act_norm", "epsilon", norm.epsilon());
    if (transform instanceof BatchNorm norm)
      return object("type", "batch_norm", "momentum", norm.momentum(), "epsilon", norm.epsilon());
    throw new AssertionError(transform);
  }

  private static Map<String, Object> tree(Dependencies dependencies) {
    if (dependencies instanceof Dependencies.Ranks ranks)
      return object("type", "ranks", "ranks", ranks.ranks());
    if (dependencies instanceof Dependencies.Adjacency adjacency)
      return object("type", "adjacency", "rows", adjacency.rows());
    throw new AssertionError(dependencies);
  }

  private static Map<String, Object> tree(Univariate univariate) {
    if (univariate instanceof AdditiveUnivariate) return object("type", "additive");
    if (univariate instanceof AffineUnivariate affine)
      return object("type", "affine", "bound", tree(affine.bound()));
    if (univariate instanceof ScalingUnivariate scaling)
      return object("type", "scaling", "bound", tree(scaling.bound()));
    if (univariate instanceof SplineUnivariate spline)
      return object(
          "type", "spline",
          "bins", spline.bins(),
          "bound", spline.bound(),
          "form", tree(spline.form()),
          "tails", lower(spline.tails()));
    if (univariate instanceof NeuralMonotonicUnivariate neural)
      return object(
          "type", "neural_monotonic", "signal", neural.signal(), "hidden", neural.hidden());
    if (univariate instanceof IntegratedNeuralUnivariate neural)
      return object(
          "type", "integrated_neural",
          "signal", neural.signal(),
          "hidden", neural.hidden(),
          "clip", neural.clip(),
          "nodes", neural.nodes());
    if (univariate instanceof SumOfSquaresUnivariate squares)
      return object(
          "type", "sum_of_squares",
          "degree", squares.degree(),
          "polynomials", squares.polynomials(),
          "slope", squares.slope());
    if (univariate instanceof BernsteinUnivariate bernstein)
      return object("type", "bernstein", "degree", bernstein.degree(), "bound", bernstein.bound());
    if (univariate instanceof GaussianizationUnivariate gaussianization)
      return object("type", "gaussianization", "components", gaussianization.components());
    if (univariate instanceof SoftClipUnivariate clip)
      return object("type", "soft_clip", "bound", clip.bound());
    if (univariate instanceof CustomUnivariate custom) return custom(custom.function().name());
    throw new AssertionError(univariate);
  }

  private static Map<String, Object> tree(SplineForm form) {
    if (form instanceof SplineForm.SoftClipped clipped)
      return object("type", "soft_clipped", "slope", clipped.slope());
    if (form instanceof SplineForm.Floored floored)
      return object(
          "type", "floored",
          "min_width", floored.minWidth(),
          "min_height", floored.minHeight(),
          "min_slope", floored.minSlope());
    throw new AssertionError(form);
  }

  private static Map<String, Object> tree(ScaleBound bound) {
    if (bound instanceof ScaleBound.Tanh tanh) return object("type", "tanh", "limit", tanh.limit());
    if (bound instanceof ScaleBound.SoftClip clip)
      return object("type", "soft_clip", "slope", clip.slope());
    if (bound instanceof ScaleBound.Sigmoid sigmoid)
      return object("type", "sigmoid", "offset", sigmoid.offset(), "floor", sigmoid.floor());
    if (bound instanceof ScaleBound.Softplus softplus)
      return object("type", "softplus", "floor", softplus.floor());
    if (bound instanceof ScaleBound.None) return object("type", "none");
    throw new AssertionError(bound);
  }

  private static Map<String, Object> tree(Conditioner conditioner) {
    if (conditioner instanceof Mlp mlp)
      return object(
          "type", "mlp",
          "hidden", mlp.hidden(),
          "activation", lower(mlp.activation()),
          "last_layer", lower(mlp.lastLayer()));
    if (conditioner instanceof ResidualMlp mlp)
      return object(
          "type", "residual_mlp",
          "width", mlp.width(),
          "blocks", mlp.blocks(),
          "activation", lower(mlp.activation()),
          "last_layer", lower(mlp.lastLayer()));
    if (conditioner instanceof MaskedMlp mlp)
      return object(
          "type", "masked_mlp",
          "hidden", mlp.hidden(),
          "activation", lower(mlp.activation()),
          "last_layer", lower(mlp.lastLayer()),
          "units", lower(mlp.units()));
    if (conditioner instanceof MaskedResidualMlp mlp)
      return object(
          "type", "masked_residual_mlp",
          "width", mlp.width(),
          "blocks", mlp.blocks(),
          "activation", lower(mlp.activation()),
          "last_layer", lower(mlp.lastLayer()),
          "units", lower(mlp.units()),
          "context_inside", mlp.contextInside());
    if (conditioner instanceof ConvNet net)
      return object(
          "type", "conv_net",
          "channels", net.channels(),
          "kernels", net.kernels(),
          "activation", lower(net.activation()),
          "last_layer", lower(net.lastLayer()),
          "scaled", net.scaled());
    if (conditioner instanceof ResidualConvNet net)
      return object(
          "type", "residual_conv_net",
          "channels", net.channels(),
          "blocks", net.blocks(),
          "activation", lower(net.activation()),
          "last_layer", lower(net.lastLayer()),
          "scaled", net.scaled());
    if (conditioner instanceof PerParameter each)
      return object(
          "type",
          "per_parameter",
          "networks",
          each.networks().stream().map(SpecWriter::tree).toList());
    if (conditioner instanceof FreeParameters) return object("type", "free_parameters");
    if (conditioner instanceof CustomConditioner custom) return custom(custom.function().name());
    throw new AssertionError(conditioner);
  }

  private static Map<String, Object> tree(Base base) {
    if (base instanceof StandardNormal) return object("type", "standard_normal");
    if (base instanceof DiagonalNormal normal)
      return object("type", "diagonal_normal", "trained", normal.trained());
    if (base instanceof BoxUniform uniform)
      return object("type", "box_uniform", "bound", uniform.bound());
    if (base instanceof StudentT student)
      return object("type", "student_t", "degrees", student.degrees());
    if (base instanceof NormalMixture mixture)
      return object("type", "normal_mixture", "components", mixture.components());
    if (base instanceof ConditionalNormal) return object("type", "conditional_normal");
    if (base instanceof Logistic) return object("type", "logistic");
    if (base instanceof CustomBase custom) return custom(custom.function().name());
    throw new AssertionError(base);
  }

  private static Map<String, Object> custom(String name) {
    return object("type", "custom", "name", name);
  }

  /** An object of alternating keys and values. */
  private static Map<String, Object> object(Object... members) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) object.put((String) members[i], members[i + 1]);
    return object;
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}

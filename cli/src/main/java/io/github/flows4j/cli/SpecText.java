package io.github.flows4j.cli;

import io.github.flows4j.spec.ActNorm;
import io.github.flows4j.spec.AdditiveUnivariate;
import io.github.flows4j.spec.AffineUnivariate;
import io.github.flows4j.spec.Autoregressive;
import io.github.flows4j.spec.Base;
import io.github.flows4j.spec.BatchNorm;
import io.github.flows4j.spec.BernsteinUnivariate;
import io.github.flows4j.spec.BoxUniform;
import io.github.flows4j.spec.ConditionalNormal;
import io.github.flows4j.spec.Conditioner;
import io.github.flows4j.spec.ConvNet;
import io.github.flows4j.spec.Coupling;
import io.github.flows4j.spec.CustomBase;
import io.github.flows4j.spec.CustomConditioner;
import io.github.flows4j.spec.CustomUnivariate;
import io.github.flows4j.spec.Dependencies;
import io.github.flows4j.spec.DiagonalNormal;
import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.EventShape;
import io.github.flows4j.spec.FactorOut;
import io.github.flows4j.spec.FlowSpec;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.GaussianizationUnivariate;
import io.github.flows4j.spec.IntegratedNeuralUnivariate;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.LuLinear;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.MaskedMlp;
import io.github.flows4j.spec.MaskedResidualMlp;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.NeuralMonotonicUnivariate;
import io.github.flows4j.spec.NormalMixture;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.Planar;
import io.github.flows4j.spec.Radial;
import io.github.flows4j.spec.ResidualConvNet;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.Rotation;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.SoftClipUnivariate;
import io.github.flows4j.spec.SplineTails;
import io.github.flows4j.spec.SplineUnivariate;
import io.github.flows4j.spec.Squeeze;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.StudentT;
import io.github.flows4j.spec.SumOfSquaresUnivariate;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Descriptions of flows in words. */
final class SpecText {
  /** Features of a mask that are written out. */
  private static final int MASK_SHOWN = 24;

  /** Features whose ranks are written out. */
  private static final int RANKS_SHOWN = 12;

  private SpecText() {}

  /** The flow in one line: transforms counted by kind, parameters. */
  static String summary(FlowSpec spec) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (Transform transform : spec.transforms()) kinds.merge(kind(transform), 1, Integer::sum);
    String transforms =
        kinds.entrySet().stream()
            .map(entry -> entry.getValue() + " x " + entry.getKey())
            .collect(Collectors.joining(" + "));
    return embedding(spec).map(text -> text + "; ").orElse("")
        + (transforms.isEmpty() ? "no transform" : transforms)
        + "; base "
        + base(spec.base())
        + "; "
        + Report.count(parameters(spec.tensors()))
        + " parameters";
  }

  /** The network on the context in one line, if there is one. */
  static Optional<String> embedding(FlowSpec spec) {
    return spec.embedding()
        .map(
            embedding ->
                "context of "
                    + spec.context()
                    + " embedded in "
                    + embedding.outputs()
                    + ", "
                    + network(embedding.network())
                    + ", "
                    + Report.count(parameters(embedding.tensors(spec.context())))
                    + " parameters");
  }

  /** Numbers that training moves. */
  static long parameters(List<TensorSpec> tensors) {
    return tensors.stream().filter(TensorSpec::trained).mapToLong(TensorSpec::size).sum();
  }

  /** The transform of a number in one line, its mask and the number of its parameters included. */
  static String line(FlowSpec spec, int number) {
    Transform transform = spec.transforms().get(number);
    EventShape shape = spec.shapes().get(number);
    long parameters = parameters(transform.tensors(shape, spec.conditioning()));
    return kind(transform) + who(transform) + ", " + Report.count(parameters) + " parameters";
  }

  /** Who conditions whom. */
  private static String who(Transform transform) {
    if (transform instanceof Inverse inverse) return who(inverse.transform());
    if (transform instanceof Coupling coupling) return ", " + mask(coupling.mask());
    if (transform instanceof Autoregressive autoregressive)
      return ", " + order(autoregressive.dependencies());
    return "";
  }

  private static String order(Dependencies dependencies) {
    String steps = dependencies.passes() + " steps";
    if (dependencies instanceof Dependencies.Ranks ranks && dependencies.features() <= RANKS_SHOWN)
      return "ranks "
          + ranks.ranks().stream().map(String::valueOf).collect(Collectors.joining(" "));
    return dependencies instanceof Dependencies.Ranks ? steps : "a graph of " + steps;
  }

  /** Whether features are angles, as a circular spline takes them. */
  static boolean ofAngles(FlowSpec spec) {
    return spec.transforms().stream()
        .map(transform -> transform instanceof Inverse inverse ? inverse.transform() : transform)
        .anyMatch(
            transform ->
                univariate(transform).orElse(null) instanceof SplineUnivariate spline
                    && spline.tails() == SplineTails.CIRCULAR);
  }

  private static Optional<Univariate> univariate(Transform transform) {
    if (transform instanceof Coupling coupling) return Optional.of(coupling.univariate());
    if (transform instanceof Autoregressive autoregressive)
      return Optional.of(autoregressive.univariate());
    if (transform instanceof Elementwise elementwise) return Optional.of(elementwise.univariate());
    return Optional.empty();
  }

  private static String mask(Mask mask) {
    String bits = mask.bits();
    return bits.length() <= MASK_SHOWN
        ? "keeps " + bits
        : "keeps " + mask.keptCount() + " of " + mask.features();
  }

  private static String kind(Transform transform) {
    if (transform instanceof Coupling coupling)
      return univariate(coupling.univariate()) + " coupling, " + network(coupling.conditioner());
    if (transform instanceof Autoregressive autoregressive)
      return univariate(autoregressive.univariate())
          + " autoregressive, "
          + network(autoregressive.conditioner());
    if (transform instanceof Elementwise elementwise) {
      String map = univariate(elementwise.univariate()) + " map of each feature";
      return elementwise.univariate().parametersPerFeature() == 0
          ? map
          : map + ", " + network(elementwise.conditioner());
    }
    if (transform instanceof Inverse inverse) return "inverse of " + kind(inverse.transform());
    if (transform instanceof Planar planar) return "planar, " + network(planar.conditioner());
    if (transform instanceof Radial radial) return "radial, " + network(radial.conditioner());
    if (transform instanceof LuLinear) return "LU linear";
    if (transform instanceof Rotation) return "rotation";
    if (transform instanceof BatchNorm norm) return "batch norm, momentum " + norm.momentum();
    if (transform instanceof ActNorm) return "act norm";
    if (transform instanceof Permutation) return "permutation";
    if (transform instanceof Squeeze) return "squeeze";
    if (transform instanceof FactorOut out)
      return "factor out " + lower(out.leaving()) + " half of channels";
    throw new AssertionError(transform);
  }

  private static String univariate(Univariate univariate) {
    if (univariate instanceof AffineUnivariate affine)
      return "affine (" + bound(affine.bound()) + ")";
    if (univariate instanceof ScalingUnivariate scaling)
      return "scaling (" + bound(scaling.bound()) + ")";
    if (univariate instanceof AdditiveUnivariate) return "additive";
    if (univariate instanceof SplineUnivariate spline)
      return spline.bins()
          + "-bin "
          + (spline.tails() == SplineTails.IDENTITY ? "" : lower(spline.tails()) + " ")
          + "spline within "
          + brief(spline.bound());
    if (univariate instanceof NeuralMonotonicUnivariate neural)
      return "neural monotonic " + widths(neural.hidden());
    if (univariate instanceof IntegratedNeuralUnivariate neural)
      return "integrated neural " + widths(neural.hidden());
    if (univariate instanceof SumOfSquaresUnivariate squares)
      return "sum of " + squares.polynomials() + " squares of degree " + squares.degree();
    if (univariate instanceof BernsteinUnivariate bernstein)
      return "Bernstein of degree " + bernstein.degree() + " within " + brief(bernstein.bound());
    if (univariate instanceof GaussianizationUnivariate gaussianization)
      return gaussianization.components() + "-component gaussianization";
    if (univariate instanceof SoftClipUnivariate clip) return "soft-clip:" + number(clip.bound());
    if (univariate instanceof CustomUnivariate custom) return custom.function().name();
    throw new AssertionError(univariate);
  }

  private static String bound(ScaleBound bound) {
    if (bound instanceof ScaleBound.Tanh tanh) return "tanh:" + number(tanh.limit());
    if (bound instanceof ScaleBound.SoftClip clip) return "soft-clip:" + number(clip.slope());
    if (bound instanceof ScaleBound.Sigmoid sigmoid)
      return "sigmoid:" + number(sigmoid.offset()) + "," + number(sigmoid.floor());
    if (bound instanceof ScaleBound.Softplus softplus)
      return "softplus:" + number(softplus.floor());
    return "no bound";
  }

  /** All its digits where they are few. */
  private static String brief(double value) {
    String text = number(value);
    return text.length() <= 6 ? text : Report.number(value);
  }

  /** Without a needless ".0". */
  static String number(double value) {
    String text = Double.toString(value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  private static String network(Conditioner conditioner) {
    if (conditioner instanceof Mlp mlp)
      return "MLP " + widths(mlp.hidden()) + " " + lower(mlp.activation());
    if (conditioner instanceof ResidualMlp mlp)
      return "residual MLP of "
          + mlp.blocks()
          + " blocks of "
          + mlp.width()
          + " "
          + lower(mlp.activation());
    if (conditioner instanceof MaskedMlp mlp)
      return "masked MLP " + widths(mlp.hidden()) + " " + lower(mlp.activation());
    if (conditioner instanceof MaskedResidualMlp mlp)
      return "masked residual MLP of "
          + mlp.blocks()
          + " blocks of "
          + mlp.width()
          + " "
          + lower(mlp.activation())
          + (mlp.contextInside() ? ", context inside" : "");
    if (conditioner instanceof PerParameter each)
      return each.networks().size() + " networks, each " + network(each.networks().get(0));
    if (conditioner instanceof FreeParameters) return "free parameters";
    if (conditioner instanceof ConvNet net)
      return "convolutions "
          + widths(net.kernels())
          + " of "
          + widths(net.channels())
          + " channels "
          + lower(net.activation());
    if (conditioner instanceof ResidualConvNet net)
      return "residual convolutions of "
          + net.blocks()
          + " blocks of "
          + net.channels()
          + " channels "
          + lower(net.activation());
    if (conditioner instanceof CustomConditioner custom) return custom.function().name();
    throw new AssertionError(conditioner);
  }

  private static String widths(List<Integer> hidden) {
    return hidden.isEmpty()
        ? "linear"
        : hidden.stream().map(String::valueOf).collect(Collectors.joining("-"));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  static String base(Base base) {
    if (base instanceof StandardNormal) return "standard normal";
    if (base instanceof DiagonalNormal normal)
      return normal.trained() ? "diagonal normal, trained" : "diagonal normal";
    if (base instanceof Logistic) return "logistic";
    if (base instanceof BoxUniform uniform) return "uniform within " + brief(uniform.bound());
    if (base instanceof StudentT) return "Student t, trained";
    if (base instanceof NormalMixture mixture)
      return "mixture of " + mixture.components() + " normals, trained";
    if (base instanceof ConditionalNormal) return "normal on the context";
    if (base instanceof CustomBase custom) return custom.function().name();
    throw new AssertionError(base);
  }
}

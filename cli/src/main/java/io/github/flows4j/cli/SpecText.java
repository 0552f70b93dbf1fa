package io.github.flows4j.cli;

import io.github.flows4j.spec.ActNorm;
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
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.Logistic;
import io.github.flows4j.spec.Mask;
import io.github.flows4j.spec.Mlp;
import io.github.flows4j.spec.PerParameter;
import io.github.flows4j.spec.Permutation;
import io.github.flows4j.spec.ResidualMlp;
import io.github.flows4j.spec.ScaleBound;
import io.github.flows4j.spec.ScalingUnivariate;
import io.github.flows4j.spec.StandardNormal;
import io.github.flows4j.spec.TensorSpec;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Descriptions of flows in words. */
final class SpecText {
  /** Features of a mask that are written out. */
  private static final int MASK_SHOWN = 24;

  private SpecText() {}

  /** The flow in one line: transforms counted by kind, parameters. */
  static String summary(FlowSpec spec) {
    Map<String, Integer> kinds = new LinkedHashMap<>();
    for (Transform transform : spec.transforms()) kinds.merge(kind(transform), 1, Integer::sum);
    String transforms =
        kinds.entrySet().stream()
            .map(entry -> entry.getValue() + " x " + entry.getKey())
            .collect(Collectors.joining(" + "));
    return (transforms.isEmpty() ? "no transform" : transforms)
        + "; base "
        + base(spec.base())
        + "; "
        + Report.count(parameters(spec.tensors()))
        + " parameters";
  }

  /** Numbers that training moves. */
  static long parameters(List<TensorSpec> tensors) {
    return tensors.stream().filter(TensorSpec::trained).mapToLong(TensorSpec::size).sum();
  }

  /** A transform in one line, its mask and the number of its parameters included. */
  static String line(Transform transform, FlowSpec spec) {
    long parameters = parameters(transform.tensors(spec.features(), spec.context()));
    String mask = transform instanceof Coupling coupling ? ", " + mask(coupling.mask()) : "";
    return kind(transform) + mask + ", " + Report.count(parameters) + " parameters";
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
    if (transform instanceof Elementwise elementwise)
      return univariate(elementwise.univariate())
          + " map of each feature, "
          + network(elementwise.conditioner());
    if (transform instanceof BatchNorm norm) return "batch norm, momentum " + norm.momentum();
    if (transform instanceof ActNorm) return "act norm";
    if (transform instanceof Permutation) return "permutation";
    throw new AssertionError(transform);
  }

  private static String univariate(Univariate univariate) {
    if (univariate instanceof AffineUnivariate affine)
      return "affine (" + bound(affine.bound()) + ")";
    if (univariate instanceof ScalingUnivariate scaling)
      return "scaling (" + bound(scaling.bound()) + ")";
    if (univariate instanceof AdditiveUnivariate) return "additive";
    if (univariate instanceof CustomUnivariate custom) return custom.function().name();
    throw new AssertionError(univariate);
  }

  private static String bound(ScaleBound bound) {
    if (bound instanceof ScaleBound.Tanh tanh) return "tanh:" + number(tanh.limit());
    if (bound instanceof ScaleBound.SoftClip clip) return "soft-clip:" + number(clip.slope());
    return "no bound";
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
    if (conditioner instanceof PerParameter each)
      return each.networks().size() + " networks, each " + network(each.networks().get(0));
    if (conditioner instanceof FreeParameters) return "free parameters";
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
    if (base instanceof CustomBase custom) return custom.function().name();
    throw new AssertionError(base);
  }
}

package io.github.flows4j.io.foreign;

import io.github.flows4j.spec.Elementwise;
import io.github.flows4j.spec.FreeParameters;
import io.github.flows4j.spec.Inverse;
import io.github.flows4j.spec.Tensor;
import io.github.flows4j.spec.Transform;
import io.github.flows4j.spec.Univariate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A transform that was read, and its tensors under our names.
 *
 * @param transform the transform
 * @param tensors by the names that the transform gives them
 */
public record ForeignLayer(Transform transform, Map<String, Tensor> tensors) {
  /** A transform without tensors. */
  public static ForeignLayer of(Transform transform) {
    return new ForeignLayer(transform, Map.of());
  }

  /** A transform whose conditioner has the given tensors. */
  public static ForeignLayer conditioned(Transform transform, Map<String, Tensor> conditioner) {
    return new ForeignLayer(transform, prefixed("conditioner.", conditioner));
  }

  /** A map of every feature with free parameters, parameter by parameter. */
  public static ForeignLayer free(Univariate univariate, Tensor values) {
    return conditioned(new Elementwise(univariate, new FreeParameters()), Map.of("values", values));
  }

  /** With tensors of the map's own. */
  public ForeignLayer withUnivariate(Map<String, Tensor> own) {
    Map<String, Tensor> all = new LinkedHashMap<>(tensors);
    all.putAll(prefixed("univariate.", own));
    return new ForeignLayer(transform, all);
  }

  /** Turned round: of a library whose transforms go from latent to data. */
  public ForeignLayer inverse() {
    return new ForeignLayer(new Inverse(transform), prefixed("transform.", tensors));
  }

  /** Tensors under longer names. */
  public static Map<String, Tensor> prefixed(String prefix, Map<String, Tensor> tensors) {
    Map<String, Tensor> longer = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> longer.put(prefix + name, tensor));
    return longer;
  }
}
